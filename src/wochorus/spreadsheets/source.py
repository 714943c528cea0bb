"""A table as it lies in the user's file: its titles, and its rows as they were."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wochorus.spreadsheets.row_reading import SourceRow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wochorus.spreadsheets.layout import Layout
    from wochorus.storage.tables import Table

Progress = Callable[[str, int, int], None]
"""Told while an import runs: the step, how far it is, and out of how many."""


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A table of the user, read: its titles and its rows as they were."""

    path: Path
    layout: Layout
    header: list[str]
    rows: list[SourceRow]


def place_of(table: Table) -> str:
    """Name the file, and the sheet if there are several."""
    return f"{table.path.name}, feuille « {table.sheet} »" if table.sheet else table.path.name


def source_rows(table: Table, step: str, progress: Progress) -> Iterator[SourceRow]:
    """Read the rows of ``table`` one after the other, telling ``progress`` now and then."""
    header, width = table.header, len(table.header)
    for count, (number, cells) in enumerate(table.rows, start=1):
        filled = {title: cell for title, cell in zip(header, cells, strict=False) if cell}
        yield SourceRow(number, filled, tuple(cells[width:]))
        if count % 500 == 0:
            progress(step, count, table.rows_expected)
