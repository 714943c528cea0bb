"""The limit of a public payer: its start, its length, its one suspension."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wochorus.billing.delays import PayerKind, Suspension, opposable_day, run_clock, suggested_payer

START = date(2026, 1, 31)
DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))


@pytest.mark.parametrize(
    ("category", "days"),
    [
        ("7210", 30),  # a town
        ("7113", 30),  # a ministry
        ("7364", 50),  # a hospital
        ("4120", 60),  # a national industrial body
        ("4140", 30),  # a local one is a local public body
        ("", 30),
    ],
)
def test_each_kind_of_payer_has_its_limit(category: str, days: int) -> None:
    assert suggested_payer(category).days == days


def test_the_delay_starts_at_the_end_of_the_work_when_it_comes_after_the_invoice() -> None:
    assert opposable_day(date(2026, 1, 5), date(2026, 1, 31)) == date(2026, 1, 31)
    assert opposable_day(date(2026, 2, 3), date(2026, 1, 31)) == date(2026, 2, 3)
    assert opposable_day(date(2026, 2, 3)) == date(2026, 2, 3)


def test_thirty_days_from_the_end_of_january_end_in_march() -> None:
    clock = run_clock(START, PayerKind.STATE_OR_LOCAL.days)
    assert clock.due == date(2026, 3, 2)
    assert clock.days_late(date(2026, 3, 2)) == 0
    assert clock.days_late(date(2026, 3, 12)) == 10


def test_a_leap_year_gives_one_more_day_of_february() -> None:
    assert run_clock(date(2028, 1, 31), 30).due == date(2028, 3, 1)


def test_nothing_is_late_while_the_payer_waits_for_a_document() -> None:
    clock = run_clock(START, 30, [Suspension(date(2026, 2, 10))])
    assert clock.due is None
    assert clock.suspended_since == date(2026, 2, 10)
    assert clock.days_late(date(2027, 1, 1)) == 0


def test_the_missing_document_opens_thirty_new_days() -> None:
    clock = run_clock(START, 30, [Suspension(date(2026, 2, 10), date(2026, 2, 20))])
    assert clock.due == date(2026, 3, 22)


def test_a_hospital_keeps_what_was_left_when_it_is_more_than_thirty_days() -> None:
    # Fifty days from 31 January end on 22 March; 47 were left on 3 February.
    clock = run_clock(START, 50, [Suspension(date(2026, 2, 3), date(2026, 2, 20))])
    assert clock.due == date(2026, 2, 20) + timedelta(47)


def test_a_second_suspension_stops_nothing() -> None:
    first = Suspension(date(2026, 2, 10), date(2026, 2, 20))
    second = Suspension(date(2026, 3, 1), None)
    clock = run_clock(START, 30, [second, first])
    assert clock.due == date(2026, 3, 22)
    assert clock.void == (second,)


def test_a_suspension_that_comes_when_the_delay_is_over_stops_nothing() -> None:
    late = Suspension(date(2026, 3, 3))
    clock = run_clock(START, 30, [late])
    assert clock.due == date(2026, 3, 2)
    assert clock.void == (late,)


def test_documents_cannot_come_before_they_are_asked_for() -> None:
    with pytest.raises(ValueError, match="Suspension"):
        Suspension(date(2026, 2, 10), date(2026, 2, 9))


@given(DAYS, st.sampled_from([30, 50, 60]), DAYS, st.integers(0, 400))
def test_a_suspension_never_brings_the_limit_forward(
    start: date, days: int, notified: date, waited: int
) -> None:
    plain = run_clock(start, days).due
    clock = run_clock(start, days, [Suspension(notified, notified + timedelta(waited))])
    assert plain is not None
    assert clock.due is not None
    if notified >= start:
        assert clock.due >= plain
    assert (clock.due == plain) or not clock.void
