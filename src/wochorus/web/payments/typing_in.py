"""A payment typed by hand: for an invoice, for a customer, or of somebody not known yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render

from wochorus.accounts.users.models import Role
from wochorus.billing.payments.recording import Received, record_payment
from wochorus.billing.payments.sharing import share_out
from wochorus.core.errors import InvalidInput
from wochorus.core.money import ZERO, format_euros, format_number
from wochorus.deposits.events import acting
from wochorus.web.access import company_page
from wochorus.web.billing.choices import customer_named, invoice_named
from wochorus.web.failures import UNPROCESSABLE, add_refusal
from wochorus.web.payments.choices import open_documents
from wochorus.web.payments.forms import ReceivedForm, today
from wochorus.web.said import on_screen
from wochorus.web.selections import chosen_ids

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wochorus.billing.models import Invoice
    from wochorus.customers.models import Customer
    from wochorus.web.access import CompanyRequest

NOBODY = "-"
MOST = 100
"""Open invoices of a customer that are listed; the oldest are paid first."""


class ForForm(forms.Form):
    """Whom, or what, the payment is for."""

    pour = forms.CharField(label="Facture ou client", max_length=100)


@dataclass(frozen=True, slots=True)
class Target:
    """Who pays, the open invoices to choose from, and those ticked at first."""

    customer: Customer | None = None
    owed: list[Invoice] = field(default_factory=list)
    ticked: frozenset[int] = frozenset()

    @property
    def amount(self) -> str:
        """What is owed on what is ticked, as the amount of the form."""
        left = sum(
            (each.amount_due - each.paid for each in self.owed if each.pk in self.ticked), ZERO
        )
        return format_number(left, 2) if left else ""


@company_page(Role.CLERK)
def new(request: CompanyRequest) -> HttpResponse:
    """Ask for whom or what, then record the payment."""
    asked = request.GET.get("pour", "").strip()
    if not asked:
        return _choose(request, ForForm())
    chosen = ForForm(request.GET)
    try:
        target = _target(request, asked)
    except InvalidInput as refused:
        chosen.is_valid()
        add_refusal(chosen, refused, "pour")
        return _choose(request, chosen)
    return _typed(request, target, asked)


def _choose(request: CompanyRequest, form: ForForm) -> HttpResponse:
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "web/payments/payment_for.html", {"form": form}, status=status)


def _target(request: CompanyRequest, asked: str) -> Target:
    if asked == NOBODY:
        return Target()
    invoice = invoice_named(request.company, asked)
    if invoice is None:
        customer = customer_named(request.company, asked)
        owed = list(open_documents(request.company).filter(customer=customer)[:MOST])
        return Target(customer, owed, frozenset(each.pk for each in owed))
    if invoice.amount_due <= invoice.paid:
        raise InvalidInput(
            f"{invoice.number} n'a plus rien à payer", remedy="Choisissez-en une autre."
        )
    others = open_documents(request.company).filter(customer=invoice.customer)
    owed = [invoice, *others.exclude(pk=invoice.pk)[:MOST]]
    return Target(invoice.customer, owed, frozenset((invoice.pk,)))


def _typed(request: CompanyRequest, target: Target, asked: str) -> HttpResponse:
    known = today() | {
        "montant": target.amount,
        "mode": (target.customer.payment_means if target.customer else "") or "30",
        "payeur": target.customer.name if target.customer else "",
    }
    form = ReceivedForm(request.POST or None, initial=known)
    ticked = target.ticked
    if request.method == "POST":
        ids = chosen_ids(request.POST.getlist("factures"))
        ticked = frozenset(ids)
        if form.is_valid() and _recorded(request, target, form, ids):
            return redirect("payments", request.company.code)
    shown: dict[str, Any] = {
        "form": form,
        "target": target,
        "ticked": ticked,
        "asked": asked,
        "nobody": asked == NOBODY,
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "web/payments/payment_new.html", shown, status=status)


def _recorded(request: CompanyRequest, target: Target, form: ReceivedForm, ids: list[int]) -> bool:
    told = form.cleaned_data
    chosen = [each for each in target.owed if each.pk in ids]
    received = Received(
        told["date"],
        told["montant"],
        means=told["mode"],
        customer=target.customer,
        payer=told["payeur"],
        text=told["libelle"],
    )
    try:
        shares = share_out(told["montant"], _affordable(told["montant"], chosen))
        payment = record_payment(request.company, received, shares, actor=acting())
    except InvalidInput as refused:
        add_refusal(form, on_screen(refused), "montant")
        return False
    left = payment.amount - sum(shares.values(), ZERO)
    waits = f" ; {format_euros(left)} restent à affecter" if left else ""
    messages.success(
        request,
        f"Règlement {payment.pk} de {format_euros(payment.amount)} enregistré, "
        f"{len(shares)} facture(s) payée(s){waits}.",
    )
    return True


def _affordable(amount: Any, chosen: list[Invoice]) -> list[Invoice]:  # noqa: ANN401 - Decimal
    """Keep the invoices that the amount reaches, in their order: the last may be paid in part."""
    kept, left = [], amount
    for invoice in chosen:
        if left > ZERO:
            kept.append(invoice)
        left -= invoice.amount_due - invoice.paid
    return kept
