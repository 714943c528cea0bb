"""One payment: what it pays, what it may pay; matched, taken back, cancelled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from wochorus.accounts.users.models import Role
from wochorus.billing.models import Invoice
from wochorus.billing.payments.matching import Incoming, Ledger
from wochorus.billing.payments.queries import open_for, payments_of
from wochorus.billing.payments.recording import allocate, cancel_payment, take_back
from wochorus.core.errors import InvalidInput
from wochorus.core.money import ZERO, format_euros
from wochorus.deposits.events import acting
from wochorus.web.access import company_page
from wochorus.web.billing.choices import document_named
from wochorus.web.billing.forms import AmountField
from wochorus.web.failures import UNPROCESSABLE, add_refusal
from wochorus.web.payments.forms import ReasonForm
from wochorus.web.payments.listing import row
from wochorus.web.said import on_screen
from wochorus.web.selections import chosen_ids

if TYPE_CHECKING:
    from decimal import Decimal

    from django.http import HttpResponse

    from wochorus.billing.payments.models import Payment
    from wochorus.web.access import CompanyRequest


class MatchForm(forms.Form):
    """What a payment pays, by hand."""

    facture = forms.CharField(label="Facture", max_length=80)
    montant = AmountField(
        label="Montant", required=False, help_text="Tout ce qui peut l'être, si c'est vide."
    )


def found_payment(request: CompanyRequest, number: int) -> Payment:
    """Find the payment of an address. Raises `Http404`."""
    found = payments_of(request.company).filter(pk=number).first()
    if found is None:
        raise Http404(f"Le règlement {number} n'existe pas.")
    return found


@company_page()
def payment(request: CompanyRequest, number: int) -> HttpResponse:
    """Show a payment, its history, and what it may pay."""
    return _page(request, found_payment(request, number), MatchForm(), ReasonForm())


def _page(
    request: CompanyRequest, found: Payment, match: MatchForm, reason: ReasonForm
) -> HttpResponse:
    told = row(found)
    if found.is_refund:
        match.fields["facture"].label = "Avoir"
    shown = told | {
        "match": match,
        "reason": reason,
        "history": list(found.shares.select_related("invoice").order_by("pk")),
        "proposal": _proposal(found, told["left"]) if told["left"] > ZERO else None,
    }
    status = UNPROCESSABLE if match.errors or reason.errors else 200
    return render(request, "web/payments/payment.html", shown, status=status)


def _proposal(found: Payment, left: Decimal) -> dict[str, Any] | None:
    """Say what the rest of a payment may pay, and why; nothing when nothing is alike."""
    ledger = Ledger(open_for(found), is_refund=found.is_refund)
    match = ledger.match(Incoming(left, found.text, found.payer))
    if not match.shares:
        return {"why": match.why, "shares": [], "seen": ""} if match.why else None
    invoices = Invoice.objects.select_related("customer").in_bulk([pk for pk, _ in match.shares])
    return {
        "why": match.why,
        "shares": [(invoices[pk], amount) for pk, amount in match.shares],
        "seen": " ".join(f"{pk}:{amount}" for pk, amount in match.shares),
        "shares_map": dict(match.shares),
    }


@require_POST
@company_page(Role.CLERK)
def accept(request: CompanyRequest, number: int) -> HttpResponse:
    """Match a payment as was proposed, if that still is what is proposed."""
    found = found_payment(request, number)
    told = _proposal(found, row(found)["left"]) if row(found)["left"] > ZERO else None
    if told is None or not told["seen"] or told["seen"] != request.POST.get("vu"):
        messages.error(request, "La proposition a changé : voici celle de maintenant.")
        return redirect("payment", request.company.code, number)
    allocate(found, told["shares_map"], actor=acting())
    messages.success(request, f"Règlement {number} affecté.")
    return _next(request, number)


@require_POST
@company_page(Role.CLERK)
def match(request: CompanyRequest, number: int) -> HttpResponse:
    """Match what is left of a payment with an invoice that is named."""
    found, form = found_payment(request, number), MatchForm(request.POST)
    if form.is_valid():
        try:
            _allocated(request, found, form)
        except InvalidInput as refused:
            field = "montant" if "part" in refused.where + refused.what else "facture"
            add_refusal(form, on_screen(refused), field)
        else:
            return _next(request, number)
    return _page(request, found, form, ReasonForm())


def _allocated(request: CompanyRequest, found: Payment, form: MatchForm) -> None:
    document = document_named(request.company, form.cleaned_data["facture"])
    left, owed = row(found)["left"], document.amount_due - document.paid
    if owed <= ZERO:
        raise InvalidInput(f"{document.number} n'a plus rien à payer ni à rendre")
    amount = form.cleaned_data["montant"] or min(left, owed)
    allocate(found, {document.pk: amount}, actor=acting())
    messages.success(
        request, f"{format_euros(amount)} du règlement {found.pk} affectés à {document.number}."
    )


def _next(request: CompanyRequest, number: int) -> HttpResponse:
    """Stay while something is left to match; else go back to the list."""
    left = row(found_payment(request, number))["left"]
    if left > ZERO:
        return redirect("payment", request.company.code, number)
    return redirect("payments", request.company.code)


@require_POST
@company_page(Role.CLERK)
def unmatch(request: CompanyRequest, number: int) -> HttpResponse:
    """Take the share of an invoice back."""
    found = found_payment(request, number)
    try:
        freed = take_back(found, chosen_ids(request.POST.getlist("facture")), actor=acting())
    except InvalidInput as refused:
        messages.error(request, f"{on_screen(refused).what}.")
    else:
        messages.success(request, f"{format_euros(freed)} à affecter de nouveau.")
    return redirect("payment", request.company.code, number)


@require_POST
@company_page(Role.CLERK)
def cancel(request: CompanyRequest, number: int) -> HttpResponse:
    """Cancel a payment recorded by mistake; it stays in the list, with its reason."""
    found, form = found_payment(request, number), ReasonForm(request.POST)
    if form.is_valid():
        try:
            cancel_payment(found, form.cleaned_data["motif"], actor=acting())
        except InvalidInput as refused:
            add_refusal(form, on_screen(refused), "motif")
        else:
            messages.success(
                request, f"Règlement {number} annulé : ce qu'il payait est dû de nouveau."
            )
            return redirect("payments", request.company.code)
    return _page(request, found, MatchForm(), form)
