"""What is asked of Chorus Pro for an invoice that it has recorded: complete, recycle, correct.

Such a request is sent once, under the same guarantees as a deposit. What it says and the SHA-256
of its files are frozen first; "sending" is committed before the call; the call is made outside any
transaction, by the one program that speaks for the technical account. A request whose answer was
lost is uncertain: the history and the sheet of the invoice are read until they show it, or until
it has been missing, asked twice, for long enough.

    sending ─┬─ done
             ├─ refused      Chorus Pro said no
             ├─ not_done     it never left
             └─ ambiguous ─┬─ done        its trace was found
                           └─ not_done    no trace, looked for twice, late

The files of a completion are given to Chorus Pro before. A file given twice does no harm: it
belongs to no invoice until a request names it.

`services` holds what a user may ask, `sending` the one call, `reconciliation` what follows a lost
answer.
"""
