"""What a late public payer owes, to the cent."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wochorus.billing.delays import (
    KNOWN_RATES,
    Debt,
    Payment,
    RateTable,
    UnknownRateError,
    half_year_of,
    late_interest,
)

DUE = date(2025, 5, 31)
DEBT = Debt(Decimal("12000.00"), DUE)


def test_a_payer_in_time_owes_nothing() -> None:
    paid = [Payment(DUE, DEBT.amount)]
    assert late_interest(DEBT, paid, date(2026, 1, 1), KNOWN_RATES).total == 0
    assert late_interest(DEBT, [], DUE, KNOWN_RATES).total == 0


def test_ten_days_late_at_the_rate_of_the_half_year() -> None:
    claim = late_interest(DEBT, [], DUE + timedelta(10), KNOWN_RATES)
    # 3.15 % on 1 January 2025, plus eight points: 12 000 × 11.15 % × 10 / 365 = 36.657…
    assert claim.rate == Decimal("11.15")
    assert claim.interest == Decimal("36.66")
    assert claim.fee == Decimal("40.00")
    assert claim.total == Decimal("76.66")


def test_the_rate_stays_that_of_the_half_year_in_which_the_interest_began() -> None:
    claim = late_interest(DEBT, [], date(2025, 7, 30), KNOWN_RATES)
    # 60 days, 30 of them after 1 July, when the ECB's rate was 2.15 %.
    assert claim.rate == Decimal("11.15")
    assert claim.interest == Decimal("219.95")


def test_interest_that_begins_on_the_first_of_july_takes_the_new_rate() -> None:
    claim = late_interest(Debt(DEBT.amount, date(2025, 6, 30)), [], date(2025, 7, 30), KNOWN_RATES)
    assert claim.rate == Decimal("10.15")
    assert claim.interest == Decimal("100.11")


def test_the_day_of_a_partial_payment_still_counts_in_full() -> None:
    paid = [Payment(date(2025, 6, 10), Decimal("7000.00"))]
    claim = late_interest(DEBT, paid, date(2025, 6, 20), KNOWN_RATES)
    first, second = claim.slices
    assert (first.days, first.principal) == (10, Decimal("12000.00"))
    assert (second.days, second.principal) == (10, Decimal("5000.00"))
    assert claim.interest == Decimal("51.93")
    assert claim.fee == Decimal("40.00")


def test_a_payment_in_time_lowers_what_is_late() -> None:
    claim = late_interest(
        DEBT, [Payment(DUE, Decimal("7000.00"))], DUE + timedelta(10), KNOWN_RATES
    )
    assert claim.interest == Decimal("15.27")


def test_an_invoice_paid_late_owes_to_the_day_of_payment_and_no_more() -> None:
    paid = [Payment(DUE + timedelta(10), DEBT.amount)]
    soon = late_interest(DEBT, paid, DUE + timedelta(10), KNOWN_RATES)
    assert late_interest(DEBT, paid, date(2026, 11, 24), KNOWN_RATES).total == soon.total


def test_a_rate_that_is_not_known_is_asked_for_and_never_guessed() -> None:
    debt = Debt(DEBT.amount, date(2031, 8, 1))
    with pytest.raises(UnknownRateError, match="01/07/2031"):
        late_interest(debt, [], date(2031, 9, 1), KNOWN_RATES)
    more = KNOWN_RATES.with_rates({date(2031, 7, 1): Decimal("1.50")})
    assert late_interest(debt, [], date(2031, 9, 1), more).rate == Decimal("9.50")


def test_half_years_begin_in_january_and_july() -> None:
    assert half_year_of(date(2026, 6, 30)) == date(2026, 1, 1)
    assert half_year_of(date(2026, 7, 1)) == date(2026, 7, 1)


_AMOUNTS = st.decimals(Decimal("0.01"), Decimal(100_000), places=2)
_PAYMENTS = st.lists(
    st.builds(
        Payment, st.dates(date(2025, 5, 1), date(2026, 5, 1)), st.decimals(1, 40_000, places=2)
    ),
    max_size=5,
)


@given(_AMOUNTS, _PAYMENTS, st.integers(0, 400))
def test_interest_is_that_of_each_day_on_what_was_unpaid_that_morning(
    amount: Decimal, payments: list[Payment], days: int
) -> None:
    until = DUE + timedelta(days)
    rates = RateTable({date(2025, 1, 1): Decimal("3.15")})
    claim = late_interest(Debt(amount, DUE), payments, until, rates)
    exact = Fraction(0)
    for day in (DUE + timedelta(rank) for rank in range(1, days + 1)):
        left = amount - sum(one.amount for one in payments if one.on < day)
        exact += Fraction(max(left, Decimal(0))) * Fraction(1115, 100) / 36_500
    assert abs(Fraction(claim.interest) - exact) <= Fraction(1, 200)
    assert (claim.fee == 0) == (exact == 0)
    assert all(one.days > 0 and one.principal > 0 for one in claim.slices)
