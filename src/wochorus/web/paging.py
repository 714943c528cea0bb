"""Long lists, a page at a time: `?page=N` in the address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.core.paginator import Paginator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.paginator import Page
    from django.db.models import QuerySet
    from django.http import HttpRequest

T = TypeVar("T")

PAGE = 50


def page_of(request: HttpRequest, rows: QuerySet[Any] | Sequence[T], size: int = PAGE) -> Page[Any]:
    """Give the page that the address names; the nearest one when there is none of that number."""
    return Paginator(rows, size).get_page(request.GET.get("page"))
