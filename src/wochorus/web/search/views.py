"""The search of everything: a page, and the list that fills as one types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from wochorus.web.access import company_page
from wochorus.web.search.finding import SHORTEST, find

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wochorus.web.access import CompanyRequest

LONGEST = 200


@company_page()
def search(request: CompanyRequest) -> HttpResponse:
    """Show what the typed words lead to."""
    words = request.GET.get("q", "")[:LONGEST]
    shown = {
        "words": words,
        "hits": find(request.company, request.role, words),
        "is_short": len(words.strip()) < SHORTEST,
    }
    whole = "web/search/_hits.html" if request.htmx else "web/search/search.html"
    return render(request, whole, shown)
