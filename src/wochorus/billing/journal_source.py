"""The tables of a journal as they lie in the user's files: the journal, and the lines if any.

The lines are the sheet « Lignes » of the workbook, wherever it stands, or a file of their own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wochorus.billing.journal_coherence import coherent_entries
from wochorus.billing.journal_format import JOURNAL
from wochorus.billing.journal_rows import JournalEntry, RowReader
from wochorus.billing.line_format import LINES, SHEET
from wochorus.billing.line_matching import LineMatching, MatchedLines
from wochorus.billing.line_rows import LineReader, ReadLine
from wochorus.core.errors import InvalidInput
from wochorus.core.text import fold
from wochorus.spreadsheets.layout import recognise
from wochorus.spreadsheets.source import SourceTable, place_of, source_rows
from wochorus.storage.tables import Table, TableLimits, open_tables

if TYPE_CHECKING:
    from pathlib import Path

    from wochorus.accounts.models import Company
    from wochorus.spreadsheets.layout import Layout
    from wochorus.spreadsheets.row_reading import RowError, SourceRow
    from wochorus.spreadsheets.source import Progress

LIMITS = TableLimits(max_rows=500_000)


@dataclass(slots=True)
class JournalSource:
    """A journal read from its files. `errors` keeps all that was refused, database apart."""

    journal: SourceTable
    lines: SourceTable | None
    reader: RowReader
    entries: list[JournalEntry]
    matched: MatchedLines = field(default_factory=lambda: MatchedLines([]))

    @property
    def errors(self) -> list[RowError]:
        """What was refused so far."""
        return self.reader.errors

    def refused_rows(self) -> set[int]:
        """Name the rows of the journal that do not come in."""
        own = {error.row for error in self.errors if not error.sheet}
        return own | self.matched.spoiled

    def good_entries(self) -> list[JournalEntry]:
        """List the entries that come in, in the order of the file."""
        bad = self.refused_rows()
        return [entry for entry in self.entries if entry.source.number not in bad]


def read_source(
    company: Company, path: Path, lines_path: Path | None, progress: Progress
) -> JournalSource:
    """Read the journal at ``path``, with its sheet of lines or the file ``lines_path``.

    Raises `InvalidInput` when a file is no journal at all, or when lines are given twice.
    """
    journal_table, lines_table = _tables(path, lines_path)
    layout = recognise(journal_table.header, path.name, JOURNAL)
    line_layout = (
        recognise(lines_table.header, place_of(lines_table), LINES) if lines_table else None
    )
    reader = RowReader(layout, company.cadre)
    rows, entries = [], []
    for row in source_rows(journal_table, "Lecture du journal", progress):
        rows.append(row)
        if entry := reader.read(row):
            entries.append(entry)
    journal = SourceTable(path, layout, journal_table.header, rows)
    source = JournalSource(journal, None, reader, coherent_entries(entries, reader))
    if lines_table is not None and line_layout is not None:
        _take_lines(source, lines_table, line_layout, progress)
    return source


def _tables(path: Path, lines_path: Path | None) -> tuple[Table, Table | None]:
    journal, lines = _open(path)
    if lines_path is None:
        return journal, lines
    if lines is not None:
        raise InvalidInput(
            f"Les lignes sont données deux fois : la feuille « {lines.sheet} » du journal et "
            f"{lines_path.name}",
            where=path.name,
            remedy="Retirez --lines, ou cette feuille.",
        )
    first, named = _open(lines_path)
    return journal, named or first


def _open(path: Path) -> tuple[Table, Table | None]:
    """Open the first visible sheet with content, and the one of the lines.

    A workbook that has no other sheet than « Lignes » gives it as its first.
    """
    lines = None
    for table in open_tables(path, limits=LIMITS, order=_lines_first, keep_long_rows=True):
        if not _is_lines(table.sheet):
            return table, lines
        lines = lines or table
    if lines is None:
        raise AssertionError(path)
    return lines, None


def _lines_first(names: list[str]) -> list[str]:
    return sorted(names, key=lambda name: not _is_lines(name))


def _is_lines(sheet: str) -> bool:
    return fold(sheet) == fold(SHEET)


def _take_lines(source: JournalSource, table: Table, layout: Layout, progress: Progress) -> None:
    reader = LineReader(layout, source.errors)
    read: list[tuple[SourceRow, ReadLine | None]] = [
        (row, reader.read(row)) for row in source_rows(table, "Lecture des lignes", progress)
    ]
    rows = [row for row, _ in read]
    source.lines = SourceTable(table.path, layout, table.header, rows)
    if read:
        matching = LineMatching(source.reader, reader, source.journal.rows, source.entries)
        source.matched = matching.match(read)
        source.entries = source.matched.entries
