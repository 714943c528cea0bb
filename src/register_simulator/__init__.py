"""A register of companies that runs on the user's machine: Recherche d'entreprises and Sirene.

It answers as the two public APIs do, from invented companies or from a file, and does on demand
what a tired service does: it refuses, waits, breaks. It shares no code with the product.
"""

__version__ = "0.1.0"
