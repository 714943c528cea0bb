"""The periods of a contract to come, and nothing billed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from wochorus.contracts.due import coming_bills
from wochorus.contracts.queries import contract_by_number
from wochorus.web.access import company_page
from wochorus.web.found import or_not_found

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wochorus.web.access import CompanyRequest

PERIODS = 24


@company_page()
def calendar(request: CompanyRequest, number: str) -> HttpResponse:
    """Show them with their days and their amounts."""
    contract = or_not_found(contract_by_number, request.company, number)
    bills = [(bill, bill.with_tax - bill.without_tax) for bill in coming_bills(contract, PERIODS)]
    shown = {"contract": contract, "bills": bills}
    return render(request, "web/contracts/calendar.html", shown)
