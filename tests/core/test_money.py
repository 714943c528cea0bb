"""Amounts as French people type and read them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wochorus.core.money import format_amount, format_euros, format_number, parse_decimal, to_cents


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1 234,56", "1234.56"),
        ("1\u202f234,56 €", "1234.56"),
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1234.5", "1234.5"),
        ("-12,00", "-12.00"),
        ("20 %", "20"),
        ("0", "0"),
    ],
)
def test_an_amount_is_read_in_the_forms_that_people_type(text: str, amount: str) -> None:
    assert parse_decimal(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["", "abc", "1e5", "NaN", "Infinity", "12,3,4", "=1+1", "1" * 14])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_decimal(text)


def test_rounding_is_half_up_away_from_zero() -> None:
    assert to_cents(Decimal("0.125")) == Decimal("0.13")
    assert to_cents(Decimal("-0.125")) == Decimal("-0.13")
    assert to_cents(Decimal("2.675")) == Decimal("2.68")


def test_an_amount_is_written_with_french_separators() -> None:
    assert format_euros(Decimal("1234567.5")) == "1\u202f234\u202f567,50\u00a0€"


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_what_is_written_reads_back_the_same(amount: Decimal) -> None:
    assert parse_decimal(format_amount(amount)) == amount


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [("5.50", 0, "5,5"), ("20.00", 0, "20"), ("100", 2, "100,00"), ("2.1250", 2, "2,125")],
)
def test_a_number_is_written_with_the_decimals_that_it_has(
    value: str, places: int, text: str
) -> None:
    assert format_number(Decimal(value), places) == text
