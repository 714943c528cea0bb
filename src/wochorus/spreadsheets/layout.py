"""The columns of a file found from the titles that it gives them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wochorus.core.errors import InvalidInput
from wochorus.spreadsheets.columns import ColumnTable, title_key

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns found in a file: the title that the file gives to each field."""

    table: ColumnTable
    titles: dict[str, str]
    ignored: tuple[str, ...]
    """Titles that no column bears; the user is told."""

    def has(self, field: str) -> bool:
        """Tell whether the file has the column."""
        return field in self.titles

    def title(self, field: str) -> str:
        """Name the column as the file does, else as the template does."""
        return self.titles.get(field, self.table.of[field].header)


def recognise(header: Sequence[str], where: str, table: ColumnTable) -> Layout:
    """Match the titles of a file with the columns of ``table``.

    Raises `InvalidInput` when a required column is missing or when two titles mean the same
    column; ``where`` names the file.
    """
    titles: dict[str, str] = {}
    ignored = []
    for title in header:
        column = table.by_title.get(title_key(title))
        if column is None:
            ignored.append(title)
        elif column.field in titles:
            raise InvalidInput(
                f"Deux colonnes disent la même chose : « {titles[column.field]} » et « {title} »",
                where=where,
                remedy="Gardez-en une seule.",
            )
        else:
            titles[column.field] = title
    _require(table, titles, where)
    unknown = tuple(title for title in ignored if title_key(title) not in table.unread)
    return Layout(table, titles, unknown)


def _require(table: ColumnTable, titles: dict[str, str], where: str) -> None:
    missing = [table.of[name].header for name in table.required if name not in titles]
    if missing:
        raise InvalidInput(
            "Il manque des colonnes : " + ", ".join(missing),
            where=where,
            remedy=table.remedy,
        )
