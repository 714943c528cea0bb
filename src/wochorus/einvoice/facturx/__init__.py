"""Factur-X: the PDF that people read, with the CII invoice that machines read inside it."""
