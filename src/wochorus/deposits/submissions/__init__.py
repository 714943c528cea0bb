"""The ways in without XML: an invoice submitted alone, by its data, with its PDF or typed in.

It goes through the same engine as a flow of XML: its request and its documents are frozen, its
invoice reserved, the call claimed, the answer recorded, and a lost answer asked for. What differs
is here: what is frozen, what is read before it leaves, and what Chorus Pro says at once.
"""
