"""Which invoices of the journal are wanted: one description, shared by list, check and deposit."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q, TextChoices
from django.db.models.functions import Collate, Length
from django.utils import timezone

from wochorus.billing.models import DepositState, Invoice, InvoiceKind, InvoiceSource, Reissue
from wochorus.core.text import fold
from wochorus.customers.folding import contains_words
from wochorus.customers.models import Customer

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from wochorus.accounts.models import Company
    from wochorus.customers.models import BuyerKind
    from wochorus.customers.payment_means import PaymentMeans

ON_CHORUS = (DepositState.DEPOSITED, DepositState.INTEGRATED)
"""States of an invoice known to be on Chorus Pro."""
MOST_NAMED = 100
"""Customers that a condition names one by one, which lets the database choose an index by them."""


class PaymentWanted(TextChoices):
    """What our ledger says of the payment of an invoice; nothing is owed under a cancelled one."""

    UNPAID = "unpaid", "À régler"
    PARTLY = "partly", "Réglée en partie"
    PAID = "paid", "Réglée"
    LATE = "late", "Échue"


@dataclass(frozen=True, slots=True)
class JournalFilter:
    """What to keep of the journal. An empty field keeps everything; bounds are included.

    `deposited` true keeps what is known to be on Chorus Pro, false what is to go there, refused
    and uncertain invoices included; an internal credit note is neither. `chorus_statuses` are raw.
    """

    date_from: date | None = None
    date_to: date | None = None
    buyer_kind: BuyerKind | None = None
    customer: str = ""
    numbers: tuple[str, ...] = ()
    number_from: str = ""
    number_to: str = ""
    search: str = ""
    kinds: tuple[InvoiceKind, ...] = ()
    sources: tuple[InvoiceSource, ...] = ()
    sector: str = ""
    chantier: str = ""
    group: str = ""
    payment_means: tuple[PaymentMeans, ...] = ()
    deposited: bool | None = None
    states: tuple[DepositState, ...] = ()
    chorus_statuses: tuple[str, ...] = ()
    payments: tuple[PaymentWanted, ...] = ()


EVERYTHING = JournalFilter()


def invoices_matching(company: Company, wanted: JournalFilter = EVERYTHING) -> QuerySet[Invoice]:
    """Select the invoices of ``company`` that ``wanted`` keeps, in no particular order.

    The customers that it names are looked up now.
    """
    invoices = Invoice.objects.filter(company=company)
    if wanted.number_from or wanted.number_to:
        invoices = invoices.alias(
            number_length=Length("number"), number_bytes=Collate("number", "C")
        )
    return invoices.filter(
        _dates(wanted)
        & _customers(company, wanted)
        & _numbers(wanted)
        & _natures(wanted)
        & _states(wanted)
        & _payments(wanted)
        & _words(company, wanted.search)
    )


def _dates(wanted: JournalFilter) -> Q:
    condition = Q()
    if wanted.date_from:
        condition &= Q(issue_date__gte=wanted.date_from)
    if wanted.date_to:
        condition &= Q(issue_date__lte=wanted.date_to)
    return condition


def _customers(company: Company, wanted: JournalFilter) -> Q:
    condition = Q()
    if wanted.buyer_kind:
        condition &= Q(kind=wanted.buyer_kind)
    if wanted.group:
        condition &= Q(group__iexact=wanted.group)
    if text := wanted.customer.strip():
        condition &= Q(code__iexact=text) | contains_words(text, "searchable")
    return _of_customers(company, condition) if condition else Q()


def _of_customers(company: Company, condition: Q) -> Q:
    """Name the customers when they are few: a join would hide from the database how few."""
    found = Customer.objects.filter(condition, company=company)
    ids = list(found.values_list("pk", flat=True)[: MOST_NAMED + 1])
    return Q(customer__in=ids if len(ids) <= MOST_NAMED else found.values("pk"))


def _words(company: Company, text: str) -> Q:
    """Ask that each word be found in the invoice, or in the name of its customer."""
    condition = Q()
    for word in fold(text).split():
        by_customer = _of_customers(company, Q(searchable__contains=word))
        condition &= Q(searchable__contains=word) | by_customer
    return condition


def _numbers(wanted: JournalFilter) -> Q:
    condition = Q(number__in=wanted.numbers) if wanted.numbers else Q()
    lowest, highest = wanted.number_from, wanted.number_to
    if lowest:
        condition &= Q(number_length__gte=len(lowest)) & (
            Q(number_length__gt=len(lowest)) | Q(number_bytes__gte=lowest)
        )
    if highest:
        condition &= Q(number_length__lte=len(highest)) & (
            Q(number_length__lt=len(highest)) | Q(number_bytes__lte=highest)
        )
    if lowest and highest:
        condition &= Q(number__startswith=_common_series(lowest, highest))
        if len(lowest) == len(highest):  # said without « or », which an index understands
            condition &= Q(number_length=len(lowest))
            condition &= Q(number_bytes__gte=lowest, number_bytes__lte=highest)
    return condition


def _common_series(lowest: str, highest: str) -> str:
    """Find the series of two numbers: what they share before the digits that count.

    Numbers are compared by length, then byte by byte, so that F-9 comes before F-10; the series
    keeps AV-2026-12 out of the range FA-2026-1 … FA-2026-20.
    """
    shared = takewhile(lambda pair: pair[0] == pair[1], zip(lowest, highest, strict=False))
    return "".join(left for left, _ in shared).rstrip("0123456789")


def _natures(wanted: JournalFilter) -> Q:
    condition = Q()
    if wanted.kinds:
        condition &= Q(kind__in=wanted.kinds)
    if wanted.sources:
        condition &= Q(source__in=wanted.sources)
    if wanted.payment_means:
        condition &= Q(payment_means__in=wanted.payment_means)
    if wanted.sector:
        condition &= Q(sector__iexact=wanted.sector)
    if wanted.chantier:
        condition &= Q(chantier__iexact=wanted.chantier)
    return condition


def _states(wanted: JournalFilter) -> Q:
    condition = Q(deposit_state__in=wanted.states) if wanted.states else Q()
    if wanted.chorus_statuses:
        condition &= Q(chorus_status__in=wanted.chorus_statuses)
    if wanted.deposited is not None:
        on_chorus = Q(deposit_state__in=ON_CHORUS)
        to_go = ~Q(deposit_state__in=(*ON_CHORUS, DepositState.INTERNAL))
        condition &= on_chorus if wanted.deposited else to_go
    return condition


def _payments(wanted: JournalFilter) -> Q:
    if not wanted.payments:
        return Q()
    owed = Q(amount_due__gt=F("paid"))
    meanings = {
        PaymentWanted.UNPAID: owed & Q(paid=0),
        PaymentWanted.PARTLY: owed & Q(paid__gt=0),
        PaymentWanted.PAID: Q(amount_due__gt=0, paid__gte=F("amount_due")),
        PaymentWanted.LATE: owed & Q(due_date__lt=timezone.localdate()),
    }
    condition = Q()
    for payment in wanted.payments:
        condition |= meanings[payment]
    # Not by a join, whose outcome the database would take for a handful of rows.
    is_reissued = Q(Exists(Reissue.objects.filter(original=OuterRef("pk"))))
    return condition & ~Q(deposit_state=DepositState.INTERNAL) & ~is_reissued
