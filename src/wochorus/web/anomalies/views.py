"""The table of the anomalies: shown by blocks, checked by rounds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from wochorus.accounts.users.models import Role
from wochorus.deposits.checks.flags import FLAG_TITLES
from wochorus.deposits.known_checks import (
    check_what_changed,
    common_of,
    forget_checks,
    standing_of,
)
from wochorus.deposits.workshop import FEW
from wochorus.web.access import company_page
from wochorus.web.anomalies.pool import BLOCK, address_of, pool_of, with_findings
from wochorus.web.anomalies.rows import groups
from wochorus.web.selections import chosen_ids, selection_of

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from wochorus.billing.models import Invoice
    from wochorus.web.access import CompanyRequest

ROUND = FEW
"""Invoices that one request checks: as many as are judged without starting processes."""


@company_page()
def index(request: CompanyRequest) -> HttpResponse:
    """Check what changed, then show the anomalies."""
    pool = pool_of(request)
    done = check_what_changed(request.company, pool, timezone.localdate(), most=ROUND)
    shown = about(request) | work(request, pool, done.left)
    put_aside = chosen_ids(request.GET.getlist("ecartee"))[:1]
    shown["put_aside"] = request.company.invoices.filter(pk__in=put_aside).first()
    return render(request, "web/anomalies/anomalies.html", shown)


@require_POST
@company_page()
def check(request: CompanyRequest) -> HttpResponse:
    """Check the next of those that changed, or all of them anew; then show the table."""
    pool = pool_of(request)
    if request.POST.get("tout"):
        forget_checks(pool)
        return redirect(address_of(request, "anomalies", selection_of(request)))
    done = check_what_changed(request.company, pool, timezone.localdate(), most=ROUND)
    shown = about(request) | work(request, pool, done.left)
    return render(request, "web/anomalies/_work.html", shown)


@company_page()
def more(request: CompanyRequest) -> HttpResponse:
    """Show the block that follows an invoice."""
    pool = pool_of(request)
    ids = chosen_ids([request.GET.get("apres", "")])[:1]
    last = request.company.invoices.filter(pk__in=ids).first()
    return render(request, "web/anomalies/_block.html", about(request) | block(request, pool, last))


def about(request: CompanyRequest) -> dict[str, Any]:
    """Give what every part of the page is drawn with."""
    selection = selection_of(request)
    return {
        "selection": selection,
        "may_mend": request.role.includes(Role.CLERK),
        "flag_titles": FLAG_TITLES,
        "deposit_address": address_of(request, "deposit", selection),
    }


def work(request: CompanyRequest, pool: QuerySet[Invoice], left: int) -> dict[str, Any]:
    """Give the counters, and the first block once all is checked."""
    shown = counters(request, pool) | {"left": left}
    if not left:
        return shown | block(request, pool, None)
    count = pool.count()
    return shown | {"count": count, "done": count - left}


def counters(request: CompanyRequest, pool: QuerySet[Invoice]) -> dict[str, Any]:
    """Give what stands at the top."""
    return {"standing": standing_of(pool), "common": common_of(request.company)}


def block(request: CompanyRequest, pool: QuerySet[Invoice], last: Invoice | None) -> dict[str, Any]:
    """Give one block of rows, and whether another follows."""
    ids = with_findings(pool, last)
    found = groups(request.company, ids[:BLOCK])
    return {"groups": found, "follows": ids[BLOCK - 1] if len(ids) > BLOCK else None}
