"""Sharing an amount with VAT between the rates of an invoice, to the cent.

Each rate takes its share of what is left of it; the cents that rounding leaves go to the largest
remainders, the first rates first. The base of a share is what a rate of VAT is inside of it, half
up; its VAT is the rest, so that base and VAT make the share exactly. That VAT may differ by a cent
from base × rate, which EN 16931 allows (BR-CO-17, less than one unit). No database here.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from wochorus.core.money import CENT, ZERO, to_cents

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from wochorus.billing.credits.left import RateLeft

_CENTS = 100


def spread(amount: Decimal, left: Sequence[RateLeft]) -> list[RateLeft]:
    """Share ``amount`` (euros, VAT included) between rates; each comes with its part alone.

    What is all that is left of a rate is that, base and VAT. Raises `ValueError` when ``amount``
    is more than all the rates have, or not above zero.
    """
    open_rates = [rate for rate in left if rate.with_tax > ZERO]
    total = sum((rate.with_tax for rate in open_rates), ZERO)
    if not ZERO < amount <= total:
        raise ValueError(amount)
    shares = _shares(amount, [rate.with_tax for rate in open_rates], total)
    parts = zip(open_rates, shares, strict=True)
    return [_part(rate, share) for rate, share in parts if share]


def _shares(amount: Decimal, weights: Sequence[Decimal], total: Decimal) -> list[Decimal]:
    """Share by weight, to the cent, by the largest remainder; no share exceeds its weight."""
    exact = [Fraction(amount) * Fraction(weight) / Fraction(total) * _CENTS for weight in weights]
    cents = [int(part) for part in exact]
    missing = int(amount * _CENTS) - sum(cents)
    by_remainder = sorted(range(len(exact)), key=lambda n: (cents[n] - exact[n], n))
    for place in by_remainder[:missing]:
        cents[place] += 1
    return [count * CENT for count in cents]


def _part(rate: RateLeft, share: Decimal) -> RateLeft:
    if share == rate.with_tax:
        return rate
    base = min(to_cents(share / (1 + rate.rate / _CENTS)), rate.base)
    tax = share - base
    if tax > rate.tax:
        base, tax = share - rate.tax, rate.tax
    return replace(rate, base=base, tax=tax)
