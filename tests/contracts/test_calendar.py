"""Billing calendars: boundaries over months of every length, partial periods, what is due."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from wochorus.contracts.calendar import (
    Rhythm,
    Timing,
    add_months,
    billing_periods,
    last_day,
    periods_due,
)
from wochorus.contracts.spans import ONE_DAY, Span, without_all

DAYS = st.dates(date(1999, 1, 1), date(2120, 12, 31))
RHYTHMS = st.builds(Rhythm, st.integers(1, 24), DAYS, st.integers(1, 31))


def starts(rhythm: Rhythm, count: int) -> list[str]:
    return [f"{rhythm.boundary(rank):%d/%m/%Y}" for rank in range(count)]


def test_months_from_the_31st_end_with_their_month_and_find_the_31st_again() -> None:
    assert starts(Rhythm(1, date(2027, 1, 31), 31), 5) == [
        "31/01/2027",
        "28/02/2027",
        "31/03/2027",
        "30/04/2027",
        "31/05/2027",
    ]
    assert Rhythm(1, date(2028, 1, 31), 31).boundary(1) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("months", "expected"),
    [
        (1, ["30/11/2027", "30/12/2027", "30/01/2028", "29/02/2028", "30/03/2028"]),
        (3, ["30/11/2027", "29/02/2028", "30/05/2028", "30/08/2028", "30/11/2028"]),
        (12, ["30/11/2027", "30/11/2028", "30/11/2029", "30/11/2030", "30/11/2031"]),
    ],
)
def test_the_day_of_the_anchor_comes_back_after_february(months: int, expected: list[str]) -> None:
    assert starts(Rhythm(months, date(2027, 11, 30), 30), 5) == expected


def test_a_year_from_29_february_is_the_28th_then_the_29th_four_years_later() -> None:
    assert starts(Rhythm(12, date(2024, 2, 29), 29), 5)[1::3] == ["28/02/2025", "29/02/2028"]


def test_the_next_period_of_a_monthly_contract_is_the_whole_of_february() -> None:
    rhythm = Rhythm(1, date(2010, 9, 1), 1)
    assert str(rhythm.period(rhythm.rank_of(date(2019, 2, 1)))) == "du 01/02/2019 au 28/02/2019"


@pytest.mark.parametrize("months", [0, -1])
def test_a_rhythm_without_a_month_is_refused(months: int) -> None:
    with pytest.raises(ValueError, match="months"):
        Rhythm(months, date(2026, 1, 1), 1)


@given(RHYTHMS, st.integers(-400, 400))
def test_periods_follow_one_another_without_a_gap(rhythm: Rhythm, rank: int) -> None:
    assume(1900 < rhythm.boundary(rank).year < 2190)
    assert rhythm.period(rank).end + ONE_DAY == rhythm.period(rank + 1).start


@given(RHYTHMS, DAYS)
def test_every_day_is_in_the_period_that_it_is_said_to_be_in(rhythm: Rhythm, day: date) -> None:
    period = rhythm.period(rhythm.rank_of(day))
    assert period.start <= day <= period.end


@given(RHYTHMS, DAYS, st.integers(0, 2000))
def test_the_billed_periods_cover_each_day_of_the_contract_once(
    rhythm: Rhythm, start: date, length: int
) -> None:
    end = start + timedelta(days=length)
    periods = list(billing_periods(rhythm, start, end))
    assert periods[0].billed.start == start
    assert periods[-1].billed.end == end
    assert all(a.billed.end + ONE_DAY == b.billed.start for a, b in pairwise(periods))
    assert not any(period.is_partial for period in periods[1:-1])


@given(RHYTHMS, DAYS, st.integers(0, 900), st.sampled_from(Timing), st.integers(0, 900))
def test_periods_billed_in_two_runs_are_those_of_one_run(
    rhythm: Rhythm, start: date, length: int, timing: Timing, pause: int
) -> None:
    end, until = start + timedelta(days=900), start + timedelta(days=length)
    whole = list(periods_due(rhythm, timing, start, end, until))
    first = list(periods_due(rhythm, timing, start, end, min(until, start + timedelta(pause))))
    again = first[-1].billed.end + ONE_DAY if first else start
    assert first + list(periods_due(rhythm, timing, again, end, until)) == whole


def test_the_first_and_the_last_period_are_partial() -> None:
    rhythm = Rhythm(3, date(2026, 1, 1), 1)
    periods = list(billing_periods(rhythm, date(2026, 2, 15), date(2026, 7, 10)))
    assert [str(period.billed) for period in periods] == [
        "du 15/02/2026 au 31/03/2026",
        "du 01/04/2026 au 30/06/2026",
        "du 01/07/2026 au 10/07/2026",
    ]
    assert [period.is_partial for period in periods] == [True, False, True]
    assert str(periods[2].whole) == "du 01/07/2026 au 30/09/2026"


def test_in_advance_the_first_day_is_due_and_in_arrears_the_last() -> None:
    rhythm = Rhythm(1, date(2026, 1, 1), 1)
    for timing, until, count in (
        (Timing.ADVANCE, date(2026, 3, 1), 3),
        (Timing.ADVANCE, date(2026, 2, 28), 2),
        (Timing.ARREARS, date(2026, 3, 1), 2),
        (Timing.ARREARS, date(2026, 2, 27), 1),
    ):
        due = periods_due(rhythm, timing, date(2026, 1, 1), None, until)
        assert len(list(due)) == count


def test_nothing_is_due_after_the_end_and_a_contract_without_end_goes_on() -> None:
    rhythm = Rhythm(1, date(2026, 1, 1), 1)
    assert not list(billing_periods(rhythm, date(2026, 2, 1), date(2026, 1, 31)))
    assert len(list(islice(billing_periods(rhythm, date(2026, 2, 1), None), 500))) == 500
    assert sum(1 for _ in billing_periods(rhythm, date(2026, 1, 1), None)) == 174 * 12


@pytest.mark.parametrize(
    ("effect", "months", "end"),
    [
        (date(2010, 9, 1), 12, date(2011, 8, 31)),
        (date(2026, 8, 31), 6, date(2027, 2, 27)),
        (date(2024, 2, 29), 12, date(2025, 2, 27)),
        (date(2026, 1, 1), 1, date(2026, 1, 31)),
    ],
)
def test_a_contract_ends_on_the_eve_of_its_anniversary(
    effect: date, months: int, end: date
) -> None:
    assert last_day(effect, months) == end


@given(DAYS, st.integers(-240, 240), st.integers(-240, 240))
def test_months_are_added_on_the_first_of_a_month_as_plain_numbers(
    day: date, one: int, other: int
) -> None:
    first = day.replace(day=1)
    assert add_months(add_months(first, one), other) == add_months(first, one + other)


def test_holes_are_cut_out_of_a_span() -> None:
    year = Span(date(2026, 1, 1), date(2026, 12, 31))
    kept = without_all(year, [(date(2026, 3, 1), date(2026, 3, 31)), (date(2026, 11, 2), None)])
    assert [str(span) for span in kept] == [
        "du 01/01/2026 au 28/02/2026",
        "du 01/04/2026 au 01/11/2026",
    ]
    assert without_all(year, [(date(2025, 1, 1), None)]) == []


@given(DAYS, st.integers(0, 400), DAYS, st.integers(0, 400))
def test_a_hole_takes_away_the_days_that_both_have(
    start: date, days: int, hole: date, width: int
) -> None:
    span = Span(start, start + timedelta(days))
    end = hole + timedelta(width)
    common = span.within(hole, end)
    kept = without_all(span, [(hole, end)])
    assert sum(each.days for each in kept) == span.days - (common.days if common else 0)
