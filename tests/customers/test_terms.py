from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wochorus.customers.models import BuyerKind, Customer, EndOfMonth
from wochorus.customers.terms import (
    PaymentTerm,
    due_date,
    legal_limit,
    parse_term,
    suggested_term,
    term_warning,
)

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
TERMS = st.builds(
    PaymentTerm,
    st.integers(0, 120),
    st.sampled_from(["", EndOfMonth.BEFORE, EndOfMonth.AFTER]),
    st.none() | st.integers(1, 31),
)


@pytest.mark.parametrize(
    ("term", "start", "due"),
    [
        ("30 jours", date(2026, 11, 24), date(2026, 12, 24)),
        ("30 jours", date(2027, 1, 31), date(2027, 3, 2)),
        ("30 jours", date(2028, 1, 31), date(2028, 3, 1)),
        ("comptant", date(2026, 11, 24), date(2026, 11, 24)),
        ("45 jours fin de mois", date(2026, 11, 24), date(2027, 1, 31)),
        ("fin de mois 45 jours", date(2026, 11, 24), date(2027, 1, 14)),
        ("30 jours fin de mois", date(2027, 1, 30), date(2027, 3, 31)),
        ("30 jours fin de mois", date(2028, 1, 30), date(2028, 2, 29)),
        ("fin de mois", date(2028, 2, 1), date(2028, 2, 29)),
        ("30 jours fin de mois le 10", date(2026, 11, 24), date(2027, 1, 10)),
        ("fin de mois 30 jours le 15", date(2026, 11, 24), date(2027, 1, 15)),
        ("30 jours le 10", date(2026, 11, 10), date(2026, 12, 10)),
        ("30 jours le 10", date(2026, 11, 11), date(2027, 1, 10)),
        ("30 jours fin de mois le 31", date(2027, 1, 15), date(2027, 2, 28)),
        ("60 jours", date(2026, 12, 31), date(2027, 3, 1)),
    ],
)
def test_a_due_date_is_the_one_that_a_calendar_gives(term: str, start: date, due: date) -> None:
    assert due_date(parse_term(term), start) == due


@given(TERMS, DAYS)
def test_a_term_never_ends_before_its_days_and_falls_on_its_day(
    term: PaymentTerm, start: date
) -> None:
    due = due_date(term, start)
    assert due >= start + timedelta(days=term.days)
    if term.day:
        assert due.day == term.day or (due + timedelta(days=1)).day == 1


@given(TERMS)
def test_a_term_that_is_written_reads_as_itself(term: PaymentTerm) -> None:
    if term.end_of_month == EndOfMonth.BEFORE and not term.days:
        term = PaymentTerm(0, EndOfMonth.AFTER, term.day)  # the same day, and the same words
    assert parse_term(str(term)) == term


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("30", PaymentTerm(30)),
        ("30j", PaymentTerm(30)),
        ("À 60 jours", PaymentTerm(60)),
        ("45 jours FDM", PaymentTerm(45, EndOfMonth.AFTER)),
        ("Fin de mois + 45 jours", PaymentTerm(45, EndOfMonth.BEFORE)),
        ("fin du mois", PaymentTerm(0, EndOfMonth.AFTER)),
        ("30 jours fin de mois, le 1er", PaymentTerm(30, EndOfMonth.AFTER, 1)),
        ("À réception", PaymentTerm(0)),
        ("le 10", PaymentTerm(0, day=10)),
    ],
)
def test_a_term_is_read_as_people_write_it(text: str, term: PaymentTerm) -> None:
    assert parse_term(text) == term


@pytest.mark.parametrize(
    "text", ["", "bientôt", "le 0", "400 jours", "30 jours le 32", "fin de mois 30 fin de mois"]
)
def test_a_term_that_no_calendar_knows_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"une échéance comme|jours|jour du mois"):
        parse_term(text)


@pytest.mark.parametrize(
    ("category", "days"), [("7210", 30), ("7364", 50), ("4110", 60), ("4140", 30), ("", 30)]
)
def test_a_public_payer_is_suggested_its_legal_limit(category: str, days: int) -> None:
    customer = Customer(kind=BuyerKind.PUBLIC, legal_category=category)
    assert legal_limit(customer) == days
    assert suggested_term(customer) == PaymentTerm(days)


@pytest.mark.parametrize(
    ("kind", "term", "is_warned"),
    [
        (BuyerKind.PUBLIC, PaymentTerm(30), False),
        (BuyerKind.PUBLIC, PaymentTerm(45), True),
        (BuyerKind.PUBLIC, PaymentTerm(30, EndOfMonth.AFTER), True),
        (BuyerKind.PRIVATE, PaymentTerm(60), False),
        (BuyerKind.PRIVATE, PaymentTerm(61), True),
        (BuyerKind.PRIVATE, PaymentTerm(45, EndOfMonth.AFTER), False),
        (BuyerKind.PRIVATE, PaymentTerm(60, EndOfMonth.AFTER), True),
    ],
)
def test_a_term_beyond_the_law_is_told(kind: str, term: PaymentTerm, is_warned: bool) -> None:
    customer = Customer(
        kind=kind,
        legal_category="7210",
        term_days=term.days,
        term_end_of_month=term.end_of_month,
        term_day=term.day,
    )
    assert bool(term_warning(customer)) is is_warned
