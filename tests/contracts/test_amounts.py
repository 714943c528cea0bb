"""What a line is worth over a period: by the month, the year or the period, in whole or in part."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wochorus.contracts.amounts import PriceBasis, PricedLine, line_amount, whole_amount
from wochorus.contracts.calendar import BillingPeriod, Rhythm, billing_periods
from wochorus.contracts.spans import ONE_DAY, Span

D = Decimal
START = date(2026, 1, 1)
QUARTER = BillingPeriod(*(Span(START, date(2026, 3, 31)),) * 2)


def a_line(quantity: str = "1", price: str = "1000", basis: str = "month") -> PricedLine:
    return PricedLine(D(quantity), D(price), PriceBasis(basis), START)


@pytest.mark.parametrize(
    ("basis", "months", "amount"),
    [
        ("month", 1, "1000.00"),
        ("month", 3, "3000.00"),
        ("period", 3, "1000.00"),
        ("year", 3, "250.00"),
        ("year", 1, "83.33"),
        ("year", 12, "1000.00"),
    ],
)
def test_a_price_by_the_month_or_the_year_follows_the_length_of_the_period(
    basis: str, months: int, amount: str
) -> None:
    assert str(whole_amount(a_line(basis=basis), months)) == amount


def test_quantity_and_price_are_rounded_once_at_the_end() -> None:
    assert whole_amount(a_line("86.67", "24.6"), 3) == D("6396.25")
    assert whole_amount(a_line("-4", "25.005", "period"), 1) == D("-100.02")


def test_a_line_added_in_mid_period_owes_its_days_only() -> None:
    line = replace(a_line(price="900"), starts_on=date(2026, 2, 15))
    assert line_amount(line, QUARTER, 3) == D("1350.00")
    assert line_amount(replace(line, ends_on=date(2026, 2, 28)), QUARTER, 3) == D("420.00")
    assert line_amount(replace(line, starts_on=date(2026, 4, 1)), QUARTER, 3) == 0


def test_the_days_of_a_suspension_are_not_owed() -> None:
    closed = [(date(2026, 2, 1), date(2026, 2, 28))]
    assert line_amount(a_line(price="900"), QUARTER, 3, closed) == D("1860.00")
    assert line_amount(a_line(), QUARTER, 3, [(date(2025, 1, 1), None)]) == 0


@given(
    st.decimals(D(-99999), D(99999), places=2),
    st.integers(1, 12),
    st.integers(1, 1500),
    st.integers(0, 1400),
)
def test_a_line_cut_in_two_on_any_day_owes_what_it_owed_before(
    price: Decimal, months: int, length: int, cut: int
) -> None:
    end, last = START + timedelta(length), START + timedelta(cut)
    line = PricedLine(D(1), price, PriceBasis.MONTH, START)
    before = replace(line, ends_on=last)
    after = replace(line, starts_on=last + ONE_DAY)
    for period in billing_periods(Rhythm(months, date(2025, 11, 30), 30), START, end):
        parts = line_amount(before, period, months) + line_amount(after, period, months)
        assert parts == line_amount(line, period, months)
