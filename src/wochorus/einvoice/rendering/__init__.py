"""The page: an invoice set by Typst as PDF/A-3a and PDF/UA-1, its XML inside."""
