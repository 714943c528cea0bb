"""The button *Déposer N factures sur Chorus*: one order, however often it is pressed."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from wochorus.accounts.models import ChorusEnvironment
from wochorus.accounts.users.models import Role
from wochorus.deposits.models import DepositOrder
from wochorus.deposits.orders.ordering import order_deposit
from wochorus.deposits.tasks import wake_workers
from wochorus.web.access import company_page
from wochorus.web.deposit.addresses import address_of
from wochorus.web.deposit.forms import DepositForm, mode_of
from wochorus.web.deposit.views import not_found, order_address, window
from wochorus.web.failures import UNPROCESSABLE
from wochorus.web.models import Proposal
from wochorus.web.templatetags.french import plural

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wochorus.deposits.asking import DepositRequest
    from wochorus.deposits.orders.ordering import Ordered
    from wochorus.web.access import CompanyRequest


@company_page(Role.CLERK)
@require_GET
def confirm(request: CompanyRequest) -> HttpResponse:
    """Ask, before a deposit in production, whether so many invoices of so much shall leave."""
    return render(request, "web/deposit/_confirm.html", {"proposal": _found(request.GET, request)})


@company_page(Role.CLERK)
@require_POST
def place(request: CompanyRequest) -> HttpResponse:
    """Place the order, once; lead to its page."""
    mode = mode_of(request.POST.get("mode"))
    form = DepositForm(request.company, mode, request.POST)
    proposal = _found(request.POST, request)
    if not form.is_valid():
        shown = window(request, form)
        return render(request, "web/deposit/deposit.html", shown, status=UNPROCESSABLE)
    if not _is_confirmed(request, proposal):
        messages.error(
            request, "Rien n'est parti : un dépôt en PRODUCTION demande votre confirmation."
        )
        return redirect(_window(request))
    order = _placed(request, proposal, form.request())
    return redirect(_window(request) if order is None else order_address(request, order.pk))


def _found(given: object, request: CompanyRequest) -> Proposal:
    text = str(given.get("proposal", ""))  # type: ignore[attr-defined] # a QueryDict
    try:
        key = UUID(text)
    except ValueError:
        raise not_found("Cette proposition de dépôt") from None
    found = Proposal.objects.filter(company=request.company, pk=key).first()
    if found is None:
        raise not_found("Cette proposition de dépôt")
    return found


def _is_confirmed(request: CompanyRequest, proposal: Proposal) -> bool:
    if request.company.environment != ChorusEnvironment.PRODUCTION or proposal.order_id:
        return True
    return request.POST.get("confirmed") == str(len(proposal.invoice_ids))


def _window(request: CompanyRequest) -> str:
    return address_of(
        request.company,
        "deposit",
        selection=request.POST.get("selection") or None,
        mode=request.POST.get("mode") or None,
    )


def _placed(
    request: CompanyRequest, proposal: Proposal, asked: DepositRequest
) -> DepositOrder | None:
    """Place the order of a proposal, or find the one that it has already."""
    with transaction.atomic():
        held = Proposal.objects.select_for_update().select_related(None).get(pk=proposal.pk)
        if held.order_id is not None:
            messages.info(request, f"Ce dépôt est déjà demandé : c'est l'ordre {held.order_id}.")
            return held.order
        if held.environment != request.company.environment:
            messages.error(
                request, "La société a changé d'environnement depuis : regardez le nouveau plan."
            )
            return None
        ordered = order_deposit(request.company, asked, held.invoice_ids)
        held.order = ordered.order or _other(ordered)
        held.save(update_fields=["order"])
    _tell(request, ordered)
    if ordered.order is not None:
        wake_workers()
    return held.order


def _other(ordered: Ordered) -> DepositOrder | None:
    numbers = sorted(set(ordered.elsewhere.values()))
    return DepositOrder.objects.filter(pk__in=numbers).first()


def _tell(request: CompanyRequest, ordered: Ordered) -> None:
    if ordered.elsewhere:
        orders = ", ".join(map(str, sorted(set(ordered.elsewhere.values()))))
        told = plural(len(ordered.elsewhere), "facture était", "factures étaient")
        messages.warning(
            request, f"{told} déjà dans un dépôt (ordre {orders}) : rien n'est demandé deux fois."
        )
    if ordered.gone:
        told = plural(ordered.gone, "facture est partie", "factures sont parties")
        messages.warning(request, f"{told} ou en cours d'envoi depuis que ce plan fut montré.")
