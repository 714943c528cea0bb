"""Lists of records: what is typed in the address, sorted and shown page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.core.paginator import Paginator

from wochorus.web.streaming import streamed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from django.core.paginator import Page
    from django.db.models import QuerySet
    from django.http import HttpRequest, QueryDict, StreamingHttpResponse

Row = TypeVar("Row")
PAGE_LENGTH = 50
LONGEST = 200
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_PIECE = 64 * 1024


def asked(query: QueryDict, name: str) -> str:
    """Give what the address says under ``name``, bounded and without invisible characters."""
    text = " ".join(query.get(name, "").split())[:LONGEST]
    return text if text.isprintable() else ""


def page_of(rows: QuerySet[Any] | Sequence[Row], query: QueryDict) -> Page[Any]:
    """Cut out the page that the address asks for; the nearest when there is no such page."""
    return Paginator(rows, PAGE_LENGTH).get_page(query.get("page"))


def order_of(query: QueryDict, orders: Mapping[str, Sequence[str]], usual: str) -> str:
    """Give the order that the address asks for: a key of ``orders``, maybe after a minus."""
    wanted = query.get("tri", "")
    return wanted if wanted.removeprefix("-") in orders else usual


def columns_of(order: str, orders: Mapping[str, Sequence[str]]) -> list[str]:
    """Give the columns of an order, all turned round when it begins by a minus."""
    columns = orders[order.removeprefix("-")]
    return [f"-{column}" for column in columns] if order.startswith("-") else list(columns)


def heads(
    query: QueryDict, titles: Sequence[tuple[str, str]], order: str
) -> list[dict[str, str | bool]]:
    """Give the heads of a table: each its title, and the address that sorts by it, if any does."""
    found: list[dict[str, str | bool]] = []
    for key, title in titles:
        is_down = order == key
        asked_for = with_query(query, tri=f"-{key}" if is_down else key, page="")
        here = order.removeprefix("-") == key and bool(key)
        sort = ("ascending" if is_down else "descending") if here else ""
        found.append({"title": title, "address": asked_for if key else "", "sort": sort})
    return found


def with_query(query: QueryDict, **changes: str) -> str:
    """Write the address that differs from ``query`` by ``changes``; empty takes one out."""
    copy = query.copy()
    for name, value in changes.items():
        copy.pop(name, None)
        if value:
            copy[name] = value
    for name in [name for name in copy if not copy[name]]:
        del copy[name]
    return f"?{copy.urlencode()}"


def sent_table(
    request: HttpRequest, name: str, kind: str, write: Callable[[Path], object]
) -> StreamingHttpResponse:
    """Have ``write`` make the file, then send it piece by piece."""
    return streamed(request, _pieces(kind, write), media_type=MEDIA_TYPES[kind], name=name)


def _pieces(kind: str, write: Callable[[Path], object]) -> Iterator[bytes]:
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory(prefix="wochorus-") as folder:
        path = Path(folder) / f"table.{kind}"
        write(path)
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece
