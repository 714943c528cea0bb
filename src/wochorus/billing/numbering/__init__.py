"""Numbers of invoices and credit notes: an unbroken chronological series, whoever issues.

A series belongs to a company, a kind and a year. Its row is locked by the transaction that issues:
a number that is taken is a number that is issued, and nothing comes between two of them (CGI ann.
II, art. 242 nonies A, I, 7°).
"""
