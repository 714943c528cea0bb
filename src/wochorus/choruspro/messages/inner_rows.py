"""Lists inside an answer, each with its own paging: ``{"lignePoste": […], "totalLignesPoste": 3}``.

The names of the totals change from list to list (``pagesLignesPoste``, ``pagesHistoStatut``), only
their beginnings are the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BeforeValidator, TypeAdapter

from wochorus.choruspro.messages.base import Identifier, rows_in

if TYPE_CHECKING:
    from wochorus.choruspro.messages.base import Row

_number = TypeAdapter[int | None](Identifier)


def inner_list(holder: object, name: str) -> object:
    """Give what ``holder`` keeps under ``name``; a bare list is taken as the rows."""
    return holder.get(name) if isinstance(holder, dict) else holder


def inner_total(holder: object) -> int | None:
    """Give how many rows there are in all, if ``holder`` says it."""
    return _announced(holder, "total")


def inner_pages(holder: object) -> int | None:
    """Give how many pages there are, if ``holder`` says it."""
    return _announced(holder, "pages")


def inner_size(holder: object) -> int | None:
    """Give how many rows a page may hold, if ``holder`` says it."""
    return _announced(holder, "nbResultatsParPage")


def rows_of(name: str, kind: type[Row]) -> BeforeValidator:
    """Read a field as the rows of an inner list. See `rows_in`."""
    return BeforeValidator(lambda holder: rows_in(inner_list(holder, name), kind))


def _announced(holder: object, beginning: str) -> int | None:
    if not isinstance(holder, dict):
        return None
    found = (value for name, value in holder.items() if name.startswith(beginning))
    return next((number for value in found if (number := _number.validate_python(value))), None)
