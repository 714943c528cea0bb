"""The addresses of a company's pages."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse

if TYPE_CHECKING:
    from wochorus.accounts.models import Company


def address(company: Company, route: str, *more: str, **query: str | int) -> str:
    """Give the address of the page ``route``; ``more`` stands in its path, ``query`` behind."""
    path = reverse(route, args=[company.code, *more])
    return f"{path}?{urlencode(query)}" if query else path
