"""What a person does about a flow: note its number, free its invoices, send them again, ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from wochorus.accounts.models import ChorusEnvironment
from wochorus.accounts.users.models import Role
from wochorus.core.errors import WoChorusError
from wochorus.deposits.follow_up import FollowUp
from wochorus.deposits.following import follow_now
from wochorus.deposits.resending import resend
from wochorus.deposits.resolution import (
    declare_not_received,
    declare_submitted,
    note_flow_number,
    settle_by_hand,
)
from wochorus.deposits.states import LineState
from wochorus.deposits.tasks import wake_workers
from wochorus.web.access import company_page
from wochorus.web.deposit.addresses import address_of
from wochorus.web.deposit.flow_pages import flow_shown, found_flow
from wochorus.web.deposit.forms import FlowNumberForm
from wochorus.web.deposit.views import order_address
from wochorus.web.failures import UNPROCESSABLE, add_refusal
from wochorus.web.templatetags.french import plural
from wochorus.web.works import WORKS

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wochorus.deposits.following import Followed
    from wochorus.deposits.models import Flow
    from wochorus.deposits.statuses.reading import StatusRound
    from wochorus.web.access import CompanyRequest

_AT_ONCE = 0.8
LOOKED = "looked"
NOT_LOOKED = "Cochez la case : cette décision demande d'avoir cherché sur le portail."


@company_page(Role.CLERK)
@require_POST
def note_number(request: CompanyRequest, number: int) -> HttpResponse:
    """Note the number that the portal shows for a flow whose answer was lost."""
    found = found_flow(request, number)
    form = FlowNumberForm(request.POST)
    if form.is_valid():
        try:
            note_flow_number(found, form.cleaned_data["flow_number"])
        except WoChorusError as refused:
            add_refusal(form, refused, "flow_number")
    if form.errors:
        found.refresh_from_db()
        shown = flow_shown(request, found) | {"number_form": form}
        return render(request, "web/flows/flow.html", shown, status=UNPROCESSABLE)
    messages.success(
        request,
        f"Flux {found.pk} : n° {found.flow_number} noté. Chorus Pro dira ce qu'il en a intégré.",
    )
    return _back(request, found)


@company_page(Role.CLERK)
@require_POST
def release(request: CompanyRequest, number: int) -> HttpResponse:
    """Free the invoices of a flow that the portal does not have."""
    found = found_flow(request, number)
    if not request.POST.get(LOOKED):
        messages.error(request, NOT_LOOKED)
        return _back(request, found)
    count = found.lines.count()
    declare_not_received(found)
    wake_workers()
    told = plural(count, "facture est", "factures sont")
    messages.success(request, f"Flux {found.pk} : {told} à déposer à nouveau.")
    return _back(request, found)


@company_page(Role.CLERK)
@require_POST
def declare_there(request: CompanyRequest, number: int) -> HttpResponse:
    """Record that the portal has the invoice of a submission whose answer was lost."""
    found = found_flow(request, number)
    if not request.POST.get(LOOKED):
        messages.error(request, NOT_LOOKED)
        return _back(request, found)
    declare_submitted(found)
    messages.success(request, f"Flux {found.pk} : sa facture est notée présente sur le portail.")
    return _back(request, found)


@company_page(Role.CLERK)
@require_POST
def settle(request: CompanyRequest, number: int) -> HttpResponse:
    """Close, after a look at the portal, what a deposited flow still waits for."""
    found = found_flow(request, number)
    numbers = tuple(request.POST.getlist("numbers"))
    if not request.POST.get(LOOKED) or not numbers:
        messages.error(request, NOT_LOOKED if numbers else "Choisissez au moins une facture.")
        return _back(request, found)
    is_there = request.POST.get("fate") == "integrated"
    count = settle_by_hand(found, LineState.INTEGRATED if is_there else LineState.RELEASED, numbers)
    told = plural(count, "facture notée", "factures notées")
    where = "sur le portail" if is_there else "absentes du portail, à déposer à nouveau"
    messages.success(request, f"Flux {found.pk} : {told} {where}.")
    return _back(request, found)


@company_page(Role.CLERK)
@require_POST
def send_again(request: CompanyRequest, number: int) -> HttpResponse:
    """Have the workers send again what a flow gave back."""
    found = found_flow(request, number)
    is_asked = request.company.environment == ChorusEnvironment.PRODUCTION
    if is_asked and not request.POST.get("confirmed"):
        messages.error(
            request, "Rien n'est parti : un envoi en PRODUCTION demande votre confirmation."
        )
        return _back(request, found)
    order = resend(found, unattended=True)
    wake_workers()
    return redirect(order_address(request, order.pk))


@company_page(Role.CLERK)
@require_POST
def ask_now(request: CompanyRequest) -> HttpResponse:
    """Read Chorus Pro now, for all that waits."""
    company = request.company
    work = WORKS.start((company.pk, request.user.pk), "follow", lambda _: follow_now(company))
    return _asking(request, work.key)


@company_page(Role.CLERK)
@require_GET
def asking(request: CompanyRequest) -> HttpResponse:
    """Show that Chorus Pro is being read; once over, the list anew."""
    return _asking(request, request.GET.get("work", ""))


def _asking(request: CompanyRequest, key: str) -> HttpResponse:
    work = WORKS.find((request.company.pk, request.user.pk), key)
    if work is not None and not work.wait(_AT_ONCE):
        shown = {"work": work, "address": address_of(request.company, "flows-asking", work=key)}
        return render(request, "web/flows/_asking.html", shown)
    if work is not None and work.error is not None:
        shown = {"error": work.error, "reference": key[:8].upper()}
        return render(request, "web/flows/_asked.html", shown)
    return render(request, "web/flows/_asked.html", {"told": _told(work.result if work else None)})


def _told(found: Followed | None) -> str:
    flows = found.flows if found else FollowUp()
    told = [_told_flows(flows)] if flows.settled or flows.still_open else []
    if found and found.statuses:
        told.append(_told_statuses(found.statuses))
    if not told:
        return "Aucun flux n'attendait de réponse."
    return f"Chorus Pro relevé : {' ; '.join(told)}."


def _told_flows(flows: FollowUp) -> str:
    settled = plural(len(flows.settled), "flux a son état final", "flux ont leur état final")
    return f"{settled}, {len(flows.still_open)} en attente"


def _told_statuses(read: StatusRound) -> str:
    changed = len({change.invoice.pk for change in read.changes})
    if not changed:
        return "aucune facture n'a changé de statut"
    return plural(changed, "facture a changé de statut", "factures ont changé de statut")


def _back(request: CompanyRequest, found: Flow) -> HttpResponse:
    """Go back to the page where the panel stood."""
    here = request.POST.get("here", "")
    if here and url_has_allowed_host_and_scheme(here, allowed_hosts=None):
        return redirect(here)
    return redirect(address_of(request.company, "flow", found.pk))
