"""Pro rata: calendar days, cents half up, and parts that always add up to the whole."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wochorus.contracts.prorata import prorated, prorated_over, share
from wochorus.contracts.spans import ONE_DAY, Span
from wochorus.core.money import CENT, to_cents

AMOUNTS = st.decimals(Decimal(-9_999_999), Decimal(9_999_999), places=2)


def span(start: str, end: str) -> Span:
    return Span(date.fromisoformat(start), date.fromisoformat(end))


@pytest.mark.parametrize(
    ("amount", "part", "whole", "expected"),
    [
        # 1 200 × 15 / 31 = 580.645…
        ("1200.00", ("2026-01-17", "2026-01-31"), ("2026-01-01", "2026-01-31"), "580.65"),
        # 1 200 × 16 / 31 = 619.354…: with the one above, the whole month.
        ("1200.00", ("2026-01-01", "2026-01-16"), ("2026-01-01", "2026-01-31"), "619.35"),
        # 900 × 10 / 28, then / 29 in a leap year.
        ("900.00", ("2027-02-01", "2027-02-10"), ("2027-02-01", "2027-02-28"), "321.43"),
        ("900.00", ("2028-02-01", "2028-02-10"), ("2028-02-01", "2028-02-29"), "310.34"),
        # A quarter that begins on 15 February: 3 000 × 45 / 90.
        ("3000.00", ("2026-02-15", "2026-03-31"), ("2026-01-01", "2026-03-31"), "1500.00"),
        # A tie goes up: 0.05 × 1 / 2 = 0.025.
        ("0.05", ("2026-01-01", "2026-01-01"), ("2026-01-01", "2026-01-02"), "0.03"),
        ("0.05", ("2026-01-02", "2026-01-02"), ("2026-01-01", "2026-01-02"), "0.02"),
        # A discount shrinks as what it is taken from.
        ("-100.00", ("2026-06-01", "2026-06-10"), ("2026-06-01", "2026-06-30"), "-33.33"),
        ("1200.00", ("2026-01-01", "2026-01-31"), ("2026-01-01", "2026-01-31"), "1200.00"),
    ],
)
def test_a_part_of_a_period_owes_its_days(
    amount: str, part: tuple[str, str], whole: tuple[str, str], expected: str
) -> None:
    assert str(prorated(Decimal(amount), span(*part), span(*whole))) == expected


@given(AMOUNTS, st.integers(1, 400), st.sets(st.integers(1, 399), max_size=12))
def test_the_parts_of_a_split_period_sum_to_the_whole(
    amount: Decimal, days: int, cuts: set[int]
) -> None:
    start = date(2026, 1, 1)
    whole = Span(start, start + timedelta(days - 1))
    edges = [0, *sorted(cut for cut in cuts if cut < days), days]
    parts = [Span(start + timedelta(a), start + timedelta(b) - ONE_DAY) for a, b in pairwise(edges)]
    assert sum(prorated(amount, part, whole) for part in parts) == amount
    assert prorated_over(amount, parts, whole) == amount


@given(AMOUNTS, st.integers(1, 400), st.data())
def test_a_part_is_within_a_cent_of_its_share(
    amount: Decimal, days: int, data: st.DataObject
) -> None:
    first = data.draw(st.integers(0, days - 1))
    last = data.draw(st.integers(first, days - 1))
    start = date(2026, 1, 1)
    whole = Span(start, start + timedelta(days - 1))
    part = Span(start + timedelta(first), start + timedelta(last))
    exact = Fraction(amount) * share(part, whole)
    assert abs(Fraction(prorated(amount, part, whole)) - exact) <= Fraction(CENT)


@given(AMOUNTS, st.integers(1, 400), st.integers(1, 400))
def test_a_part_at_the_beginning_is_its_share_rounded_half_up(
    amount: Decimal, days: int, kept: int
) -> None:
    start = date(2026, 1, 1)
    whole = Span(start, start + timedelta(max(days, kept) - 1))
    part = Span(start, start + timedelta(kept - 1))
    exact = Decimal(amount) * part.days / whole.days
    assert prorated(amount, part, whole) == to_cents(exact)


def test_a_part_outside_its_period_is_refused() -> None:
    with pytest.raises(ValueError, match="not within"):
        share(span("2026-01-01", "2026-02-01"), span("2026-01-01", "2026-01-31"))
