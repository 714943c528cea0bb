"""Invoices that another program made, brought into the journal: Factur-X, CII, UBL or our JSON.

Each file becomes a row of a journal with its lines, and goes the way of an imported journal: the
same cells, the same checks, the same writing. Nothing that the journal refuses comes in this way.
"""
