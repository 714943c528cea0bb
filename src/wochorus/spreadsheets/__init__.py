"""Tables that users fill in or open in a spreadsheet: their columns, their cells, their errors.

What a table holds is told by a `ColumnTable`, in the package that owns it; here is how any of them
is recognised, read row by row with every error told, and written.
"""
