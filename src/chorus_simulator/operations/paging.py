"""Paging, alike in all searches.

Without a page size the portal gives 10 rows and says nothing: a caller that forgets to page
loses the rest. The page asked for beyond the last is empty, not an error (the references are
silent).
"""

# ruff: noqa: N815  field names of the portal's own messages

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from typing_extensions import TypedDict

from chorus_simulator.operations import Int64, MalformedRefusal, Part

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from chorus_simulator.settings import Settings


class Paging(Part):
    """The paging object of a request."""

    nbResultatsParPage: Int64 | None = None
    pageResultatDemandee: Int64 | None = None
    triColonne: str | None = None
    triSens: Literal["Ascendant", "Descendant"] | None = None


class Pages(TypedDict):
    """``parametresRetour``: where a page stands among all."""

    nbResultatsParPage: int
    pageCourante: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class Search:
    """A query without its order: what to select, from where, under which conditions."""

    select: str
    source: str
    conditions: tuple[str, ...]
    values: Mapping[str, Any]
    columns: Mapping[str, str]
    """The sort columns that the portal knows, and their SQL."""
    usual: str
    """The sort column when none is asked."""
    key: str = ""
    """The row's own id, for a wide source: the page is then chosen by ids alone."""


def page_of(
    db: sqlite3.Connection, search: Search, paging: Paging | None, settings: Settings
) -> tuple[list[sqlite3.Row], Pages]:
    """Run a search for one page; give its rows and ``parametresRetour``."""
    asked = paging or Paging()
    size, number = window_of(asked.nbResultatsParPage, asked.pageResultatDemandee, settings)
    where = " AND ".join(search.conditions) or "1"
    # The limit that limits nothing lets SQLite leave out joins, which it does not when it counts.
    counted = f"SELECT {search.key or '1'} FROM {search.source} WHERE {where} LIMIT -1"  # noqa: S608
    total = db.execute(f"SELECT count(*) FROM ({counted})", search.values).fetchone()[0]  # noqa: S608
    rows = db.execute(
        f"SELECT {search.select} FROM {search.source} {_window(search, where, asked)}",  # noqa: S608
        {**search.values, "_limit": size, "_offset": (number - 1) * size},
    ).fetchall()
    return rows, pages(size, number, total)


def _window(search: Search, where: str, asked: Paging) -> str:
    """Choose the rows of a page; by their ids first, as sorting whole rows would join them all."""
    order = f"ORDER BY {_order(search, asked)}"
    chosen = f"WHERE {where} {order} LIMIT :_limit OFFSET :_offset"
    if not search.key:
        return chosen
    ids = f"SELECT {search.key} FROM {search.source} {chosen}"  # noqa: S608  fixed conditions
    return f"WHERE {search.key} IN ({ids}) {order}"


def window_of(size: int | None, number: int | None, settings: Settings) -> tuple[int, int]:
    """Read the page size and the page number that a caller asks for, or the usual ones."""
    found = min(_natural(size, settings.page_size), settings.page_size_maximum)
    return found, _natural(number, 1)


def pages(size: int, number: int, total: int) -> Pages:
    """Say where page ``number`` stands."""
    return {
        "nbResultatsParPage": size,
        "pageCourante": number,
        "pages": -(-total // size),
        "total": total,
    }


def _natural(value: int | None, usual: int) -> int:
    """Read a page number or size; 0 and missing mean the usual one."""
    if value is None or value == 0:
        return usual
    if not 0 < value < 2**31:
        raise MalformedRefusal("SIM_MSG_00.002 - La pagination demandée est hors limites.")
    return value


def _order(search: Search, asked: Paging) -> str:
    """Sort by the column asked, then by id so that pages never overlap."""
    name = asked.triColonne or search.usual
    if name not in search.columns:
        raise MalformedRefusal(f"SIM_MSG_00.003 - Colonne de tri inconnue : {name}.")
    way = "ASC" if asked.triSens == "Ascendant" else "DESC"
    return f"{search.columns[name]} {way}, {search.key or 'id'} {way}"
