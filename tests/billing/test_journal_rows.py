from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.journals import a_row, an_entry, read_one, refusals
from wochorus.billing.journal_format import COLUMNS, JOURNAL
from wochorus.billing.tax_lines import TaxLine
from wochorus.core.errors import InvalidInput
from wochorus.spreadsheets.layout import Layout, recognise
from wochorus.spreadsheets.row_reading import unshielded
from wochorus.spreadsheets.writing import shielded

if TYPE_CHECKING:
    from collections.abc import Mapping


def test_a_good_row_becomes_an_invoice() -> None:
    entry = an_entry()
    assert entry.key == (2026, "FA-1")
    assert entry.customer.siret == "12345678200051"
    assert entry.fields["kind"] == "380"
    assert entry.fields["amount_due"] == Decimal(120)
    assert entry.breakdown == (TaxLine(Decimal(20), Decimal(100), Decimal(20)),)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("number", "N° facture"),
        ("date", "Date"),
        ("code", "Code client"),
        ("ht", "Total HT"),
        ("tva", "Total TVA"),
        ("ttc", "Total TTC"),
    ],
)
def test_a_row_without_an_obligatory_value_is_refused(name: str, title: str) -> None:
    assert refusals(**{name: ""}) == [f"{title} : valeur obligatoire : remplissez la cellule"]


def test_every_error_of_a_row_is_told_at_once() -> None:
    errors = refusals(date="hier", ht="cent", kind="devis", number="", currency="USD")
    assert sorted(error.split(" : ")[0] for error in errors) == [
        "Date",
        "Devise",
        "N° facture",
        "Total HT",
        "Type",
    ]


def test_what_chorus_would_refuse_is_no_business_of_the_import() -> None:
    entry = an_entry(number="F" * 60, siret="123", ttc="7,00", engagement="E" * 255)
    assert entry.fields["total_with_tax"] == Decimal(7)


def test_a_number_longer_than_the_column_is_refused() -> None:
    assert refusals(number="F" * 61) == ["N° facture : attendu : 60 caractères au plus (ici 61)"]


def test_an_empty_type_is_an_invoice() -> None:
    assert an_entry(kind="").fields["kind"] == "380"


NEGATIVE = {"ht": "-100,00", "tva": "-20,00", "ttc": "-120,00"}


def test_a_credit_note_in_negative_is_turned_positive() -> None:
    negative = an_entry(kind="Avoir", prepaid="-20", net="-100", **NEGATIVE)
    positive = an_entry(kind="Avoir", prepaid="20", net="100")
    assert negative.fields == positive.fields
    assert negative.breakdown == positive.breakdown


def test_a_credit_note_of_both_signs_is_refused() -> None:
    assert "tout en positif ou tout en négatif" in refusals(kind="Avoir", ht="-100,00")[0]
    assert "tout en positif" in refusals(kind="Avoir", net="120,00", **NEGATIVE)[0]


def test_a_credit_note_with_more_paid_than_due_keeps_its_negative_balance() -> None:
    entry = an_entry(kind="Avoir", prepaid="150,00", net="-30,00")
    assert entry.fields["amount_due"] == Decimal(-30)


def test_a_negative_invoice_is_told_to_be_a_credit_note() -> None:
    assert "mettez « Avoir »" in refusals(**NEGATIVE)[0]


def test_the_amount_due_follows_from_the_advance_unless_it_is_told() -> None:
    assert an_entry(prepaid="50").fields["amount_due"] == Decimal(70)
    assert an_entry(prepaid="50", net="0").fields["amount_due"] == Decimal(0)


def test_several_rates_need_each_their_base_and_tax() -> None:
    row = a_row() | {"Base HT 1": "60", "Montant TVA 1": "12", "Taux TVA 2": "10"}
    assert read_one(row)[1] == ["Base HT 2 : il faut le taux, la base et la TVA n° 2"]
    entry, errors = read_one(row | {"Base HT 2": "40", "Montant TVA 2": "4"})
    assert not errors
    assert entry is not None
    assert entry.breakdown == (
        TaxLine(Decimal(10), Decimal(40), Decimal(4)),
        TaxLine(Decimal(20), Decimal(60), Decimal(12)),
    )


def test_the_same_rate_twice_is_refused() -> None:
    extra = {"Base HT 1": "50", "Montant TVA 1": "10", "Taux TVA 3": "20,00", "Base HT 3": "50"}
    errors = read_one(a_row() | extra | {"Montant TVA 3": "10"})[1]
    assert errors == ["Taux TVA 3 : le même taux figure deux fois : additionnez ses montants"]


def test_a_base_without_rate_is_refused() -> None:
    assert read_one(a_row(rate="") | {"Base HT 1": "50"})[1] == [
        "Taux TVA 1 : il faut le taux, la base et la TVA n° 1"
    ]


def test_an_invoice_without_rate_has_an_empty_breakdown() -> None:
    assert an_entry(rate="").breakdown == ()


def test_a_file_without_the_column_says_nothing_of_it() -> None:
    row = {title: cell for title, cell in a_row().items() if title != "Taux TVA 1"}
    entry = read_one(row)[0]
    assert entry is not None
    assert entry.breakdown is None
    assert "payment_means" not in entry.fields
    assert entry.annexes is None


def test_titles_are_recognised_whatever_their_accents_and_punctuation() -> None:
    layout = recognise(
        ["NUMERO DE FACTURE", "date", "Code  Client", "ht", "T.V.A.", "TTC", "N°MARCHE"],
        "x.csv",
        JOURNAL,
    )
    assert layout.titles["number"] == "NUMERO DE FACTURE"
    assert layout.titles["marche"] == "N°MARCHE"
    assert layout.titles["total_tax"] == "T.V.A."
    assert layout.ignored == ()


def test_unknown_titles_are_told_and_our_own_are_not() -> None:
    layout = _layout({**a_row(), "Couleur": "", "Erreur": "", "N° Chorus": "", "Motif": ""})
    assert layout.ignored == ("Couleur",)


def test_missing_columns_are_all_named() -> None:
    with pytest.raises(InvalidInput, match="N° facture, Code client, Total HT, Total TVA"):
        recognise(["Date", "Total TTC"], "x.csv", JOURNAL)


def test_two_titles_for_one_column_are_refused() -> None:
    with pytest.raises(InvalidInput, match="« Total HT » et « Montant HT »"):
        _layout({**a_row(), "Montant HT": ""})


def _layout(row: Mapping[str, str]) -> Layout:
    return recognise(list(row), "x.csv", JOURNAL)


def test_the_examples_of_the_template_are_good_rows() -> None:
    for position in (0, 1):
        row = {column.header: column.examples[position] for column in COLUMNS}
        entry, errors = read_one(row)
        assert not errors
        assert entry is not None


@given(st.text())
def test_a_shielded_text_reads_as_itself_and_is_never_a_formula(text: str) -> None:
    assert unshielded(shielded(text)) == text
    assert not shielded(text).startswith(("=", "+", "-", "@"))
