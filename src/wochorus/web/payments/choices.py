"""What may be chosen as one types: who pays, what a payment may pay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, Q
from django.shortcuts import render

from wochorus.billing.models import DepositState, Invoice, InvoiceKind
from wochorus.core.money import format_euros
from wochorus.web.access import company_page
from wochorus.web.billing.choices import LONGEST, SHOWN, Option, customer_options

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from wochorus.accounts.models import Company
    from wochorus.web.access import CompanyRequest


def open_documents(company: Company, kind: str = InvoiceKind.INVOICE) -> QuerySet[Invoice]:
    """Give the invoices, or the credit notes, of which something is left, the oldest first."""
    found = Invoice.objects.filter(
        company=company, kind=kind, amount_due__gt=F("paid"), currency="EUR", reissue=None
    )
    kept = found.exclude(deposit_state=DepositState.INTERNAL)
    return kept.select_related("customer").order_by("issue_date", "pk")


@company_page()
def payers(request: CompanyRequest) -> HttpResponse:
    """Offer invoices to pay, and customers."""
    text = request.GET.get("q", "")[:LONGEST].strip()
    options = [
        *document_options(open_documents(request.company), text),
        *(customer_options(request.company, text) if text else ()),
    ]
    return render(request, "web/billing/_options.html", {"options": options})


@company_page()
def documents(request: CompanyRequest) -> HttpResponse:
    """Offer what a payment may pay: invoices, or credit notes; of one customer if it is told."""
    is_note = request.GET.get("genre") == "avoir"
    found = open_documents(
        request.company, InvoiceKind.CREDIT_NOTE if is_note else InvoiceKind.INVOICE
    )
    code = request.GET.get("client", "")[:LONGEST]
    if code:
        found = found.filter(customer__code=code)
    options = document_options(found, request.GET.get("q", "")[:LONGEST].strip())
    return render(request, "web/billing/_options.html", {"options": options})


def document_options(found: QuerySet[Invoice], text: str) -> list[Option]:
    """Offer documents by a part of their number or of their customer's name."""
    if text:
        found = found.filter(Q(number__icontains=text) | Q(customer__name__icontains=text))
    return [
        Option(
            f"{each.number} ({each.issue_year})",
            each.number,
            f"{each.customer.name}, reste {format_euros(each.amount_due - each.paid)}",
        )
        for each in found[:SHOWN]
    ]
