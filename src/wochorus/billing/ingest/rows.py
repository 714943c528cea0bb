"""The rows that files have become, read like those of a journal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from wochorus.billing.journal_format import JOURNAL
from wochorus.billing.journal_rows import RowReader
from wochorus.billing.journal_source import JournalSource
from wochorus.billing.line_format import LINES
from wochorus.billing.line_matching import LineMatching
from wochorus.billing.line_rows import LineReader, ReadLine
from wochorus.spreadsheets.layout import recognise
from wochorus.spreadsheets.row_reading import SourceRow
from wochorus.spreadsheets.source import SourceTable
from wochorus.spreadsheets.writing import shielded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wochorus.accounts.models import Company
    from wochorus.billing.ingest.cells import Cells, InvoiceCells

_UNSAID = frozenset(
    {"buyer_kind", "group", "sector", "chantier", "source", "validator", "validator_service"}
    | {"pdf", "annexes"}
)
"""Columns that no e-invoice fills: what is known there stays."""
_LINES_APART = 1_000_000
"""Line n of file r has row r × a million + n."""


class Rows:
    """The rows of the files of one call; a row of the journal has the rank of its file."""

    def __init__(self, company: Company) -> None:
        header = [column.header for column in JOURNAL.columns if column.field not in _UNSAID]
        self._layout = recognise(header, "", JOURNAL)
        self._line_header = [column.header for column in LINES.columns]
        self._line_layout = recognise(self._line_header, "", LINES)
        self._reader = RowReader(self._layout, company.cadre)
        self._header = header
        self._rows: list[SourceRow] = []
        self._lines: list[SourceRow] = []

    def add(self, rank: int, said: InvoiceCells) -> None:
        """Add the invoice of the file of that rank."""
        self._rows.append(SourceRow(rank, _titled(said.row, self._layout.titles)))
        for place, line in enumerate(said.lines, start=1):
            number = rank * _LINES_APART + place
            self._lines.append(SourceRow(number, _titled(line, self._line_layout.titles)))

    def source(self) -> JournalSource:
        """Read the rows; what is refused is in the errors of the source."""
        entries = [entry for row in self._rows if (entry := self._reader.read(row))]
        journal = SourceTable(Path(), self._layout, self._header, self._rows)
        source = JournalSource(journal, None, self._reader, entries)
        if self._lines:
            self._take_lines(source)
        return source

    def _take_lines(self, source: JournalSource) -> None:
        reader = LineReader(self._line_layout, source.errors)
        read: list[tuple[SourceRow, ReadLine | None]] = [
            (row, reader.read(row)) for row in self._lines
        ]
        source.lines = SourceTable(Path(), self._line_layout, self._line_header, self._lines)
        matching = LineMatching(self._reader, reader, self._rows, source.entries)
        source.matched = matching.match(read)
        source.entries = source.matched.entries

    def told_errors(self) -> Iterator[tuple[int, str]]:
        """Give each error with the rank of its file, in French."""
        for error in self._reader.errors:
            rank, place = divmod(error.row, _LINES_APART) if error.sheet else (error.row, 0)
            where = f"ligne {place}, {error.column}" if place else error.column
            value = f" « {error.value} »" if error.value else ""
            yield rank, f"{where}{value} : {error.message}"


def _titled(cells: Cells, titles: dict[str, str]) -> dict[str, str]:
    return {titles[name]: shielded(text) for name, text in cells.items() if name in titles}
