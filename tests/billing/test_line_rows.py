"""One line of an invoice: what its cells may say, and what is told when they do not agree."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.journals import line_of, read_line
from wochorus.core.money import to_cents
from wochorus.spreadsheets.line_cells import price, quantity


def test_a_good_row_becomes_a_line() -> None:
    line = line_of(
        identifier="10", description="Passages", start="01/11/2026", end="30/11/2026", order="7"
    )
    assert (line.identifier, line.name, line.description) == (
        "10",
        "Entretien courant",
        "Passages",
    )
    assert (line.quantity, line.unit, line.price) == (Decimal(4), "HUR", Decimal(25))
    assert (line.net_amount, line.tax_category, line.tax_rate) == (Decimal(100), "S", Decimal(20))
    assert (line.period_start, line.period_end) == (date(2026, 11, 1), date(2026, 11, 30))
    assert line.order_reference == "7"


def test_empty_cells_are_one_unit_and_the_computed_amount() -> None:
    line = line_of(quantity="", unit="", price="0,925")
    assert (line.quantity, line.unit, line.net_amount) == (Decimal(1), "C62", Decimal("0.93"))


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("number", "N° facture"),
        ("name", "Désignation"),
        ("price", "Prix unitaire HT"),
        ("rate", "Taux TVA"),
    ],
)
def test_a_line_without_an_obligatory_value_is_refused(name: str, title: str) -> None:
    assert read_line(**{name: ""})[1] == [f"{title} : valeur obligatoire : remplissez la cellule"]


def test_every_error_of_a_line_is_told_at_once() -> None:
    errors = read_line(quantity="beaucoup", unit="bidule", price="gratuit", rate="vingt")[1]
    assert sorted(error.split(" : ")[0] for error in errors) == [
        "Prix unitaire HT",
        "Quantité",
        "Taux TVA",
        "Unité",
    ]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"quantity": "1,23456"}, "quatre décimales au plus"),
        ({"price": "0,1234567"}, "six décimales au plus"),
        ({"price": "1000000000"}, "au plus 999999999"),
        ({"name": "x" * 256}, "255 caractères au plus"),
    ],
)
def test_what_cannot_be_kept_exactly_is_refused(changes: dict[str, str], told: str) -> None:
    (error,) = read_line(**changes)[1]
    assert told in error


def test_three_decimals_are_decimals_in_a_quantity_and_a_price() -> None:
    assert (quantity("1,234"), price("0.925")) == (Decimal("1.234"), Decimal("0.925"))


def test_an_amount_that_is_not_quantity_by_price_is_refused_with_both_figures() -> None:
    assert read_line(amount="110,00")[1] == [
        (
            "Montant HT : quantité × prix donne 100,00, et non 110,00 : corrigez l'un des trois, "
            "ou laissez le montant vide"
        )
    ]


@given(
    st.decimals(min_value="0.001", max_value="9999", places=4),
    st.decimals(min_value="0", max_value="9999", places=6),
    st.integers(2, 6),
)
def test_the_rounding_of_a_price_is_no_contradiction(
    counted: Decimal, exact: Decimal, decimals: int
) -> None:
    shown = exact.quantize(Decimal(1).scaleb(-decimals))
    amount = to_cents(counted * exact)
    line, errors = read_line(
        quantity=f"{counted:f}", price=f"{shown:f}", amount=f"{amount:f}".replace(".", ",")
    )
    assert line is not None, errors
    assert line.net_amount == amount


def test_a_negative_price_is_a_negative_quantity() -> None:
    line = line_of(quantity="2", price="-10", amount="-20")
    assert (line.quantity, line.price, line.net_amount) == (Decimal(-2), Decimal(10), Decimal(-20))


@pytest.mark.parametrize("category", ["", "S", "Taxée"])
def test_a_rate_of_zero_must_say_why(category: str) -> None:
    (error,) = read_line(rate="0", category=category)[1]
    assert error.startswith("Catégorie TVA : à 0 %, dites pourquoi")


@pytest.mark.parametrize(
    ("typed", "code"),
    [("Autoliquidation", "AE"), ("exonéré", "E"), ("O", "O"), ("Export", "G"), ("k", "K")],
)
def test_a_rate_of_zero_takes_its_category(typed: str, code: str) -> None:
    assert line_of(rate="0", category=typed).tax_category == code


def test_a_category_without_vat_has_no_rate() -> None:
    assert read_line(category="Exonérée")[1] == [
        "Catégorie TVA : « Exonérée » va avec un taux de 0 %"
    ]


def test_a_period_told_backwards_is_refused() -> None:
    (error,) = read_line(start="30/11/2026", end="01/11/2026")[1]
    assert error.startswith("Fin de période : la période finit avant de commencer")
