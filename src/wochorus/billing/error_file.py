"""The rows that a journal import refused, in a file that can be corrected and imported."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from wochorus.billing.journal_format import JOURNAL_SHEET
from wochorus.billing.line_format import SHEET
from wochorus.spreadsheets.refused_rows import error_header, free_name, write_refused
from wochorus.spreadsheets.writing import new_sheet, new_sheets

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from wochorus.billing.journal_source import JournalSource
    from wochorus.spreadsheets.row_reading import SourceRow

_SEE_LINES = "voir les lignes de cette facture"

Messages = defaultdict[str, defaultdict[int, list[str]]]
"""What is wrong, by sheet, then by row."""


def write_error_files(source: JournalSource) -> tuple[Path, Path | None]:
    """Write beside the files of ``source`` their refused rows, with a last column `Erreur`.

    An invoice goes with all its lines. The files are of the same kind as those read: the lines are
    a sheet of the workbook if they were, else a second file. A file that is there already is never
    overwritten: it may be under correction.
    """
    messages = _messages(source)
    rows = _refused_rows(source)
    journal, lines = source.journal, source.lines
    path = free_name(journal.path)
    if lines is None:
        with new_sheet(path, error_header(journal), JOURNAL_SHEET) as sheet:
            write_refused(sheet, journal, rows, messages[""])
        return path, None
    line_rows = _refused_lines(source, rows)
    if lines.path == journal.path:
        headers = {JOURNAL_SHEET: error_header(journal), SHEET: error_header(lines)}
        with new_sheets(path, headers) as sheets:
            write_refused(sheets[JOURNAL_SHEET], journal, rows, messages[""])
            write_refused(sheets[SHEET], lines, line_rows, messages[SHEET])
        return path, None
    lines_path = free_name(lines.path)
    with new_sheet(path, error_header(journal), JOURNAL_SHEET) as sheet:
        write_refused(sheet, journal, rows, messages[""])
    with new_sheet(lines_path, error_header(lines), SHEET) as sheet:
        write_refused(sheet, lines, line_rows, messages[SHEET])
    return path, lines_path


def _messages(source: JournalSource) -> Messages:
    messages: Messages = defaultdict(lambda: defaultdict(list))
    for error in source.errors:
        messages[error.sheet][error.row].append(f"{error.column} : {error.message}")
    for row in source.matched.spoiled:
        if row not in messages[""]:
            messages[""][row].append(_SEE_LINES)
    return messages


def _refused_rows(source: JournalSource) -> list[SourceRow]:
    refused = source.refused_rows()
    return [row for row in source.journal.rows if row.number in refused]


def _refused_lines(source: JournalSource, refused: Iterable[SourceRow]) -> list[SourceRow]:
    """List the lines of the refused invoices and those of none, in the order of the file."""
    numbers = (0, *(row.number for row in refused))
    kept = {row.number: row for number in numbers for row in source.matched.rows_of.get(number, ())}
    return [kept[number] for number in sorted(kept)]
