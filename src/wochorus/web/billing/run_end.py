"""The end of a run: issued, given up, undone; what follows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from wochorus.accounts.models import ChorusEnvironment
from wochorus.accounts.users.models import Role
from wochorus.billing.runs.choosing import drop
from wochorus.billing.runs.issuing import issue_run
from wochorus.billing.runs.models import ItemState, RunState
from wochorus.billing.runs.queries import invoices_of_run, sums_of
from wochorus.billing.runs.undoing import refusal_to_undo, undo_run
from wochorus.core.errors import InvalidInput
from wochorus.deposits.depositable import still_to_deposit
from wochorus.deposits.events import acting
from wochorus.web.access import company_page
from wochorus.web.billing.runs import FEW, found_run
from wochorus.web.billing.working import in_a_while
from wochorus.web.said import on_screen
from wochorus.web.selections import NAME, keep_selection

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wochorus.billing.runs.models import BillingRun
    from wochorus.web.access import CompanyRequest


@company_page(Role.CLERK)
def issue(request: CompanyRequest, number: int) -> HttpResponse:
    """Ask whether to issue a run, by its count and its amount; issue it."""
    run = found_run(request, number)
    proposed = sums_of(run).get(ItemState.PROPOSED)
    if run.state != RunState.OPEN or proposed is None:
        messages.error(request, "Rien n'est à émettre dans cette facturation.")
        return redirect("billing-run", request.company.code, number)
    seen = f"{proposed.count} {proposed.with_tax}"
    if request.method == "POST" and request.POST.get("vu") == seen:
        return _issued(request, run, proposed.count)
    if request.method == "POST":
        messages.error(
            request, "La facturation a changé depuis que vous l'avez regardée : voici la nouvelle."
        )
    shown = {
        "run": run,
        "proposed": proposed,
        "seen": seen,
        "is_real": request.company.environment == ChorusEnvironment.PRODUCTION,
        "is_ahead": run.issue_date > timezone.localdate(),
    }
    return render(request, "web/billing/run_issue.html", shown)


def _issued(request: CompanyRequest, run: BillingRun, count: int) -> HttpResponse:
    actor, address = acting(), reverse("billing-run", args=[request.company.code, run.pk])
    return in_a_while(
        request,
        count > FEW,
        lambda tell: issue_run(run, actor=actor, progress=tell),
        lambda _: f"{address}?emise=1",
        address,
    )


@company_page(Role.CLERK)
def undo(request: CompanyRequest, number: int) -> HttpResponse:
    """Give up an open run; undo an issued one, or say why it stays."""
    run = found_run(request, number)
    if run.state not in (RunState.OPEN, RunState.ISSUED):
        return redirect("billing-run", request.company.code, number)
    if request.method == "POST":
        try:
            return _undone(request, run)
        except InvalidInput:
            pass  # told below: what refused it refuses it still
    refused = refusal_to_undo(run, actor=acting()) if run.state == RunState.ISSUED else None
    shown: dict[str, Any] = {
        "run": run,
        "refused": on_screen(refused) if refused else None,
        "issued": sums_of(run).get(ItemState.ISSUED),
        "is_open": run.state == RunState.OPEN,
    }
    return render(request, "web/billing/run_undo.html", shown)


def _undone(request: CompanyRequest, run: BillingRun) -> HttpResponse:
    if run.state == RunState.OPEN:
        drop(run, actor=acting())
        messages.success(request, f"Facturation n° {run.pk} abandonnée : rien n'en a été facturé.")
        return redirect("billing", request.company.code)
    count = undo_run(run, actor=acting())
    told = f"{count} facture(s) effacée(s), leurs numéros resserviront"
    messages.success(request, f"Facturation n° {run.pk} défaite : {told}.")
    return redirect("billing-run", request.company.code, run.pk)


@require_POST
@company_page(Role.CLERK)
def take_to_deposit(request: CompanyRequest, number: int) -> HttpResponse:
    """Take the invoices of a run that are to go to Chorus Pro to the deposit."""
    run = found_run(request, number)
    wanted = still_to_deposit(request.company).filter(pk__in=invoices_of_run(run).values("pk"))
    selection = keep_selection(request, wanted)
    if not selection.invoice_ids:
        raise Http404("Aucune facture de cette facturation n'est à déposer.")
    address = reverse("deposit", args=[request.company.code])
    return redirect(f"{address}?{NAME}={selection.pk}")
