"""The customers that may be the same, pair by pair."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from wochorus.customers.queries import duplicates_among
from wochorus.web.access import company_page
from wochorus.web.paging import page_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wochorus.web.access import CompanyRequest


@company_page()
def duplicates(request: CompanyRequest) -> HttpResponse:
    """Show one page of them."""
    pairs = duplicates_among(request.company)
    shown = {"page": page_of(request, pairs), "count": len(pairs)}
    return render(request, "web/customers/duplicates.html", shown)
