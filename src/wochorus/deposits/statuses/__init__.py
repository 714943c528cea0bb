"""Following each invoice after its integration: the statuses that its recipient gives it.

Two readings feed it. A search of the portal tells which invoices changed since the last reading:
one cheap call for all (`reading`, `window`). The history of an invoice tells the rest: every
status, when, why and by whom (`histories`). `news` decides what is later than what is known, with
no database; `recording` writes it, one transaction for each invoice. `stopping` says when an
invoice is watched no more, `telling` what the user reads.
"""
