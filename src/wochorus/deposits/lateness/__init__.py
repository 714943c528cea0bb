"""Public payers that are late: since when, what they owe for it, and the letter that asks for it.

`facts` reads in an invoice's life when its delay ran, `claims` reckons, `letter` writes.
"""
