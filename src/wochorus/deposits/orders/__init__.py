"""Deposit orders: what a user asked, prepared whole, then carried out flow by flow.

`placing` takes the wish and obeys pause, resume and cancel; `preparing` checks the invoices and
makes the files; `running` sends them. An order is data: any program may take it where another
left it.
"""
