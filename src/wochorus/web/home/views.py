"""The first page of a company, and where people arrive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render

from wochorus.accounts.users.queries import companies_of
from wochorus.web.access import company_page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from wochorus.web.access import CompanyRequest


def start(request: HttpRequest) -> HttpResponse:
    """Lead to the person's company; let them choose when they have several."""
    companies = list(companies_of(request.user))  # type: ignore[arg-type] # pages need a user
    if len(companies) == 1:
        return redirect("home", company=companies[0].code)
    return render(request, "web/companies.html", {"choices": companies})


@company_page()
def home(request: CompanyRequest) -> HttpResponse:
    """Show the first page."""
    return render(request, "web/home/home.html")
