"""What a contract owes, period by period: reckoned for a look, and by the billing run.

The billing run reads `contracts_to_bill`, then `due_bills` of each, and calls `mark_billed` in the
transaction that makes the invoice: the next period moves on by a condition on where it stood, so
that two runs can never bill the same days. A run locks the contracts (`select_for_update`) before
it reads their lines: a line that changes meanwhile waits, then finds its days billed.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from wochorus.contracts.amounts import line_amount
from wochorus.contracts.calendar import BillingPeriod, Timing, billing_periods, periods_due
from wochorus.contracts.models import Contract, ContractLine
from wochorus.contracts.spans import ONE_DAY
from wochorus.core.dates import format_date
from wochorus.core.errors import Permanent
from wochorus.core.money import ZERO, to_cents
from wochorus.customers.terms import due_date, parse_term, suggested_term, term_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from decimal import Decimal

    from django.db.models import QuerySet

    from wochorus.contracts.spans import Span
    from wochorus.customers.terms import PaymentTerm


@dataclass(frozen=True, slots=True)
class BilledLine:
    """A line over a period: the days that it owes, and their amount without VAT."""

    line: ContractLine
    days: tuple[Span, ...]
    amount: Decimal


@dataclass(frozen=True, slots=True)
class BilledTax:
    """The VAT of one category and rate: its base, and its amount half up to the cent."""

    category: str
    rate: Decimal
    base: Decimal

    @property
    def amount(self) -> Decimal:
        """The VAT in euros (EN 16931 BR-CO-17)."""
        return to_cents(self.base * self.rate / 100)


@dataclass(frozen=True, slots=True)
class PeriodBill:
    """What a contract owes for one period, as an invoice of ``issued_on`` would have it."""

    contract: Contract
    period: BillingPeriod
    lines: tuple[BilledLine, ...]

    @property
    def issued_on(self) -> date:
        """The day on which the period is to be billed."""
        return self.period.due(Timing(self.contract.timing))

    @property
    def due_on(self) -> date:
        """The day on which that invoice is to be paid."""
        return due_date(payment_term_of(self.contract), self.issued_on)

    @property
    def is_suspended(self) -> bool:
        """Tell whether no line owes a day: nothing is billed, the next period moves on."""
        return not self.lines

    @property
    def without_tax(self) -> Decimal:
        """The total without VAT."""
        return sum((line.amount for line in self.lines), ZERO)

    @property
    def taxes(self) -> list[BilledTax]:
        """The VAT by category and rate, in that order."""
        bases: dict[tuple[str, Decimal], Decimal] = {}
        for billed in self.lines:
            key = (str(billed.line.tax_category), billed.line.tax_rate)
            bases[key] = bases.get(key, ZERO) + billed.amount
        return [BilledTax(*key, base) for key, base in sorted(bases.items())]

    @property
    def with_tax(self) -> Decimal:
        """The total with VAT."""
        return self.without_tax + sum((tax.amount for tax in self.taxes), ZERO)


def payment_term_of(contract: Contract) -> PaymentTerm:
    """Give the term of its invoices: its own, else the customer's, else what the law suggests."""
    if contract.payment_term:
        return parse_term(contract.payment_term)
    return term_of(contract.customer) or suggested_term(contract.customer)


def bill_of(contract: Contract, period: BillingPeriod) -> PeriodBill:
    """Reckon what ``contract`` owes for ``period``."""
    holes = [(one.starts_on, one.ends_on) for one in contract.suspensions.all()]
    lines = []
    for line in contract.lines.all():
        if days := line.priced.days_within(period, holes):
            amount = line_amount(line.priced, period, contract.every_months, holes)
            lines.append(BilledLine(line, tuple(days), amount))
    return PeriodBill(contract, period, tuple(lines))


def coming_bills(contract: Contract, count: int) -> Iterator[PeriodBill]:
    """Reckon the ``count`` periods to come, as the contract stands now."""
    last = contract.term.last_day
    periods = billing_periods(contract.rhythm, contract.next_start, last)
    return (bill_of(contract, period) for period in islice(periods, count))


def due_bills(contract: Contract, day: date) -> Iterator[PeriodBill]:
    """Reckon the periods that are to be billed on ``day`` or before; none for a draft."""
    if contract.is_draft:
        return
    timing, last = Timing(contract.timing), contract.term.last_day
    for period in periods_due(contract.rhythm, timing, contract.next_start, last, day):
        yield bill_of(contract, period)


def contracts_to_bill(company_id: int, day: date) -> QuerySet[Contract]:
    """Find the contracts of which days before or on ``day`` may be due, with what they need.

    Some may owe nothing yet: `due_bills` judges.
    """
    return (
        Contract.objects.filter(company_id=company_id, is_draft=False, next_start__lte=day)
        .select_related("customer")
        .prefetch_related("lines", "suspensions", "references")
        .order_by("number")
    )


def mark_billed(contract: Contract, period: BillingPeriod) -> None:
    """Move the next period past ``period``, in the caller's transaction.

    Raises `Permanent` when the contract no longer stands at the first day of ``period``: another
    run has billed it, and the caller must give up what it was making.
    """
    following = period.billed.end + ONE_DAY
    moved = Contract.objects.filter(pk=contract.pk, next_start=period.billed.start).update(
        next_start=following, is_billed_here=True
    )
    if not moved:
        raise Permanent(
            f"La période {period.billed} est déjà facturée",
            where=f"contrat {contract.number}",
            remedy="Relancez la facturation : elle ne proposera que ce qui reste.",
        )
    contract.next_start = following


def move_back(contract: Contract, period: BillingPeriod) -> None:
    """Give ``period`` back to be billed, when its invoice came to nothing.

    Raises `Permanent` unless it was the last one billed.
    """
    following = period.billed.end + ONE_DAY
    moved = Contract.objects.filter(pk=contract.pk, next_start=following).update(
        next_start=period.billed.start
    )
    if not moved:
        raise Permanent(
            f"La période {period.billed} n'est pas la dernière facturée",
            where=f"contrat {contract.number}",
            remedy=f"La prochaine facture commence le {format_date(contract.next_start)} : "
            "corrigez par un avoir.",
        )
    contract.next_start = period.billed.start
