"""The columns of a journal file found from the titles that it gives them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wochorus.billing.journal_format import (
    COLUMN_OF,
    COLUMNS,
    ERROR_HEADER,
    INFORMATION_HEADERS,
    REQUIRED,
    Column,
)
from wochorus.core.errors import InvalidInput
from wochorus.core.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns found in a file: the title that the file gives to each field."""

    titles: dict[str, str]
    ignored: tuple[str, ...]
    """Titles that no column bears; the user is told."""

    def has(self, field: str) -> bool:
        """Tell whether the file has the column."""
        return field in self.titles

    def title(self, field: str) -> str:
        """Name the column as the file does, else as the template does."""
        return self.titles.get(field, COLUMN_OF[field].header)


def title_key(title: str) -> str:
    """Reduce a column title to what is compared: no accents, no capitals, no punctuation."""
    bare = fold(title).replace(".", "")
    return " ".join("".join(c if c.isalnum() else " " for c in bare).split())


def _known_titles() -> dict[str, Column]:
    known: dict[str, Column] = {}
    for column in COLUMNS:
        for title in (column.header, *column.aliases):
            other = known.setdefault(title_key(title), column)
            if other is not column:
                raise AssertionError(title)
    return known


KNOWN_TITLES = _known_titles()
_NOT_READ = {title_key(title) for title in (*INFORMATION_HEADERS, ERROR_HEADER)}


def recognise(header: Sequence[str], where: str) -> Layout:
    """Match the titles of a file with the columns.

    Raises `InvalidInput` when a required column is missing or when two titles mean the same
    column; ``where`` names the file.
    """
    titles: dict[str, str] = {}
    ignored = []
    for title in header:
        column = KNOWN_TITLES.get(title_key(title))
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
    _require(titles, where)
    return Layout(titles, tuple(t for t in ignored if title_key(t) not in _NOT_READ))


def _require(titles: Iterable[str], where: str) -> None:
    found = set(titles)
    missing = [COLUMN_OF[name].header for name in REQUIRED if name not in found]
    if missing:
        raise InvalidInput(
            "Il manque des colonnes : " + ", ".join(missing),
            where=where,
            remedy="Partez du modèle : wochorus journal template MODELE.xlsx",
        )
