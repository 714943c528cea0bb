"""The rows that an import refused, in a file that can be corrected and imported again."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from wochorus.spreadsheets.columns import title_key
from wochorus.spreadsheets.row_reading import unshielded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from wochorus.spreadsheets.row_reading import SourceRow
    from wochorus.spreadsheets.source import SourceTable
    from wochorus.spreadsheets.writing import SheetWriter

ERROR_HEADER = "Erreur"
_WORKBOOKS = {".xlsx", ".xlsm"}


def error_header(table: SourceTable) -> list[str]:
    """Give the titles of ``table``, then the one of the errors."""
    return [*_kept(table), ERROR_HEADER]


def _kept(table: SourceTable) -> list[str]:
    return [title for title in table.header if title_key(title) != title_key(ERROR_HEADER)]


def write_refused(
    sheet: SheetWriter,
    table: SourceTable,
    rows: Iterable[SourceRow],
    messages: Mapping[int, Sequence[str]],
) -> None:
    """Write ``rows`` with their ``messages``, told by row; what lay beyond the titles stays so."""
    kept = _kept(table)
    for row in rows:
        cells = [unshielded(row.cells.get(title, "")) for title in kept]
        told = " ; ".join(messages.get(row.number, ()))
        sheet.write([*cells, told, *(unshielded(text) for text in row.beyond)])


def free_name(source: Path) -> Path:
    """Name a file beside ``source``, of the same kind, that is not there yet."""
    suffix = ".xlsx" if source.suffix.lower() in _WORKBOOKS else ".csv"
    names = (f".erreurs{'' if n == 1 else f'-{n}'}{suffix}" for n in count(1))
    return next(
        path for name in names if not (path := source.with_name(source.stem + name)).exists()
    )
