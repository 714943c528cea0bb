"""Paging inside an answer: a list with its own paging object, whose keys end with its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from chorus_simulator.operations import MalformedRefusal
from chorus_simulator.operations.paging import Pages, Paging, pages, window_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from chorus_simulator.operations import Part
    from chorus_simulator.settings import Settings

_Row = TypeVar("_Row", bound="Mapping[str, Any]")
_KEYS = ("nbResultatsParPage", "pageResultatDemandee", "triColonne", "triSens")


def paging_of(asked: Part | None) -> Paging:
    """Read a paging object whose four keys begin as those of the plain one."""
    found: dict[str, Any] = {}
    given = {} if asked is None else asked.model_dump(exclude_none=True)
    for name, value in given.items():
        found |= {key: value for key in _KEYS if name.startswith(key) and value != ""}
    return Paging(**found)


def inner_page(
    rows: Sequence[_Row], paging: Paging, settings: Settings
) -> tuple[list[_Row], Pages]:
    """Give one page of rows, in their own order or sorted by one of their fields."""
    size, number = window_of(paging.nbResultatsParPage, paging.pageResultatDemandee, settings)
    found = list(rows)
    if paging.triColonne is not None:
        found = _sorted(found, paging.triColonne)
    if paging.triSens == "Descendant":
        found.reverse()
    start = (number - 1) * size
    return found[start : start + size], pages(size, number, len(found))


def _sorted(rows: list[_Row], column: str) -> list[_Row]:
    if rows and column not in rows[0]:
        raise MalformedRefusal(f"SIM_MSG_00.003 - Colonne de tri inconnue : {column[:60]}.")
    # An absent value comes first, and is compared with nothing.
    return sorted(rows, key=lambda row: (row[column] is not None, row[column] or 0))
