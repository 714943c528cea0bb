"""The cells of a row read under their columns: values by field, or every reason for a refusal."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from wochorus.spreadsheets.cells import CellRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wochorus.spreadsheets.layout import Layout

BACKWARD_PERIOD = "la période finit avant de commencer : corrigez l'une des deux dates"
_REMEMBERED = 256
"""Texts whose reading is remembered in each column: most columns say the same again and again."""
_SHIELDED = re.compile(r"'+[=+\-@]")


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong in a row: the column, the value found, and what is expected or to be done.

    `sheet` is empty for the journal, else the name of the sheet of the lines.
    """

    row: int
    column: str
    value: str
    message: str
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row as it was read: its number in the file, and its filled cells by column title.

    `beyond` holds the texts that have no title above them.
    """

    number: int
    cells: Mapping[str, str]
    beyond: tuple[str, ...] = ()


@dataclass(slots=True)
class CellReader:
    """Reads the cells of the rows of one table."""

    layout: Layout
    sheet: str = ""
    _readers: dict[str, tuple[str, Callable[[str], Any]]] = field(init=False)

    def __post_init__(self) -> None:
        columns = self.layout.table.of
        self._readers = {
            title: (name, lru_cache(_REMEMBERED)(columns[name].read))
            for name, title in self.layout.titles.items()
        }

    def read(self, row: SourceRow) -> tuple[dict[str, Any], list[RowError]]:
        """Read the cells; a row with cells beyond the titles is shifted: that alone is told.

        The values come by field.
        """
        if row.beyond:
            return {}, [self._too_long(row)]
        values: dict[str, Any] = {}
        errors = []
        for title, cell in row.cells.items():
            if cell and (found := self._readers.get(title)):
                name, read = found
                try:
                    values[name] = read(unshielded(cell) if cell[0] == "'" else cell)
                except CellRefused as refusal:
                    errors.append(self.error(row, name, f"attendu : {refusal}"))
        return values, errors + self._missing(row, values)

    def error(self, row: SourceRow, name: str, message: str) -> RowError:
        """Name the cell of the column ``name`` that is wrong."""
        title = self.layout.title(name)
        return RowError(row.number, title, row.cells.get(title, ""), message, self.sheet)

    def _missing(self, row: SourceRow, values: Mapping[str, Any]) -> list[RowError]:
        return [
            self.error(row, name, "valeur obligatoire : remplissez la cellule")
            for name in self.layout.table.required
            if name not in values and not row.cells.get(self.layout.title(name))
        ]

    def _too_long(self, row: SourceRow) -> RowError:
        filled = [text for text in row.beyond if text]
        message = (
            "la ligne a plus de cellules que de titres : une valeur contient sans doute le "
            "séparateur, entourez-la de guillemets"
        )
        column = "au-delà de la dernière colonne"
        return RowError(row.number, column, filled[0], message, self.sheet)


def unshielded(cell: str) -> str:
    """Take off the apostrophe that keeps a spreadsheet from computing a text; see `shielded`."""
    return cell[1:] if cell.startswith("'") and _SHIELDED.match(cell) else cell


def ends_before_it_begins(values: Mapping[str, Any]) -> bool:
    """Tell whether a period is told backwards (EN 16931 BR-29, BR-30)."""
    start, end = values.get("period_start"), values.get("period_end")
    return start is not None and end is not None and end < start
