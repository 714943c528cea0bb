"""Lists that stand inside one answer, each read to its own last page.

A sheet of an invoice, or its history, comes with three lists cut into pages of their own. The
first call brings the first page of each; the rest of a long list takes more calls of the same
operation, the other lists being asked for their first page again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from wochorus.choruspro.messages.base import Row
from wochorus.choruspro.messages.inner_rows import inner_list, inner_pages, inner_size, inner_total
from wochorus.choruspro.paging import PAGE_SIZE, Page, read_pages
from wochorus.choruspro.readings import read, reading, understand_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from wochorus.choruspro.gateway import Gateway

_Row = TypeVar("_Row", bound=Row)


@dataclass(frozen=True, slots=True)
class InnerList(Generic[_Row]):
    """One list: where its rows stand in the answer, and how its pages are asked.

    ``holder`` is the object that keeps the rows, under the name ``rows``. ``paging`` is the object
    of the request, ``number`` its field for the page, ``size`` the one for the rows per page
    (empty where its name is not sure: the portal then gives ten). ``noun`` is a French plural.
    """

    holder: str
    rows: str
    row: type[_Row]
    noun: str
    paging: str
    number: str
    size: str = ""

    def page_request(self, page: int) -> dict[str, Any]:
        """Ask for one page of this list."""
        size = {self.size: PAGE_SIZE} if self.size else {}
        return {self.paging: {**size, self.number: page}}


@dataclass(frozen=True, slots=True)
class InnerReading:
    """A reading whose answer holds ``lists``; ``sheet`` finds what holds them in an answer."""

    gateway: Gateway
    operation: str
    request: Mapping[str, Any]
    lists: Sequence[InnerList[Any]]
    sheet: Callable[[dict[str, Any], str], dict[str, Any]]

    def first(self) -> dict[str, Any]:
        """Make the first call: the sheet, with the first page of each list."""
        return self._call({})

    def all_rows(self, first: Mapping[str, Any], inner: InnerList[_Row]) -> list[_Row]:
        """Read ``inner`` to its end, beginning with what ``first`` holds.

        Raises `IncompleteSearch` when its pages do not add up to the announced total.
        """
        page = self._page(first, inner)
        if len(page.rows) == page.total and not page.is_full:
            return list(page.rows)

        def fetch(number: int) -> Page[_Row]:
            if number == 1:
                return page
            return self._page(self._call(inner.page_request(number)), inner)

        return read_pages(fetch, self.operation, inner.noun)

    def _call(self, wanted: Mapping[str, Any]) -> dict[str, Any]:
        request = dict(self.request)
        for inner in self.lists:
            request |= inner.page_request(1)
        call = reading(self.gateway, "factures", self.operation, request | dict(wanted))
        return self.sheet(read(self.gateway, call), self._where)

    def _page(self, sheet: Mapping[str, Any], inner: InnerList[_Row]) -> Page[_Row]:
        holder = sheet.get(inner.holder)
        rows = understand_rows(inner.row, inner_list(holder, inner.rows), self._where)
        return Page(rows, inner_total(holder), inner_pages(holder), inner_size(holder))

    @property
    def _where(self) -> str:
        return f"{self.gateway.api_url}/cpro/factures/v1/{self.operation}"
