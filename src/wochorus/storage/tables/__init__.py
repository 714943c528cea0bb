"""Tables that users bring: CSV text and Excel workbooks, read row by row as plain texts.

Nothing is trusted: sizes are capped, encodings and separators found from the content, and a file
that cannot be read for certain is refused with its name and the row.
"""

from __future__ import annotations

from wochorus.storage.tables.limits import DEFAULT, TableLimits, TableRow
from wochorus.storage.tables.reading import (
    Table,
    check_file,
    open_table,
    open_tables,
    read_header,
    read_table,
)

__all__ = [
    "DEFAULT",
    "Table",
    "TableLimits",
    "TableRow",
    "check_file",
    "open_table",
    "open_tables",
    "read_header",
    "read_table",
]
