"""Anomalies put right in place: what is offered, what it would change, doing it, taking it back.

offers.py     which remedy each anomaly has
scopes.py     what a remedy would change: this invoice, its contract, its customer, all alike
applying.py   references, SIRET, public or private, attachments: one transaction
pages.py      the PDF of an invoice, given or made anew
undoing.py    taking a remedy back, as long as nothing was deposited since
choosing.py   the services that may be chosen, the likeliest first

Only invoices that are free (to be deposited, or refused) are ever changed. The references of an
invoice that was issued here may be put right as long as it has not left: they route it, and Chorus
Pro lets a supplier change them under the same number even later (« à recycler »). Its amounts, its
lines and its buyer never change.
"""
