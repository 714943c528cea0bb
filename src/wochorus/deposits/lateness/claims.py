"""Which public payers are late, and what each owes for it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import F
from django.utils import timezone

from wochorus.billing.delays import (
    Clock,
    Debt,
    LateInterest,
    PayerKind,
    UnknownRateError,
    late_interest,
    opposable_day,
    run_clock,
    suggested_payer,
)
from wochorus.billing.delays import Payment as MoneyIn
from wochorus.billing.delays.known_rates import rates_in_force
from wochorus.billing.models import Invoice, InvoiceKind
from wochorus.billing.payments.models import PaymentShare
from wochorus.choruspro.catalogue import DEAD, PAID
from wochorus.core.money import ZERO
from wochorus.customers.models import BuyerKind
from wochorus.deposits.lateness.facts import (
    StatusOn,
    paid_day,
    received_day,
    suspensions_of,
)
from wochorus.deposits.models import LifeEntry, LifeEntryKind
from wochorus.deposits.statuses.lives import current_lives

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from decimal import Decimal

    from wochorus.accounts.models import Company
    from wochorus.billing.delays import RateTable
    from wochorus.deposits.models import InvoiceLife

SHORTEST_LIMIT = timedelta(min(payer.days for payer in PayerKind))


@dataclass(frozen=True, slots=True)
class Lateness:
    """Where the payment of one invoice stands on a day.

    ``claim`` is none when the rate of its half-year is not known; ``trouble`` says so then.
    ``unpaid`` is what is still owed, ``paid_on`` when Chorus Pro or our ledger says it was settled.
    """

    invoice: Invoice
    payer: PayerKind
    received_on: date
    opposable_on: date
    clock: Clock
    unpaid: Decimal
    paid_on: date | None
    until: date
    claim: LateInterest | None
    trouble: str = ""

    @property
    def begins_on(self) -> date | None:
        """The day from which interest runs; its half-year tells the rate."""
        due = self.clock.due
        return None if due is None else due + timedelta(1)

    @property
    def lacks_rate(self) -> bool:
        """Whether its claim cannot be reckoned for want of a rate."""
        return self.claim is None and self.clock.due is not None

    @property
    def days_late(self) -> int:
        """How many days late it is, or was when it was paid."""
        return self.clock.days_late(self.until)

    @property
    def is_late(self) -> bool:
        """Whether the payer owes something for its lateness."""
        return self.days_late > 0


def late_invoices(company: Company, today: date, *, with_paid: bool = False) -> list[Lateness]:
    """List the invoices that their public payer pays late, the latest first.

    ``with_paid`` adds those that were paid late: the interest is owed all the same.
    """
    lives = (
        current_lives(company)
        .filter(
            invoice__customer__kind=BuyerKind.PUBLIC,
            invoice__kind=InvoiceKind.INVOICE,
            invoice__amount_due__gt=0,
            invoice__currency="EUR",
            invoice__reissue=None,
            invoice__deposited_at__date__lte=today - SHORTEST_LIMIT,
        )
        .exclude(status__in=DEAD)
        .select_related("invoice__customer", "invoice__company")
    )
    if not with_paid:
        lives = lives.exclude(status=PAID).filter(invoice__amount_due__gt=F("invoice__paid"))
    found = [each for each in _reckoned(list(lives), today) if each.is_late]
    return sorted(found, key=lambda each: -each.days_late)


def lateness_of(life: InvoiceLife, today: date) -> Lateness:
    """Reckon one invoice."""
    return next(_reckoned([life], today))


def _reckoned(lives: list[InvoiceLife], today: date) -> Iterator[Lateness]:
    statuses, money, rates = _statuses(lives), _money(lives), rates_in_force()
    for life in lives:
        yield _reckon(life, statuses[life.pk], money[life.invoice_id], today, rates)


def _reckon(
    life: InvoiceLife,
    statuses: list[StatusOn],
    payments: list[MoneyIn],
    today: date,
    rates: RateTable,
) -> Lateness:
    invoice = life.invoice
    payer = suggested_payer(invoice.customer.legal_category)
    deposited = invoice.deposited_at or life.seen_at
    received = received_day(statuses, timezone.localdate(deposited))
    opposable = opposable_day(received, invoice.delivery_date or invoice.period_end)
    clock = run_clock(opposable, payer.days, suspensions_of(statuses))
    transfer = paid_day(statuses)
    unpaid = invoice.amount_due - invoice.paid
    settled = transfer or (max(one.on for one in payments) if payments and unpaid <= 0 else None)
    until = min(settled, today) if settled else today
    claim, trouble = _claim(invoice, clock, _before(payments, transfer), until, rates)
    return Lateness(
        invoice,
        payer,
        received,
        opposable,
        clock,
        unpaid if transfer is None else ZERO,
        settled,
        until,
        claim,
        trouble,
    )


def _before(payments: list[MoneyIn], transfer: date | None) -> list[MoneyIn]:
    """Keep what came in before the transfer was ordered: that day the rest is paid."""
    return payments if transfer is None else [one for one in payments if one.on < transfer]


def _claim(
    invoice: Invoice, clock: Clock, payments: list[MoneyIn], until: date, rates: RateTable
) -> tuple[LateInterest | None, str]:
    if clock.due is None:
        return None, "la facture est suspendue : son délai ne court pas"
    try:
        return late_interest(Debt(invoice.amount_due, clock.due), payments, until, rates), ""
    except UnknownRateError as unknown:
        return None, f"{unknown.what}. {unknown.remedy}"


def _statuses(lives: list[InvoiceLife]) -> dict[int, list[StatusOn]]:
    """Read the histories; a life whose history was never read has its current status alone."""
    found: defaultdict[int, list[StatusOn]] = defaultdict(list)
    entries = LifeEntry.objects.filter(
        life__in=lives, kind=LifeEntryKind.STATUS, at__isnull=False
    ).order_by("at", "pk")
    for life_id, code, at in entries.values_list("life_id", "code", "at"):
        if at is not None:
            found[life_id].append(StatusOn(code, timezone.localdate(at)))
    for life in lives:
        if not found[life.pk] and life.status_at is not None:
            found[life.pk].append(StatusOn(life.status, timezone.localdate(life.status_at)))
    return found


def _money(lives: list[InvoiceLife]) -> dict[int, list[MoneyIn]]:
    found: defaultdict[int, list[MoneyIn]] = defaultdict(list)
    shares = PaymentShare.objects.filter(
        invoice__in=[life.invoice_id for life in lives], taken_back_at__isnull=True
    )
    for invoice_id, on, amount in shares.values_list(
        "invoice_id", "payment__received_on", "amount"
    ):
        found[invoice_id].append(MoneyIn(on, amount))
    return found
