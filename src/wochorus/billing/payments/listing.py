"""The payments that are wanted of a list, those that wait to be matched first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, Case, F, Q, Value, When
from django.db.models.enums import TextChoices

from wochorus.billing.payments.queries import payments_of

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from wochorus.accounts.models import Company
    from wochorus.billing.payments.models import Payment


class PaymentState(TextChoices):
    """Which payments of the list are wanted."""

    UNMATCHED = "a-affecter", "À affecter"
    MATCHED = "affectes", "Affectés"
    REFUNDS = "remboursements", "Remboursements"
    OFFSETS = "imputations", "Avoirs imputés"
    CANCELLED = "annules", "Annulés"


@dataclass(frozen=True, slots=True)
class PaymentFilter:
    """What is empty asks nothing. ``text`` is looked for in payer, label, customer, invoices."""

    state: str = ""
    text: str = ""
    date_from: date | None = None
    date_to: date | None = None


_WAITING = Q(cancelled_at__isnull=True, amount__gt=F("gives"))
_STATES = {
    PaymentState.UNMATCHED: _WAITING,
    PaymentState.MATCHED: Q(cancelled_at__isnull=True, amount__lte=F("gives")),
    PaymentState.REFUNDS: Q(is_refund=True),
    PaymentState.OFFSETS: Q(credit_note__isnull=False),
    PaymentState.CANCELLED: Q(cancelled_at__isnull=False),
}


def payments_matching(company: Company, wanted: PaymentFilter) -> QuerySet[Payment]:
    """Give the payments that ``wanted`` keeps: those that wait first, then the latest first.

    Each has what it ``gives`` to invoices, and whether it ``waits``.
    """
    found = payments_of(company)
    if wanted.state:
        found = found.filter(_STATES[PaymentState(wanted.state)])
    if wanted.date_from:
        found = found.filter(received_on__gte=wanted.date_from)
    if wanted.date_to:
        found = found.filter(received_on__lte=wanted.date_to)
    if wanted.text:
        found = found.filter(pk__in=_named(company, wanted.text))
    waits = Case(When(_WAITING, then=Value(True)), default=False, output_field=BooleanField())
    return found.annotate(waits=waits).order_by("-waits", "-received_on", "-pk")


def _named(company: Company, text: str) -> QuerySet[Any, Any]:
    named = (
        Q(payer__icontains=text)
        | Q(text__icontains=text)
        | Q(customer__name__icontains=text)
        | Q(customer__code__iexact=text)
        | Q(shares__invoice__number__iexact=text, shares__taken_back_at__isnull=True)
    )
    return payments_of(company).filter(named).order_by().values("pk").distinct()
