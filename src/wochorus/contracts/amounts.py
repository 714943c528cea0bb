"""What a line of a contract is worth over a billing period, to the cent."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from wochorus.contracts.calendar import MONTHS
from wochorus.contracts.prorata import prorated_over, to_cents_exactly
from wochorus.contracts.spans import Span, without_all

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from decimal import Decimal

    from wochorus.contracts.calendar import BillingPeriod


class PriceBasis(StrEnum):
    """What length of time the quantity of a line stands for."""

    MONTH = "month"
    PERIOD = "period"
    YEAR = "year"

    @property
    def label(self) -> str:
        """The French words."""
        return _LABELS[self]

    def periods(self, months: int) -> Fraction:
        """Tell how many times the quantity goes into a billing period of ``months`` months."""
        if self is PriceBasis.MONTH:
            return Fraction(months)
        return Fraction(months, MONTHS) if self is PriceBasis.YEAR else Fraction(1)


_LABELS = {
    PriceBasis.MONTH: "par mois",
    PriceBasis.PERIOD: "par période facturée",
    PriceBasis.YEAR: "par an",
}


@dataclass(frozen=True, slots=True)
class PricedLine:
    """What the arithmetic knows of a line; a discount has a negative quantity."""

    quantity: Decimal
    price: Decimal
    basis: PriceBasis
    starts_on: date
    ends_on: date | None = None

    def days_within(
        self, period: BillingPeriod, holes: Iterable[tuple[date, date | None]] = ()
    ) -> list[Span]:
        """Give the billed days on which the line lives, less the ``holes`` (suspensions)."""
        lived = period.billed.within(self.starts_on, self.ends_on)
        return without_all(lived, holes) if lived else []


def whole_amount(line: PricedLine, months: int) -> Decimal:
    """Give the price of a whole billing period of ``months`` months, to the cent."""
    exact = Fraction(line.quantity) * Fraction(line.price) * line.basis.periods(months)
    return to_cents_exactly(exact)


def line_amount(
    line: PricedLine,
    period: BillingPeriod,
    months: int,
    holes: Iterable[tuple[date, date | None]] = (),
) -> Decimal:
    """Give what the line owes for ``period``: its days over those of the whole period.

    A line followed on the next day by another of the same price owes with it what one line would.
    """
    return prorated_over(whole_amount(line, months), line.days_within(period, holes), period.whole)
