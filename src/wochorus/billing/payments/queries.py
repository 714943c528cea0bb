"""Reads about payments: what is open, what is not matched, where an invoice stands."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from django.db.models import DecimalField, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from wochorus.billing.models import DepositState, Invoice, InvoiceKind
from wochorus.billing.payments.matching import OpenInvoice
from wochorus.billing.payments.models import Payment, PaymentShare
from wochorus.billing.payments.payable import spent_before
from wochorus.core.money import ZERO

if TYPE_CHECKING:
    from decimal import Decimal

    from django.db.models import QuerySet

    from wochorus.accounts.models import Company

_MONEY = DecimalField(max_digits=19, decimal_places=2)


class LedgerState(Enum):
    """What our own ledger says of an invoice. The value is its French name."""

    UNPAID = "à régler"
    PARTLY = "réglée en partie"
    PAID = "réglée"
    NOTHING = "rien à régler"


def ledger_state(invoice: Invoice) -> LedgerState:
    """Say whether an invoice is paid, by the payments recorded here."""
    if invoice.paid >= invoice.amount_due:
        return LedgerState.PAID
    return LedgerState.PARTLY if invoice.paid else LedgerState.UNPAID


def open_invoices(company: Company) -> list[OpenInvoice]:
    """List the invoices that are not wholly paid, oldest first.

    Credit notes are not paid to us, and nothing is owed under an invoice that was issued anew.
    """
    return _as_open(_open(company, InvoiceKind.INVOICE))


def open_credit_notes(company: Company) -> list[OpenInvoice]:
    """List the credit notes of which something is neither set off nor paid back, oldest first.

    One that was given to the customer under a former number is not among them.
    """
    found = _open(company, InvoiceKind.CREDIT_NOTE)
    spent = [note.pk for note in found.filter(replaces__isnull=False) if spent_before(note)]
    return _as_open(found.exclude(pk__in=spent))


def _open(company: Company, kind: InvoiceKind) -> QuerySet[Invoice]:
    return Invoice.objects.filter(
        company=company, kind=kind, amount_due__gt=F("paid"), currency="EUR", reissue=None
    ).exclude(deposit_state=DepositState.INTERNAL)


def _as_open(invoices: QuerySet[Invoice]) -> list[OpenInvoice]:
    rows = (
        invoices.annotate(left=F("amount_due") - F("paid"), due=Coalesce("due_date", "issue_date"))
        .order_by("due", "pk")
        .values_list("pk", "number", "customer_id", "customer__name", "due", "left")
    )
    return [OpenInvoice(*row) for row in rows]


def open_for(payment: Payment) -> list[OpenInvoice]:
    """List what ``payment`` may pay: credit notes if it is a refund, else invoices."""
    return (open_credit_notes if payment.is_refund else open_invoices)(payment.company)


def payments_of(company: Company) -> QuerySet[Payment]:
    """Give the payments of a company, latest first, each with what it ``gives`` to invoices."""
    shares = (
        PaymentShare.objects.filter(payment=OuterRef("pk"), taken_back_at__isnull=True)
        .values("payment")
        .annotate(total=Sum("amount"))
        .values("total")
    )
    gives = Coalesce(Subquery(shares), ZERO, output_field=_MONEY)
    found = Payment.objects.filter(company=company).annotate(gives=gives)
    return (
        found.select_related("customer", "credit_note")
        .prefetch_related("shares__invoice")
        .order_by("-received_on", "-pk")
    )


def unmatched(company: Company) -> QuerySet[Payment]:
    """Give the payments of which something pays nothing yet."""
    return payments_of(company).filter(cancelled_at__isnull=True, amount__gt=F("gives"))


def ledger_gaps(company: Company) -> list[tuple[str, Decimal, Decimal]]:
    """List the invoices whose ``paid`` is not the sum of their shares: there should be none.

    Each with its number, what the column says and what the shares say.
    """
    live = Q(shares__taken_back_at__isnull=True)
    received = Coalesce(Sum("shares__amount", filter=live), ZERO, output_field=_MONEY)
    invoices = Invoice.objects.filter(company=company).annotate(received=received)
    set_against = dict(
        Payment.objects.filter(
            company=company, cancelled_at__isnull=True, credit_note__isnull=False
        )
        .values_list("credit_note")
        .annotate(total=Sum("amount"))
    )
    rows = invoices.values_list("pk", "number", "paid", "received")
    told = ((number, paid, got + set_against.get(pk, ZERO)) for pk, number, paid, got in rows)
    return [(number, paid, shares) for number, paid, shares in told if paid != shares]
