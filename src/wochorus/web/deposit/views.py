"""The WO CHORUS window: what leaves, what does not, how; and the button."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from wochorus.accounts.models import ChorusEnvironment
from wochorus.accounts.users.models import Role
from wochorus.billing.models import FREE_STATES
from wochorus.deposits.background.alive import is_a_worker_alive
from wochorus.deposits.depositable import still_to_deposit
from wochorus.deposits.orders.duration import in_words
from wochorus.deposits.orders.queries import orders_of
from wochorus.deposits.orders.splitting import NEAR_LIMIT
from wochorus.deposits.queries import ambiguous_flows
from wochorus.deposits.states import DepositMode
from wochorus.web.access import company_page
from wochorus.web.deposit.addresses import address_of
from wochorus.web.deposit.forms import DepositForm, FlowNumberForm, mode_of
from wochorus.web.deposit.reviewing import archive, review
from wochorus.web.selections import invoices_of, selection_of
from wochorus.web.works import WORKS

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from wochorus.billing.models import Invoice
    from wochorus.deposits.asking import DepositRequest
    from wochorus.web.access import CompanyRequest
    from wochorus.web.deposit.reviewing import Review
    from wochorus.web.works import Work

ORDERS_SHOWN = 5
FLOWS_SHOWN = 20
BLOCKED_SHOWN = 50
_AT_ONCE = 0.8
"""Seconds that a page waits for its work before it shows a progress bar instead."""


@company_page()
@require_GET
def deposit(request: CompanyRequest) -> HttpResponse:
    """Open the window on a selection, or on everything that is to leave."""
    form = DepositForm(
        request.company, mode_of(request.GET.get("mode")), initial={"skip_deposited": True}
    )
    return render(request, "web/deposit/deposit.html", window(request, form))


def window(request: CompanyRequest, form: DepositForm) -> dict[str, Any]:
    """Give what the window shows around its panels."""
    company, kept = request.company, _selected(request)
    return {
        "selection": selection_of(request),
        "mode": form.mode.value,
        "tabs": [
            (label, address_of(company, "deposit", mode=each.value, **kept), each is form.mode)
            for each, label in _TABS
        ],
        "form": form,
        "plan": address_of(company, "deposit-plan", mode=form.mode.value, **kept),
        "orders": orders_of(company, ORDERS_SHOWN)[0],
        **ambiguous_panel(request),
    }


_TABS = (
    (DepositMode.BATCH, "Dépôt par lot"),
    (DepositMode.SEQUENTIAL, "Dépôt séquentiel"),
)


def ambiguous_panel(request: CompanyRequest) -> dict[str, Any]:
    """Give what the panel of the deposits without an answer shows."""
    return {
        "ambiguous": ambiguous_flows(request.company),
        "number_form": FlowNumberForm(),
        "here": request.get_full_path(),
    }


def _chosen(request: CompanyRequest) -> QuerySet[Invoice]:
    selection = selection_of(request)
    return still_to_deposit(request.company) if selection is None else invoices_of(selection)


def _owner(request: CompanyRequest) -> tuple[int, int]:
    return request.company.pk, request.user.pk


@company_page()
@require_GET
def plan(request: CompanyRequest) -> HttpResponse:
    """Show the panels once they are known, and until then how far the checks are."""
    key = request.GET.get("work", "")
    work = WORKS.find(_owner(request), key)
    if work is None:
        form = DepositForm(request.company, mode_of(request.GET.get("mode")), request.GET)
        # What the form refuses is told beside its fields when it is sent; the plan stands on
        # the company's own settings meanwhile.
        asked = form if form.is_valid() else _usual_form(request)
        work = _review(request, asked.request())
    if not work.wait(_AT_ONCE):
        return _under_way(request, work, "deposit-plan")
    return _panels(request, work)


def _usual_form(request: CompanyRequest) -> DepositForm:
    asked = {"skip_deposited": "on"}
    form = DepositForm(request.company, mode_of(request.GET.get("mode")), asked)
    form.full_clean()
    return form


def _review(request: CompanyRequest, asked: DepositRequest) -> Work[Review]:
    look = partial(review, request.company, request.user, _chosen(request), asked)
    return WORKS.start(_owner(request), f"plan {_word(request, 'selection')} {asked}", look)


def _under_way(request: CompanyRequest, work: Work[Any], route: str) -> HttpResponse:
    left = work.seconds_left
    shown = {
        "work": work,
        "left": in_words(left) if left is not None else "",
        "address": address_of(
            request.company, route, work=work.key, mode=_word(request, "mode"), **_selected(request)
        ),
    }
    return render(request, "web/deposit/_under_way.html", shown)


def _word(request: CompanyRequest, name: str) -> str | None:
    return request.GET.get(name) or request.POST.get(name) or None


def _selected(request: CompanyRequest) -> dict[str, Any]:
    return {"selection": _word(request, "selection")}


def _panels(request: CompanyRequest, work: Work[Review]) -> HttpResponse:
    if work.result is None:
        shown = {"error": work.error, "reference": work.key[:8].upper()}
        return render(request, "web/_failure.html", shown)
    company, found = request.company, work.result
    selected = _selected(request)
    flows, blocked = found.plan.flows, found.blocked
    panels: dict[str, Any] = {
        "review": found,
        "flows": flows[:FLOWS_SHOWN],
        "more_flows": len(flows) - FLOWS_SHOWN,
        "blocked": blocked[:BLOCKED_SHOWN],
        "more_blocked": len(blocked) - BLOCKED_SHOWN,
        "blocked_count": len(found.found.report.blocked),
        "warn_from": int(found.plan.size_limit * NEAR_LIMIT),
        "duration": in_words(found.plan.seconds),
        "is_alone": mode_of(_word(request, "mode")) is DepositMode.SEQUENTIAL,
        "is_production": company.environment == ChorusEnvironment.PRODUCTION,
        "has_worker": is_a_worker_alive(),
        "mode": mode_of(_word(request, "mode")).value,
        "selection_id": selected["selection"],
        "anomalies": address_of(company, "anomalies", **selected),
        "elsewhere": [
            (number, count, address_of(company, "order", number))
            for number, count in sorted(found.elsewhere.items())
        ],
    }
    return render(request, "web/deposit/_plan.html", panels)


@company_page(Role.CLERK)
@require_POST
def rebuild(request: CompanyRequest) -> HttpResponse:
    """Make the PDFs that the selection lacks, under a progress bar."""
    chosen = _chosen(request).filter(deposit_state__in=FREE_STATES)
    make = partial(archive, request.company, chosen, request.user.email)
    work = WORKS.start(_owner(request), f"archive {_word(request, 'selection')}", make)
    return _archived(request, work)


@company_page(Role.CLERK)
@require_GET
def rebuilding(request: CompanyRequest) -> HttpResponse:
    """Show how far the archiving is; once over, what was done, and the plan anew."""
    work = WORKS.find(_owner(request), request.GET.get("work", ""))
    if work is None:
        return redirect(
            address_of(
                request.company, "deposit-plan", mode=_word(request, "mode"), **_selected(request)
            )
        )
    return _archived(request, work)


def _archived(request: CompanyRequest, work: Work[Any]) -> HttpResponse:
    if not work.wait(_AT_ONCE):
        return _under_way(request, work, "deposit-rebuilding")
    shown = {
        "work": work,
        "report": work.result,
        "error": work.error,
        "reference": work.key[:8].upper(),
        "plan": address_of(
            request.company, "deposit-plan", mode=_word(request, "mode"), **_selected(request)
        ),
    }
    return render(request, "web/deposit/_archived.html", shown)


def order_address(request: CompanyRequest, number: int) -> str:
    """Give the address of the page of an order."""
    return reverse("order", args=[request.company.code, number])


def not_found(what: str) -> Http404:
    """Say that something does not exist for this company."""
    return Http404(f"{what} n'existe pas pour cette société.")
