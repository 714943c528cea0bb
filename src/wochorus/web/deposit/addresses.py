"""Addresses of other screens: empty while a screen does not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

if TYPE_CHECKING:
    from wochorus.accounts.models import Company


def address_of(company: Company, route: str, *words: object, **query: object) -> str:
    """Give the address of a page of ``company``; parameters that are None are left out."""
    try:
        address = reverse(route, args=[company.code, *words])
    except NoReverseMatch:
        return ""
    given = {name: value for name, value in query.items() if value is not None}
    return f"{address}?{urlencode(given)}" if given else address
