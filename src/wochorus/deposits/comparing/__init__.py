"""Our journal against the portal's own list: what is only here, only there, or not the same.

`compare` is pure: it takes both lists and gives a finding for each invoice that differs, with what
to do. `reading` brings the lists together, `storing` keeps the outcome. Nothing is sent, and no
invoice is changed here: :mod:`wochorus.deposits.adoption` does that, when asked.
"""
