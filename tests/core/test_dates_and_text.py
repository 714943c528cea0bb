"""Dates typed by people, and text made comparable."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wochorus.core.dates import format_date, parse_date, time_beside_date
from wochorus.core.text import fold


@pytest.mark.parametrize(
    "text",
    [
        "24/11/2026",
        "24-11-2026",
        "24.11.2026",
        "2026-11-24",
        "2026-11-24 00:00:00",
        "24/11/2026 00:00:00",
        "2026-11-24 00:00:00.086000",
    ],
)
def test_a_date_is_read_in_the_forms_that_people_type(text: str) -> None:
    assert parse_date(text) == date(2026, 11, 24)


@pytest.mark.parametrize("text", ["", "24/11/26", "31/02/2026", "11-2026", "٢٤/١١/٢٠٢٦", "45985"])
def test_a_date_is_never_guessed(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_date(text)


@given(st.dates(min_value=date(1000, 1, 1)))
def test_a_written_date_reads_back(day: date) -> None:
    assert parse_date(format_date(day)) == day


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2026-11-24 09:05:00", "09:05:00"),
        ("24/11/2026 9h05", "9h05"),
        ("24/11/2026", ""),
        ("hier à 9:05", ""),
    ],
)
def test_a_time_of_day_beside_a_date_is_found(text: str, time: str) -> None:
    assert time_beside_date(text) == time


def test_accents_case_and_spaces_do_not_count_in_a_search() -> None:
    assert fold("  Hôpital  de SÈVRES\u00a0Œuvre ") == "hopital de sevres oeuvre"
