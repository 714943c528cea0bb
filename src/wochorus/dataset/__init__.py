"""The whole data set in files that any program can read, and back: JSON Lines and documents.

A folder, or a zip of it, with `manifest.json` (what is there, with the SHA-256 of each file), a
file for each table (`tables/billing.invoice.jsonl`, one row a line) and the kept documents
(`files/…`). The rows keep their numbers, so that the way back loses nothing; secrets stay behind.
The same data give the same bytes.
"""
