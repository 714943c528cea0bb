"""The columns of a table that users fill in: found in a file by their title, told by their field.

The template, the reading of files, the messages about errors, the export and the reference page
are all made from such a table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wochorus.core.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its field in the code, its French title, how it is read, and what it means.

    `examples` holds its cell in each of the rows that the template shows.
    """

    field: str
    header: str
    read: Callable[[str], Any]
    description: str
    examples: tuple[str, ...] = ("", "")
    aliases: tuple[str, ...] = ()
    required: bool = False


class ColumnTable:
    """The columns of one table, and the titles that are recognised without being read.

    `remedy` says what to do with a file that lacks some.
    """

    def __init__(
        self, columns: tuple[Column, ...], unread: tuple[str, ...], *, remedy: str
    ) -> None:
        self.columns = columns
        self.remedy = remedy
        self.headers = tuple(column.header for column in columns)
        self.of = {column.field: column for column in columns}
        self.required = tuple(column.field for column in columns if column.required)
        self.unread = frozenset(title_key(title) for title in unread)
        self.by_title = _by_title(columns)


def title_key(title: str) -> str:
    """Reduce a column title to what is compared: no accents, no capitals, no punctuation."""
    bare = fold(title).replace(".", "")
    return " ".join("".join(c if c.isalnum() else " " for c in bare).split())


def _by_title(columns: tuple[Column, ...]) -> dict[str, Column]:
    known: dict[str, Column] = {}
    for column in columns:
        for title in (column.header, *column.aliases):
            other = known.setdefault(title_key(title), column)
            if other is not column:
                raise AssertionError(title)
    return known
