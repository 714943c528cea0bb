"""Pro rata by calendar days, to the cent, such that the parts always add up to the whole.

The amount of a part is the difference of two running totals: what is owed from the first day of
the whole period to the last day of the part, less what was owed up to the eve of the part. Each
running total is rounded half up to the cent. So however a period is cut, between invoices, sites
or prices, the parts sum to its amount exactly; each is within one cent of its own rounded share.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from wochorus.core.money import CENT, ZERO, to_cents

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from wochorus.contracts.spans import Span

_CENTS = 100


def share(part: Span, whole: Span) -> Fraction:
    """Give the days of ``part`` over those of ``whole``. Raises `ValueError` if it overflows."""
    if part.within(whole.start, whole.end) != part:
        raise ValueError(f"{part} is not within {whole}")
    return Fraction(part.days, whole.days)


def prorated(amount: Decimal, part: Span, whole: Span) -> Decimal:
    """Give what ``part`` owes of ``amount``, the price in euros of ``whole``, to the cent.

    ``amount`` may be negative (a discount). It is rounded to the cent first.
    """
    share(part, whole)
    before = (part.start - whole.start).days
    total = int(to_cents(amount) * _CENTS)
    running = _rounded(total * (before + part.days), whole.days)
    return (running - _rounded(total * before, whole.days)) * CENT


def prorated_over(amount: Decimal, parts: Iterable[Span], whole: Span) -> Decimal:
    """Give what several disjoint ``parts`` owe together of ``amount``."""
    return sum((prorated(amount, part, whole) for part in parts), ZERO)


def to_cents_exactly(amount: Fraction) -> Decimal:
    """Round an exact amount in euros to the cent, half away from zero."""
    return _rounded(amount.numerator * _CENTS, amount.denominator) * CENT


def _rounded(numerator: int, denominator: int) -> int:
    """Divide, and round half away from zero: the rule of `to_cents`, without a decimal lost."""
    quotient = (2 * abs(numerator) + denominator) // (2 * denominator)
    return quotient if numerator >= 0 else -quotient
