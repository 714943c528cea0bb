"""The rows that a journal import refused, in a file that can be corrected and imported."""

from __future__ import annotations

from collections import defaultdict
from itertools import count
from typing import TYPE_CHECKING

from wochorus.billing.columns import title_key
from wochorus.billing.journal_format import ERROR_HEADER
from wochorus.billing.line_format import SHEET
from wochorus.billing.row_reading import SourceRow, unshielded
from wochorus.billing.sheets import JOURNAL_SHEET, SheetWriter, new_sheet, new_sheets

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from wochorus.billing.journal_source import JournalSource, SourceTable

_WORKBOOKS = {".xlsx", ".xlsm"}
_SEE_LINES = "voir les lignes de cette facture"

Messages = defaultdict[tuple[str, int], list[str]]
"""What is wrong, by sheet and row."""


def write_error_files(source: JournalSource) -> tuple[Path, Path | None]:
    """Write beside the files of ``source`` their refused rows, with a last column `Erreur`.

    An invoice goes with all its lines. The files are of the same kind as those read: the lines are
    a sheet of the workbook if they were, else a second file. A file that is there already is never
    overwritten: it may be under correction.
    """
    messages = _messages(source)
    rows = _refused_rows(source)
    journal, lines = source.journal, source.lines
    path = _free_name(journal.path)
    if lines is None:
        with new_sheet(path, _header(journal)) as sheet:
            _write(sheet, journal, rows, messages, "")
        return path, None
    line_rows = _refused_lines(source, rows)
    if lines.path == journal.path:
        headers = {JOURNAL_SHEET: _header(journal), SHEET: _header(lines)}
        with new_sheets(path, headers) as sheets:
            _write(sheets[JOURNAL_SHEET], journal, rows, messages, "")
            _write(sheets[SHEET], lines, line_rows, messages, SHEET)
        return path, None
    lines_path = _free_name(lines.path)
    with new_sheet(path, _header(journal)) as sheet:
        _write(sheet, journal, rows, messages, "")
    with new_sheet(lines_path, _header(lines)) as sheet:
        _write(sheet, lines, line_rows, messages, SHEET)
    return path, lines_path


def _messages(source: JournalSource) -> Messages:
    messages: Messages = defaultdict(list)
    for error in source.errors:
        messages[error.sheet, error.row].append(f"{error.column} : {error.message}")
    for row in source.matched.spoiled:
        if ("", row) not in messages:
            messages["", row].append(_SEE_LINES)
    return messages


def _refused_rows(source: JournalSource) -> list[SourceRow]:
    refused = source.refused_rows()
    return [row for row in source.journal.rows if row.number in refused]


def _refused_lines(source: JournalSource, refused: Iterable[SourceRow]) -> list[SourceRow]:
    """List the lines of the refused invoices and those of none, in the order of the file."""
    numbers = (0, *(row.number for row in refused))
    kept = {row.number: row for number in numbers for row in source.matched.rows_of.get(number, ())}
    return [kept[number] for number in sorted(kept)]


def _header(table: SourceTable) -> list[str]:
    return [*_kept(table), ERROR_HEADER]


def _kept(table: SourceTable) -> list[str]:
    return [title for title in table.header if title_key(title) != title_key(ERROR_HEADER)]


def _write(
    sheet: SheetWriter,
    table: SourceTable,
    rows: Iterable[SourceRow],
    messages: Messages,
    name: str,
) -> None:
    """Write ``rows``; what lay beyond the titles stays beyond them."""
    kept = _kept(table)
    for row in rows:
        cells = [unshielded(row.cells.get(title, "")) for title in kept]
        told = " ; ".join(messages.get((name, row.number), ()))
        sheet.write([*cells, told, *(unshielded(text) for text in row.beyond)])


def _free_name(source: Path) -> Path:
    suffix = ".xlsx" if source.suffix.lower() in _WORKBOOKS else ".csv"
    names = (f".erreurs{'' if n == 1 else f'-{n}'}{suffix}" for n in count(1))
    return next(
        path for name in names if not (path := source.with_name(source.stem + name)).exists()
    )
