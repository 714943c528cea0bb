"""Credit notes of which something is left: set against an invoice, or paid back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone

from wochorus.accounts.users.models import Role
from wochorus.billing.models import Invoice, InvoiceKind
from wochorus.billing.payments.recording import Received, set_against
from wochorus.billing.payments.refunding import refund
from wochorus.core.errors import InvalidInput
from wochorus.core.money import format_euros, format_number
from wochorus.deposits.events import acting
from wochorus.web.access import company_page
from wochorus.web.billing.choices import document_named
from wochorus.web.failures import UNPROCESSABLE, add_refusal
from wochorus.web.paging import page_of
from wochorus.web.payments.choices import open_documents
from wochorus.web.payments.forms import MoneyForm, OffsetForm, today
from wochorus.web.said import on_screen

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wochorus.web.access import CompanyRequest


@company_page()
def index(request: CompanyRequest) -> HttpResponse:
    """List the credit notes of which something is left, the oldest first."""
    page = page_of(request, open_documents(request.company, InvoiceKind.CREDIT_NOTE))
    rows = [(each, each.amount_due - each.paid) for each in page]
    return render(request, "web/payments/credit_notes.html", {"page": page, "rows": rows})


@company_page(Role.CLERK)
def credit_note(request: CompanyRequest, number: int) -> HttpResponse:
    """Set what is left of a credit note against an invoice, or pay it back."""
    found = _found(request, number)
    left = found.amount_due - found.paid
    typed = request.POST if request.method == "POST" else None
    is_refund = typed is not None and "rembourser" in typed
    offset = OffsetForm(None if is_refund else typed)
    money = MoneyForm(
        typed if is_refund else None,
        initial=today() | {"montant": format_number(left, 2)},
        prefix="rendu",
    )
    if is_refund and money.is_valid() and _refunded(request, found, money):
        return redirect("payments", request.company.code)
    if typed and not is_refund and offset.is_valid() and _set_off(request, found, offset):
        return redirect("payments", request.company.code)
    shown = {"note": found, "left": left, "offset": offset, "money": money}
    status = UNPROCESSABLE if offset.errors or money.errors else 200
    return render(request, "web/payments/credit_note.html", shown, status=status)


def _found(request: CompanyRequest, number: int) -> Invoice:
    known = Invoice.objects.select_related("customer", "company")
    found = known.filter(company=request.company, pk=number, kind=InvoiceKind.CREDIT_NOTE).first()
    if found is None:
        raise Http404("Cet avoir n'existe pas.")
    return found


def _refunded(request: CompanyRequest, note: Invoice, form: MoneyForm) -> bool:
    told = form.cleaned_data
    refunded = Received(
        told["date"],
        told["montant"],
        means=told["mode"],
        customer=note.customer,
        payer=note.customer.name[:200],
        text=told["libelle"],
        is_refund=True,
    )
    try:
        payment = refund([note], refunded, actor=acting())
    except InvalidInput as refused:
        add_refusal(form, on_screen(refused), "montant")
        return False
    messages.success(request, f"{format_euros(payment.amount)} rendus pour l'avoir {note.number}.")
    return True


def _set_off(request: CompanyRequest, note: Invoice, form: OffsetForm) -> bool:
    told = form.cleaned_data
    try:
        invoice = document_named(request.company, told["facture"])
        day = timezone.localdate()
        payment = set_against(note, invoice, on=day, actor=acting(), amount=told["montant"])
    except InvalidInput as refused:
        is_amount = told["montant"] is not None and "reste" in refused.what + refused.where
        add_refusal(form, on_screen(refused), "montant" if is_amount else "facture")
        return False
    messages.success(
        request,
        f"{format_euros(payment.amount)} de l'avoir {note.number} imputés sur {invoice.number}.",
    )
    return True
