"""A listing, read to its last page.

Traps of the real portal: without explicit paging it gives ten rows and says nothing; it may give
fewer rows per page than asked; rows move between pages while others come in. So every row is
recognised by its key, a page that brings nothing new ends the reading, and what was read is
compared with the announced total.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from wochorus.choruspro.errors import IncompleteSearch
from wochorus.choruspro.messages.base import Row
from wochorus.core.errors import Permanent

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

PAGE_SIZE = 100
MOST_PAGES = 5_000
"""Half a million rows of the usual page size: twice the structures of all France."""

_Row = TypeVar("_Row", bound=Row)


@dataclass(frozen=True, slots=True)
class Page(Generic[_Row]):
    """What one call gave: its rows, and what the portal announces of the whole, if it does.

    ``size`` is the number of rows that a page may hold, as the portal says it.
    """

    rows: Sequence[_Row]
    total: int | None = None
    pages: int | None = None
    size: int | None = None

    @property
    def is_full(self) -> bool:
        """Whether more rows may have found no room in it."""
        return self.size is not None and 0 < self.size <= len(self.rows)


def read_pages(fetch: Callable[[int], Page[_Row]], operation: str, noun: str) -> list[_Row]:
    """Read every page that ``fetch`` gives, numbered from 1; each row comes once, in order.

    ``noun`` is the French plural of what the rows are. Raises `IncompleteSearch` when the pages
    do not add up to the announced total, `Permanent` beyond `MOST_PAGES`.
    """
    rows: dict[Hashable, _Row] = {}
    announced = None
    for number in range(1, MOST_PAGES + 1):
        page = fetch(number)
        before = len(rows)
        rows |= {row.key: row for row in page.rows}
        announced = announced if page.total is None else page.total
        if len(rows) == before or _is_last(page, number, len(rows)):
            _check_total(announced, len(rows), operation, noun)
            return list(rows.values())
    raise _too_many(len(rows), operation, noun)


def _is_last(page: Page[_Row], number: int, read_so_far: int) -> bool:
    """Trust the total first, then the number of pages; without either, read on.

    A total is not believed after a full page, nor below what was read: it may be wrong, and only
    a page that brings nothing new ends that reading. This costs one more call when the rows fill
    their pages exactly.
    """
    if page.total is not None:
        return read_so_far == page.total and not page.is_full
    return page.pages is not None and number >= page.pages


def _check_total(announced: int | None, found: int, operation: str, noun: str) -> None:
    if announced is not None and found < announced:
        raise IncompleteSearch(
            f"La recherche de {noun} est incomplète : {found} sur {announced} seulement",
            where=operation,
            remedy="Rien n'a été modifié. Recommencez ; si cela persiste, précisez la recherche",
        )


def _too_many(found: int, operation: str, noun: str) -> Permanent:
    return Permanent(
        f"La recherche de {noun} rend trop de résultats (plus de {found - 1})",
        where=operation,
        remedy="Précisez les critères, ou réduisez la période",
    )
