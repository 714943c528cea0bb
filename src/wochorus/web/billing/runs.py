"""The billing of contracts: what is due, the runs, the proposal of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from wochorus.accounts.users.models import Role
from wochorus.billing.drafts.models import InvoiceDraft
from wochorus.billing.runs.choosing import exclude, include
from wochorus.billing.runs.contracts import contracts_asked
from wochorus.billing.runs.models import BillingRun, ItemState, RunState
from wochorus.billing.runs.proposing import propose
from wochorus.billing.runs.queries import items_in_order, numbers_of, runs_of, sums_of
from wochorus.core.errors import InvalidInput
from wochorus.customers.models import Customer
from wochorus.deposits.events import acting
from wochorus.web.access import company_page
from wochorus.web.billing.forms import RunForm, first_wish
from wochorus.web.billing.working import in_a_while
from wochorus.web.failures import UNPROCESSABLE, add_refusal
from wochorus.web.paging import page_of
from wochorus.web.said import on_screen, without_commands

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wochorus.billing.runs.proposing import RunWish
    from wochorus.web.access import CompanyRequest

FEW = 300
"""Contracts that are proposed, or periods that are issued, while the browser waits."""
ROWS = 100


@company_page()
def index(request: CompanyRequest) -> HttpResponse:
    """Show what may be billed, what is being typed, and the runs so far."""
    form = RunForm(request.GET if "date" in request.GET else None, initial=first_wish())
    return render(request, "web/billing/billing.html", _index(request, form))


def _index(request: CompanyRequest, form: RunForm) -> dict[str, Any]:
    company = request.company
    page = page_of(request, runs_of(company), 20)
    for run in page:
        run.company = company
    drafts = InvoiceDraft.objects.filter(company=company, invoice=None)
    return {"form": form, "page": page, "drafts": drafts.count(), "due": _due(request, form)}


def _due(request: CompanyRequest, form: RunForm) -> int | None:
    """Count the contracts that may owe something, by what the form asks."""
    if form.is_bound and not form.is_valid():
        return None
    if form.is_bound:
        wish = form.wish()
        return contracts_asked(request.company, wish.until, wish.wanted).count()
    return contracts_asked(request.company, first_wish()["au"]).count()


@company_page()
def due(request: CompanyRequest) -> HttpResponse:
    """Tell again how many contracts may be due, as the form is filled."""
    shown = {"due": _due(request, RunForm(request.GET))}
    return render(request, "web/billing/_due.html", shown)


@require_POST
@company_page(Role.CLERK)
def propose_run(request: CompanyRequest) -> HttpResponse:
    """Propose a run, then show it."""
    form = RunForm(request.POST)
    if form.is_valid():
        try:
            return _proposed(request, form.wish())
        except InvalidInput as refused:
            add_refusal(form, on_screen(refused), _field_of(refused))
    shown = _index(request, form)
    return render(request, "web/billing/billing.html", shown, status=UNPROCESSABLE)


def _field_of(refused: InvalidInput) -> str:
    if "client" in refused.what:
        return "client"
    return "au" if "jusqu'au" in refused.what else "date"


def _proposed(request: CompanyRequest, wish: RunWish) -> HttpResponse:
    company, code = request.company, wish.wanted.customer
    if code and not Customer.objects.filter(company=company, code__iexact=code).exists():
        raise InvalidInput(
            f"Aucun client n'a le code « {code} »", remedy="Cherchez-le dans Clients."
        )
    count = contracts_asked(company, wish.until, wish.wanted).count()
    actor = acting()
    return in_a_while(
        request,
        count > FEW,
        lambda tell: propose(company, wish, actor=actor, progress=tell),
        lambda run: reverse("billing-run", args=[company.code, run.pk]),
        reverse("billing", args=[company.code]),
    )


@company_page()
def run(request: CompanyRequest, number: int) -> HttpResponse:
    """Show a run: what is proposed, or what became of it."""
    found = found_run(request, number)
    return render(request, "web/billing/run.html", about(request, found))


def found_run(request: CompanyRequest, number: int) -> BillingRun:
    """Find the run of an address. Raises `Http404`."""
    found = BillingRun.objects.filter(company=request.company, pk=number).first()
    if found is None:
        raise Http404(f"La facturation n° {number} n'existe pas.")
    found.company = request.company
    return found


def about(request: CompanyRequest, found: BillingRun) -> dict[str, Any]:
    """Give what the page of a run, and its table, are drawn with."""
    troubled, text = "anomalies" in request.GET, request.GET.get("recherche", "")[:100].strip()
    page = page_of(request, items_in_order(found, only_troubled=troubled, text=text), ROWS)
    for item in page:
        item.told = [without_commands(each) for each in (item.reason, *item.anomalies) if each]
    sums = sums_of(found)
    return {
        "run": found,
        "page": page,
        "sums": list(sums.values()),
        "proposed": sums.get(ItemState.PROPOSED),
        "issued": sums.get(ItemState.ISSUED),
        "refused": sums.get(ItemState.REFUSED),
        "numbers": numbers_of(found) if found.state == RunState.ISSUED else None,
        "only_troubled": troubled,
        "text": text,
        "is_open": found.state == RunState.OPEN,
        "may_choose": found.state == RunState.OPEN and request.role.includes(Role.CLERK),
        "has_filter": bool(troubled or text),
    }


@require_POST
@company_page(Role.CLERK)
def choose(request: CompanyRequest, number: int) -> HttpResponse:
    """Leave a contract out of a run, take it back, or leave out all that have an anomaly."""
    found = found_run(request, number)
    if "troubles" in request.POST:
        _exclude_troubled(found)
        return redirect("billing-run", request.company.code, number)
    numbers = [request.POST.get("contrat", "")]
    if "garde" in request.POST:
        include(found, numbers)
    else:
        exclude(found, numbers)
    return render(request, "web/billing/_run.html", about(request, found))


def _exclude_troubled(found: BillingRun) -> None:
    """Leave out each contract of which a proposed period has something to look at."""
    items = items_in_order(found, only_troubled=True).filter(state=ItemState.PROPOSED)
    numbers = sorted(set(items.values_list("contract__number", flat=True).order_by()))
    if numbers:
        exclude(found, numbers, "à regarder d'abord")
