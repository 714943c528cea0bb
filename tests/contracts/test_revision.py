"""Price revision: worked examples, roundings, bounds, the value that counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wochorus.contracts.index_values import (
    Choice,
    ChosenValue,
    DatedValue,
    Step,
    choose,
)
from wochorus.contracts.revision import (
    Clause,
    Precision,
    Revision,
    Rounding,
    Term,
    clause_defects,
    revise,
)

D = Decimal


def a_clause(**changes: Any) -> Clause:
    """P = P0 × (0.15 + 0.85 × I / I0), I0 = 110.0."""
    clause = Clause(D("0.15"), (Term(D("0.85"), "PROPRETE", D("110.0")),))
    return replace(clause, **changes)


def revised(value: str, clause: Clause | None = None, previous: str = "1") -> Revision:
    return revise(clause or a_clause(), [ChosenValue("PROPRETE", "T3 2026", D(value))], D(previous))


def test_one_index_is_reckoned_as_on_paper() -> None:
    # 0.15 + 0.85 × 113.2 / 110 = 1.024727…
    revision = revised("113.2")
    assert revision.coefficient == D("1.0247")
    assert revision.price(D("1250.00")) == D("1280.88")
    assert revision.price(D("24.60")) == D("25.21")
    assert revision.steps == (
        "P = P0 × (0,15 + 0,85 × I / I0)",
        "PROPRETE : valeur T3 2026 113,2, valeur d'origine 110",
        "Coefficient = 0,15 + 0,85 × 113,2 / 110 = 1,0247 (4 décimales, arrondi au plus proche)",
    )
    assert revision.price_step("Entretien", D("1250.00")) == (
        "Entretien : 1250 × 1,0247 = 1280,88 €"
    )


def test_several_indices_weigh_each_its_part() -> None:
    clause = Clause(
        D("0.10"),
        (Term(D("0.70"), "SALAIRES", D("120.5")), Term(D("0.20"), "PRODUITS", D("98.4"))),
        Precision(3, Rounding.UP),
    )
    # 0.10 + 0.70 × 124.1 / 120.5 + 0.20 × 101.2 / 98.4 = 1.026604…
    revision = revise(
        clause,
        [
            ChosenValue("SALAIRES", "09/2026", D("124.1")),
            ChosenValue("PRODUITS", "08/2026", D("101.2"), True),
        ],
    )
    assert revision.coefficient == D("1.027")
    assert revision.is_provisional
    assert "I₁ / I₁0" in revision.steps[0]
    assert "(provisoire)" in revision.steps[2]


@pytest.mark.parametrize(
    ("rounding", "coefficient"), [("half_up", "1.0247"), ("up", "1.0248"), ("down", "1.0247")]
)
def test_the_coefficient_is_rounded_as_the_contract_says(rounding: str, coefficient: str) -> None:
    clause = a_clause(coefficient=Precision(4, Rounding(rounding)))
    assert revised("113.2", clause).coefficient == D(coefficient)


def test_a_tie_goes_up_and_an_exact_value_stays_where_it_is() -> None:
    assert Precision(2).apply(Fraction(1, 8)) == D("0.13")
    assert Precision(2, Rounding.UP).apply(Fraction(1, 4)) == D("0.25")
    assert Precision(2, Rounding.UP).apply(Fraction(1, 4) + Fraction(1, 10**30)) == D("0.26")
    assert Precision(2, Rounding.DOWN).apply(Fraction(1, 3)) == D("0.33")


def test_a_rise_is_bounded_from_the_coefficient_in_force_and_says_so() -> None:
    clause = a_clause(largest_rise=D(2), largest_fall=D(1))
    risen = revised("121", clause, previous="1.0100")
    assert risen.coefficient == D("1.0302")
    assert "hausse est limitée à 2 %" in risen.steps[-1]
    fallen = revised("99", clause, previous="1.0100")
    assert fallen.coefficient == D("0.9999")
    assert "baisse est limitée à 1 %" in fallen.steps[-1]
    within = revised("110.5", clause, previous="1.0000")
    assert within.coefficient == D("1.0039")
    assert len(within.steps) == 3


def test_a_price_set_after_a_revision_is_revised_from_there() -> None:
    revision = revised("113.2")
    assert revision.price(D("100.00"), base=D("1.0247")) == D("100.00")
    # 100 × 1.0247 / 1.0100 = 101.455…
    assert revision.price(D("100.00"), base=D("1.0100")) == D("101.46")


def test_a_discount_is_revised_with_the_same_rounding_as_a_price() -> None:
    assert revised("113.2").price(D("-24.60")) == D("-25.21")


@pytest.mark.parametrize(
    ("clause", "told"),
    [
        (Clause(D("0.20"), (Term(D("0.85"), "A", D(1)),)), "font 1,05, et non 1"),
        (Clause(D(1), ()), "prix sont fermes"),
        (Clause(D("0.15"), (Term(D("0.85"), "A", D(0)),)), "valeur d'origine"),
        (Clause(D("-0.15"), (Term(D("1.15"), "A", D(1)),)), "part fixe est positive"),
        (
            Clause(D(0), (Term(D("0.5"), "A", D(1)), Term(D("0.5"), "A", D(1)))),
            "deux fois",
        ),
        (a_clause(largest_rise=D(-1)), "hausse maximale"),
        (a_clause(price=Precision(9)), "décimales"),
    ],
)
def test_a_formula_that_cannot_be_used_says_why(clause: Clause, told: str) -> None:
    assert any(told in defect for defect in clause_defects(clause))
    values = [ChosenValue(term.series, "T1 2026", D(1)) for term in clause.terms]
    with pytest.raises(ValueError, match=r"\w"):
        revise(clause, values)


WEIGHTS = st.integers(0, 99).map(lambda cents: D(cents) / 100)
INDICES = st.decimals(D("0.1"), D(900), places=1)


@given(WEIGHTS, INDICES, st.decimals(D(0), D(99999), places=2))
def test_prices_stay_where_they_are_as_long_as_the_index_does(
    fixed: Decimal, index: Decimal, price: Decimal
) -> None:
    clause = Clause(fixed, (Term(1 - fixed, "A", index),))
    revision = revise(clause, [ChosenValue("A", "T1 2026", index)])
    assert revision.coefficient == 1
    assert revision.price(price) == price


@given(WEIGHTS, INDICES, INDICES, INDICES)
def test_a_higher_index_never_gives_a_lower_price(
    fixed: Decimal, initial: Decimal, one: Decimal, other: Decimal
) -> None:
    clause = Clause(fixed, (Term(1 - fixed, "A", initial),))
    low, high = sorted((one, other))
    prices = [
        revise(clause, [ChosenValue("A", "T1 2026", value)]).price(D(100)) for value in (low, high)
    ]
    assert prices[0] <= prices[1]


QUARTERS = [
    DatedValue(date(2026, 1, 1), D("108.1"), date(2026, 6, 20)),
    DatedValue(date(2026, 4, 1), D("109.0"), date(2026, 9, 22), is_provisional=True),
    DatedValue(date(2026, 4, 1), D("109.4"), date(2026, 12, 18)),
    DatedValue(date(2026, 7, 1), D("110.2"), date(2026, 12, 18), is_provisional=True),
]


@pytest.mark.parametrize(
    ("day", "value"),
    [
        (date(2026, 6, 19), None),
        (date(2026, 6, 20), "108.1"),
        (date(2026, 10, 1), "109.0"),
        (date(2027, 1, 1), "110.2"),
    ],
)
def test_the_latest_published_value_counts(day: date, value: str | None) -> None:
    found = choose(QUARTERS, Step.QUARTER, day, Choice.LATEST_PUBLISHED)
    assert (found and str(found.value)) == value


def test_a_lag_in_months_names_the_period_and_takes_its_final_value() -> None:
    found = choose(QUARTERS, Step.QUARTER, date(2026, 10, 1), Choice.MONTH_LAG, 5)
    assert found
    assert (found.value, found.is_provisional) == (D("109.4"), False)
    assert choose(QUARTERS, Step.QUARTER, date(2026, 10, 1), Choice.MONTH_LAG, 0) is None


def test_periods_are_named_as_people_do() -> None:
    assert Step.QUARTER.period_name(date(2026, 7, 1)) == "T3 2026"
    assert Step.MONTH.period_name(date(2026, 9, 1)) == "09/2026"
    assert Step.YEAR.period_name(date(2026, 1, 1)) == "2026"
    assert Step.QUARTER.first_day(date(2026, 9, 30)) == date(2026, 7, 1)
