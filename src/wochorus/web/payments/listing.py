"""The payments: a list of them, those to match first, and the same list as a file."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils import timezone

from wochorus.billing.payments.listing import PaymentState, payments_matching
from wochorus.billing.payments.queries import unmatched
from wochorus.core.money import ZERO
from wochorus.spreadsheets.writing import csv_piece
from wochorus.web.access import company_page
from wochorus.web.paging import page_of
from wochorus.web.payments.forms import PaymentFilterForm
from wochorus.web.streaming import streamed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from django.db.models import QuerySet
    from django.http import HttpResponse, StreamingHttpResponse

    from wochorus.billing.payments.models import Payment
    from wochorus.spreadsheets.writing import Cell
    from wochorus.web.access import CompanyRequest

AT_ONCE = 500
_HEADER = (
    *("N°", "Date", "Montant", "Reste à affecter", "Mode", "Origine", "Client", "Payeur"),
    *("Libellé", "Factures et avoirs", "Annulé"),
)


@company_page()
def index(request: CompanyRequest) -> HttpResponse:
    """Show the payments that the filter keeps."""
    form = PaymentFilterForm(request.GET)
    page = page_of(request, payments_matching(request.company, form.wanted()))
    shown = {
        "form": form,
        "page": page,
        "rows": [row(payment) for payment in page],
        "waiting": unmatched(request.company).count(),
        "waiting_state": PaymentState.UNMATCHED.value,
        "query": request.GET.urlencode(),
    }
    return render(request, "web/payments/payments.html", shown)


def row(payment: Payment) -> dict[str, Any]:
    """Give what a payment is drawn with: what it pays now, and what of it pays nothing yet."""
    shares = [share for share in payment.shares.all() if share.taken_back_at is None]
    given = sum((share.amount for share in shares), ZERO)
    is_live = payment.cancelled_at is None
    return {
        "payment": payment,
        "shares": shares,
        "amount": signed(payment, payment.amount),
        "left": payment.amount - given if is_live else ZERO,
        "who": payment.payer or (payment.customer.name if payment.customer else ""),
    }


def signed(payment: Payment, amount: Decimal) -> Decimal:
    """Give an amount below zero when the money went out."""
    return -amount if payment.is_refund else amount


@company_page()
def export(request: CompanyRequest) -> StreamingHttpResponse:
    """Write the payments that the filter keeps as a CSV."""
    found = payments_matching(request.company, PaymentFilterForm(request.GET).wanted())
    name = f"reglements-{request.company.code}-{timezone.localdate():%Y-%m-%d}.csv"
    return streamed(request, _csv(found), media_type="text/csv; charset=utf-8", name=name)


def _csv(found: QuerySet[Payment]) -> Iterator[bytes]:
    yield "\ufeff".encode() + csv_piece([_HEADER])
    rows = found.iterator(AT_ONCE)
    while some := list(islice(rows, AT_ONCE)):
        yield csv_piece(_cells(payment) for payment in some)


def _cells(payment: Payment) -> list[Cell]:
    told = row(payment)
    return [
        str(payment.pk),
        payment.received_on,
        told["amount"],
        told["left"],
        str(payment.get_means_display()),
        str(payment.get_origin_display()),
        payment.customer.code if payment.customer else "",
        payment.payer,
        payment.text,
        ", ".join(share.invoice.number for share in told["shares"]),
        payment.cancelled_why if payment.cancelled_at else "",
    ]
