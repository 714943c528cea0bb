"""The proof of a deposit, in one file: what was sent, what Chorus Pro answered, and when.

`sealing` makes the file and checks it, anywhere, without a database; `collecting` finds what goes
into it.
"""
