"""The life of a contract: duration, tacit renewals, notice, state on a day."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wochorus.contracts.terms import ContractState, Term, state_on

YEAR = Term(date(2026, 9, 1), date(2027, 8, 31))
RENEWED = Term(date(2026, 9, 1), date(2027, 8, 31), 12, 3, notice_months=3)
FOR_EVER = Term(date(2026, 9, 1), date(2027, 8, 31), 12, None, notice_months=2)


@pytest.mark.parametrize(
    ("term", "last"),
    [
        (YEAR, date(2027, 8, 31)),
        (RENEWED, date(2030, 8, 31)),
        (FOR_EVER, None),
        (Term(date(2026, 9, 1)), None),
        (Term(date(2026, 9, 1), None, terminated_on=date(2026, 10, 31)), date(2026, 10, 31)),
        (Term(date(2026, 9, 1), date(2027, 8, 31), 12, 0), date(2027, 8, 31)),
    ],
)
def test_the_last_day_is_that_of_the_last_renewal(term: Term, last: date | None) -> None:
    assert term.last_day == last


def test_the_end_of_each_renewal_is_known_and_the_notice_before_it() -> None:
    assert RENEWED.current_end(date(2027, 8, 31)) == date(2027, 8, 31)
    assert RENEWED.current_end(date(2027, 9, 1)) == date(2028, 8, 31)
    assert RENEWED.renewals_on(date(2029, 1, 1)) == 2
    assert RENEWED.notice_by(date(2027, 1, 1)) == date(2027, 5, 31)
    assert RENEWED.notice_by(date(2030, 1, 1)) is None
    assert FOR_EVER.notice_by(date(2035, 1, 1)) == date(2035, 6, 30)
    assert YEAR.notice_by(date(2027, 1, 1)) is None


def test_renewals_keep_the_last_day_of_february() -> None:
    term = Term(date(2023, 3, 1), date(2024, 2, 29), 12)
    assert term.current_end(date(2024, 3, 1)) == date(2025, 2, 28)
    assert term.current_end(date(2027, 3, 1)) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2026, 8, 31), ContractState.UPCOMING),
        (date(2026, 9, 1), ContractState.ACTIVE),
        (date(2026, 12, 1), ContractState.SUSPENDED),
        (date(2027, 1, 15), ContractState.SUSPENDED),
        (date(2027, 1, 16), ContractState.ACTIVE),
        (date(2027, 8, 31), ContractState.ACTIVE),
        (date(2027, 9, 1), ContractState.ENDED),
    ],
)
def test_the_state_follows_from_the_dates(day: date, state: ContractState) -> None:
    suspensions = [(date(2026, 12, 1), date(2027, 1, 15))]
    assert state_on(day, YEAR, suspensions, is_draft=False) is state


def test_a_draft_is_a_draft_until_it_has_run_out() -> None:
    assert state_on(date(2026, 12, 1), YEAR, [], is_draft=True) is ContractState.DRAFT
    assert state_on(date(2028, 1, 1), YEAR, [], is_draft=True) is ContractState.ENDED


def test_a_suspension_without_end_lasts() -> None:
    open_ended = [(date(2026, 12, 1), None)]
    assert state_on(date(2027, 8, 1), YEAR, open_ended, is_draft=False) is ContractState.SUSPENDED


@given(st.integers(1, 36), st.integers(0, 5), st.dates(date(2026, 9, 1), date(2060, 1, 1)))
def test_a_renewed_contract_runs_to_the_end_that_it_is_said_to_have(
    months: int, most: int, day: date
) -> None:
    term = Term(date(2026, 9, 1), date(2027, 8, 31), months, most)
    end, last = term.current_end(day), term.last_day
    assert end is not None
    assert last is not None
    assert end <= last
    assert day <= end or end == last
