"""The first page of a company, and where people arrive."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render
from django.utils import timezone

from wochorus.accounts.password_expiry import password_expiry
from wochorus.accounts.users.queries import companies_of
from wochorus.choruspro.catalogue import invoice_status
from wochorus.deposits.depositable import still_to_deposit
from wochorus.deposits.heartbeats import database_now, heartbeat, readings_of
from wochorus.deposits.known_checks import check_what_changed, common_of, standing_of
from wochorus.deposits.overview import overview_of
from wochorus.deposits.workshop import FEW
from wochorus.deposits.yearly_figures import (
    deposits_by_month,
    late_by_age,
    median_days_by_buyer,
    median_days_to_status,
)
from wochorus.web.access import company_page
from wochorus.web.home.tasks import correction_task, tasks_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from wochorus.web.access import CompanyRequest
    from wochorus.web.home.tasks import Task

MONTHS_SHOWN = 12


def start(request: HttpRequest) -> HttpResponse:
    """Lead to the person's company; let them choose when they have several."""
    companies = list(companies_of(request.user))  # type: ignore[arg-type] # pages need a user
    if len(companies) == 1:
        return redirect("home", company=companies[0].code)
    if not companies and request.user.is_superuser:
        return redirect("welcome")
    return render(request, "web/companies.html", {"choices": companies})


@company_page()
def home(request: CompanyRequest) -> HttpResponse:
    """Show what is to be done, how Chorus Pro was last read, when the password ends."""
    today = timezone.localdate()
    expiry = password_expiry(request.company, request.company.environment)
    now = database_now()
    shown: dict[str, Any] = {
        "tasks": tasks_of(
            request.company, overview_of(request.company, today), _correction(request, None)
        ),
        "expiry": expiry,
        "expiry_told": expiry.told(today) if expiry else "",
        "expiry_warns": expiry is not None and expiry.needs_warning(today),
        "readings": [
            (kind.label, heartbeat(reading, now), bool(reading.trouble))
            for kind, reading in readings_of(request.company).items()
        ],
    }
    return render(request, "web/home/home.html", shown)


@company_page()
def corrections(request: CompanyRequest) -> HttpResponse:
    """Check some more of what changed, and count what is to correct."""
    pool = still_to_deposit(request.company)
    done = check_what_changed(request.company, pool, timezone.localdate(), most=FEW)
    task = _correction(request, done.left)
    return render(request, "web/home/_task.html", {"task": task})


def _correction(request: CompanyRequest, unchecked: int | None) -> Task:
    standing = standing_of(still_to_deposit(request.company))
    held = standing.total if common_of(request.company) else standing.blocked
    return correction_task(request.company, held, unchecked)


@company_page()
def charts(request: CompanyRequest) -> HttpResponse:
    """Show the figures of a year, once the page is there."""
    today = timezone.localdate()
    since = date(today.year - 1, today.month, 1)
    statuses = [
        (invoice_status(each.name).label.split(" : ")[0].split(",")[0], each)
        for each in median_days_to_status(request.company, since)
    ]
    shown = {
        "months": deposits_by_month(request.company, since)[-MONTHS_SHOWN:],
        "statuses": statuses,
        "buyers": median_days_by_buyer(request.company, since),
        "ages": late_by_age(request.company, today),
    }
    return render(request, "web/home/_charts.html", shown)
