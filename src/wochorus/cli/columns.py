"""Long tables in aligned columns.

Measured: rich lays out 500 rows of 11 columns in 0.6 s, this in 0.01 s; it is for tables that
may have thousands of rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from wochorus.cli.output import out
from wochorus.cli.plain_output import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

_GAP = "  "
_MARGIN = "    "


@dataclass(frozen=True, slots=True)
class TextColumn:
    """A column: its title, to which side it leans, and the least width it may shrink to."""

    title: str
    right: bool = False
    least: int | None = None
    """`None`: the column never shrinks."""
    spare: int | None = None
    """Its turn to be left out, from 1, when that lets each row hold in one line; `None`: never."""


def print_columns(
    columns: Sequence[TextColumn], rows: Sequence[Sequence[str]], notes: Sequence[str] = ()
) -> None:
    """Print ``rows`` under a header; of ``notes``, one a row, those with words go under it.

    On a terminal, the columns that may shrink do, then those that may be spared are; when that is
    not enough, each row goes on under itself.
    """
    widths = [
        max(map(cell_len, cells))
        for cells in zip((column.title for column in columns), *rows, strict=True)
    ]
    kept = list(range(len(columns)))
    floors = [_Floor(columns, widths, kept, "")]
    if out.is_terminal:
        kept = _kept(columns, widths, out.width)
        floors = _floors(columns, widths, kept, out.width)
    titles = [column.title for column in columns]
    for floor in floors:
        out.print(Text(floor.line(titles), style="bold"), soft_wrap=True)
    lines: list[str] = []
    for row, note in zip(rows, notes or [""] * len(rows), strict=True):
        cells = [_in_one_line(cell) for cell in row]
        lines += [floor.line(cells) for floor in floors]
        lines += _under(_in_one_line(note))
    out.file.write("".join(f"{line}\n" for line in lines))
    if out.is_terminal and len(kept) < len(columns):
        spared = [title for position, title in enumerate(titles) if position not in kept]
        out.print(f"[dim]Faute de place, sans {', '.join(spared)}.[/]")


def _under(note: str) -> list[str]:
    """Write what is told of a row, by words that are not cut when the terminal has the room."""
    if not note:
        return []
    width = out.width if out.is_terminal else len(note) + len(_MARGIN)
    return wrap(
        note,
        max(width, 2 * len(_MARGIN)),
        initial_indent=_MARGIN,
        subsequent_indent=_MARGIN,
        break_on_hyphens=False,
    )


def _in_one_line(cell: str) -> str:
    return printable(cell).replace("\n", " ")


class _Floor:
    """The columns that one line of a row holds: all of them, unless the terminal is narrow."""

    def __init__(
        self,
        columns: Sequence[TextColumn],
        widths: Sequence[int],
        positions: Sequence[int],
        margin: str,
    ) -> None:
        self._positions = positions
        self._columns = [columns[position] for position in positions]
        self._widths = [widths[position] for position in positions]
        self._margin = margin

    def fit(self, room: int) -> None:
        """Shrink to ``room`` the columns that may."""
        self._widths = _fitted(self._columns, self._widths, room - len(self._margin))

    def line(self, cells: Sequence[str]) -> str:
        """Write this line of a row."""
        held = [cells[position] for position in self._positions]
        return self._margin + _line(self._columns, self._widths, held)


def _kept(columns: Sequence[TextColumn], widths: list[int], room: int) -> list[int]:
    """Choose the columns to show: all, or fewer if a row then holds in one line of ``room``."""
    everything = list(range(len(columns)))
    kept = list(everything)
    while _needed(columns, widths, kept) > room:
        spared = [position for position in kept if columns[position].spare is not None]
        if not spared:
            return everything
        kept.remove(min(spared, key=lambda position: columns[position].spare or 0))
    return kept


def _needed(columns: Sequence[TextColumn], widths: list[int], kept: list[int]) -> int:
    room = sum(_least(columns[position], widths[position]) for position in kept)
    return room + len(_GAP) * (len(kept) - 1)


def _least(column: TextColumn, width: int) -> int:
    return width if column.least is None else min(width, column.least)


def _floors(
    columns: Sequence[TextColumn], widths: list[int], kept: list[int], room: int
) -> list[_Floor]:
    """Share the columns, in their order, between as few lines of ``room`` as they need."""
    shares: list[list[int]] = [[]]
    used = 0
    for position in kept:
        least = _least(columns[position], widths[position])
        if shares[-1] and used + least > room:
            shares.append([])
            used = len(_GAP)
        shares[-1].append(position)
        used += least + len(_GAP)
    floors = [_Floor(columns, widths, share, _GAP if n else "") for n, share in enumerate(shares)]
    for floor in floors:
        floor.fit(room)
    return floors


def _fitted(columns: Sequence[TextColumn], widths: list[int], room: int) -> list[int]:
    """Take the excess from the columns that may shrink, the widest first."""
    widths = list(widths)
    excess = sum(widths) + len(_GAP) * (len(widths) - 1) - room
    while excess > 0:
        shrinkable = [
            position
            for position, column in enumerate(columns)
            if column.least is not None and widths[position] > column.least
        ]
        if not shrinkable:
            break
        widths[max(shrinkable, key=widths.__getitem__)] -= 1
        excess -= 1
    return widths


def _line(columns: Sequence[TextColumn], widths: list[int], cells: Sequence[str]) -> str:
    pieces = map(_placed, columns, widths, cells)
    return _GAP.join(pieces).rstrip()


def _placed(column: TextColumn, width: int, cell: str) -> str:
    length = cell_len(cell)
    if length > width:
        return f"{set_cell_size(cell, width - 1)}…"
    padding = " " * (width - length)
    return padding + cell if column.right else cell + padding
