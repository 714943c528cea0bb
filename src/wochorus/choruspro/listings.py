"""The usual shape of Chorus Pro's listings: a paging object out, a list and its totals in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from wochorus.choruspro.catalogue.return_codes import NOTHING_FOUND, label_code
from wochorus.choruspro.errors import BusinessRefusal
from wochorus.choruspro.messages.base import Row
from wochorus.choruspro.messages.paging import Totals
from wochorus.choruspro.paging import PAGE_SIZE, Page, read_pages
from wochorus.choruspro.readings import read, reading, understand, understand_rows, unexpected

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wochorus.choruspro.gateway import Gateway

_Row = TypeVar("_Row", bound=Row)


@dataclass(frozen=True, slots=True)
class Listing(Generic[_Row]):
    """One listing operation: where it is, what it asks, where its rows stand.

    ``api`` is the first part of the path (``structures``), ``operation`` its end. ``paging`` is
    the name of the paging object in the request, empty where the operation has none: its answer
    is then the only page. ``noun`` is the French plural of what the rows are. With
    ``takes_any_list`` an answer without ``rows`` gives the only list that it holds.
    """

    api: str
    operation: str
    rows: str
    row: type[_Row]
    noun: str
    paging: str = ""
    sort: str = ""
    request: Mapping[str, Any] = field(default_factory=dict)
    takes_any_list: bool = False


def read_listing(gateway: Gateway, listing: Listing[_Row]) -> list[_Row]:
    """Read all that ``listing`` gives.

    An answer that names no list is not an empty one: it raises `UnexpectedAnswer`. The refusal
    "nothing found" is an empty one. See `paging.read_pages` for the other errors.
    """
    return read_pages(
        lambda number: _page(gateway, listing, number), listing.operation, listing.noun
    )


def _page(gateway: Gateway, listing: Listing[_Row], number: int) -> Page[_Row]:
    if number > 1 and not listing.paging:
        return Page([])
    call = reading(gateway, listing.api, listing.operation, _request(listing, number))
    try:
        payload = read(gateway, call)
    except BusinessRefusal as refusal:
        if label_code(refusal.label) == NOTHING_FOUND:
            return Page([])
        raise
    where = gateway.address(call)
    name = _rows_field(listing, payload)
    rows = understand_rows(listing.row, payload.get(name), where)
    announced = understand(Totals, payload, where).announced
    if not rows and name not in payload and announced.total is None:
        raise unexpected(payload, where)
    return Page(rows, announced.total, announced.pages, announced.size)


def _rows_field(listing: Listing[_Row], payload: dict[str, Any]) -> str:
    lists = [name for name, value in payload.items() if isinstance(value, list)]
    is_lone = listing.takes_any_list and listing.rows not in payload and len(lists) == 1
    return lists[0] if is_lone else listing.rows


def _request(listing: Listing[_Row], number: int) -> dict[str, Any]:
    if not listing.paging:
        return dict(listing.request)
    paging: dict[str, Any] = {"nbResultatsParPage": PAGE_SIZE, "pageResultatDemandee": number}
    if listing.sort:
        paging |= {"triColonne": listing.sort, "triSens": "Ascendant"}
    return {**listing.request, listing.paging: paging}
