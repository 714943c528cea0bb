"""What a late public payer owes: interest on what is unpaid, and a fixed fee.

CCP R2192-31: the ECB's rate on the first day of the half-year in which the interest began to run,
plus eight points; it stays the same however long the delay. R2192-32: interest runs from the day
after the limit to the day of payment, included. D2192-35: 40 euros. Interest is reckoned on a year
of 365 days, on the amount with tax.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from wochorus.core.money import ZERO, to_cents

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from wochorus.billing.delays.rates import RateTable

POINTS = Decimal(8)
RECOVERY_FEE = Decimal("40.00")
DAYS_IN_YEAR = 365
_PERCENT = 100


@dataclass(frozen=True, slots=True)
class Debt:
    """What was to be paid, with tax, and the last day for it."""

    amount: Decimal
    due: date


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that came in, in euros, on a day."""

    on: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Slice:
    """Days, both included, during which the same principal was late."""

    first: date
    last: date
    principal: Decimal
    interest: Decimal
    """To the cent; the slices of a claim add up to its interest."""

    @property
    def days(self) -> int:
        """How many days it lasts."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class LateInterest:
    """A claim: ``rate`` in percent a year, ``fee`` in euros, both zero when nothing is late."""

    rate: Decimal
    slices: tuple[Slice, ...]
    fee: Decimal

    @property
    def interest(self) -> Decimal:
        """The interest, to the cent."""
        return sum((one.interest for one in self.slices), ZERO)

    @property
    def total(self) -> Decimal:
        """Interest and fee."""
        return self.interest + self.fee


def late_interest(
    debt: Debt, payments: Iterable[Payment], until: date, rates: RateTable
) -> LateInterest:
    """Reckon what is owed for lateness up to ``until``, included.

    Raises `UnknownRateError` when something is late and the rate of its half-year is not known.
    """
    begins = debt.due + timedelta(1)
    spans = list(_spans(debt, sorted(payments, key=lambda one: one.on), begins, until))
    if not spans:
        return LateInterest(ZERO, (), ZERO)
    rate = rates.on(begins) + POINTS
    return LateInterest(rate, _slices(spans, rate), RECOVERY_FEE)


def _spans(
    debt: Debt, payments: list[Payment], begins: date, until: date
) -> Iterable[tuple[date, date, Decimal]]:
    """Cut the lateness at each payment; the day of a payment still counts."""
    days = sorted({one.on for one in payments if begins <= one.on < until})
    edges = [begins - timedelta(1), *days, until]
    for before, last in pairwise(edges):
        first = before + timedelta(1)
        left = debt.amount - sum((one.amount for one in payments if one.on < first), ZERO)
        if left > 0 and first <= last:
            yield first, last, left


def _slices(spans: list[tuple[date, date, Decimal]], rate: Decimal) -> tuple[Slice, ...]:
    """Round what has run so far, not each slice: the sum is right to the cent."""
    exact, told, slices = Fraction(0), ZERO, []
    for first, last, principal in spans:
        days = (last - first).days + 1
        exact += Fraction(principal) * Fraction(rate) * days / (_PERCENT * DAYS_IN_YEAR)
        so_far = _to_cents(exact)
        slices.append(Slice(first, last, principal, so_far - told))
        told = so_far
    return tuple(slices)


def _to_cents(exact: Fraction) -> Decimal:
    """Round half up without a first rounding to so many digits."""
    doubled_cents = (exact * 200).numerator // (exact * 200).denominator
    return to_cents(Decimal((doubled_cents + 1) // 2) / 100)
