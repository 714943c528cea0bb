"""The rates of the central bank: those known, those added, those that are missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from wochorus.accounts.users.models import Role
from wochorus.billing.delays import KNOWN_RATES, half_year_of
from wochorus.billing.delays.interest import POINTS
from wochorus.billing.delays.known_rates import rates_in_force, record_rate
from wochorus.billing.delays.models import RefinancingRate
from wochorus.core.dates import format_date
from wochorus.core.errors import InvalidInput
from wochorus.core.money import format_number
from wochorus.deposits.events import acting
from wochorus.web.access import company_page
from wochorus.web.failures import UNPROCESSABLE, add_refusal
from wochorus.web.late.forms import RateForm

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse

    from wochorus.web.access import CompanyRequest

_SECOND_HALF = 7


@company_page()
def rates(request: CompanyRequest) -> HttpResponse:
    """Show the rates, half-year by half-year, and those that are missing."""
    form = RateForm(initial={"semestre": request.GET.get("semestre", "")[:10]})
    return _page(request, form)


@require_POST
@company_page(Role.ADMINISTRATOR)
def add(request: CompanyRequest) -> HttpResponse:
    """Record the rate of a half-year; it replaces the one that was known."""
    form = RateForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        try:
            rate = record_rate(told["semestre"], told["taux"], told["source"], actor=acting())
        except InvalidInput as refused:
            about_rate = "taux" in refused.what.lower()
            add_refusal(form, refused, "taux" if about_rate else "semestre")
        else:
            shown = f"{format_number(rate.percent, 2)} % au {format_date(rate.half_year)}"
            messages.success(request, f"Taux enregistré : {shown}.")
            return redirect("late-rates", request.company.code)
    return _page(request, form)


def _page(request: CompanyRequest, form: RateForm) -> HttpResponse:
    own = {rate.half_year: rate for rate in RefinancingRate.objects.order_by("half_year")}
    known = rates_in_force().refinancing
    rows = [
        (day, percent, percent + POINTS, own.get(day), KNOWN_RATES.refinancing.get(day))
        for day, percent in sorted(known.items(), reverse=True)
    ]
    shown = {"form": form, "rows": rows, "missing": _missing(max(known), timezone.localdate())}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "web/late/rates.html", shown, status=status)


def _missing(latest: date, today: date) -> list[date]:
    """List the half-years that have begun since the latest known rate."""
    found = []
    day = latest
    while (day := _next(day)) <= half_year_of(today):
        found.append(day)
    return found


def _next(day: date) -> date:
    if day.month < _SECOND_HALF:
        return day.replace(month=_SECOND_HALF, day=1)
    return day.replace(year=day.year + 1, month=1, day=1)
