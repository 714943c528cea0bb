"""How much of a file is read before it is refused, and one row of a table."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class TableLimits:
    """The sizes beyond which a file is refused.

    The defaults leave room for the whole public directory (about 200 000 rows of 21 columns,
    225 MB once unpacked) and stop a hostile file before it fills the memory.
    """

    max_file_bytes: int = 200 * MEGABYTE
    max_unpacked_bytes: int = 600 * MEGABYTE
    """Of all the parts of a workbook together, counted while they are unpacked."""
    max_unpacking_ratio: int = 200
    """Unpacked bytes for one packed byte, beyond the first 20 MB."""
    max_rows: int = 1_000_000
    max_columns: int = 250
    max_cell_chars: int = 32_767
    """What Excel itself allows."""
    max_cells: int = 8_000_000
    """Rows × columns of one sheet: the workbook reader keeps the whole sheet in memory."""
    max_text_bytes: int = 600 * MEGABYTE
    """Text of one sheet once the shared strings are repeated in each cell that names them."""


DEFAULT = TableLimits()


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row under the header.

    ``number`` is what the user sees: the row of the sheet, or the line of the text file where the
    row begins. ``cells`` holds one stripped text for each column, keyed by the header as written;
    a row that stops early is completed with empty texts.
    """

    number: int
    cells: dict[str, str]
