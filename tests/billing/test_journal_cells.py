from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wochorus.billing import journal_cells
from wochorus.core.money import format_amount
from wochorus.customers import customer_cells
from wochorus.spreadsheets import line_cells
from wochorus.spreadsheets.cells import CellRefused

AMOUNTS = st.decimals(
    min_value=Decimal("-9999999999999.99"), max_value=Decimal("9999999999999.99"), places=2
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 234,56", "1234.56"),
        ("1\u202f234,56 €", "1234.56"),
        ("1234.5", "1234.50"),
        ("-12,00", "-12.00"),
        ("1.234.567,89", "1234567.89"),
        ("1234,5600", "1234.56"),
        ("12.340000000000002", "12.34"),
        ("0", "0.00"),
    ],
)
def test_an_amount_is_read_as_the_french_write_it(text: str, value: str) -> None:
    assert str(line_cells.amount(text)) == value


@pytest.mark.parametrize(
    "text", ["12,345", "1,234", "12.5000001", "abc", "12€50", "1e3", "--1", "NaN", "9" * 20]
)
def test_an_amount_that_would_need_a_guess_or_a_rounding_is_refused(text: str) -> None:
    with pytest.raises(CellRefused):
        line_cells.amount(text)


@given(AMOUNTS)
def test_an_amount_written_in_french_reads_as_itself(amount: Decimal) -> None:
    assert line_cells.amount(format_amount(amount)) == amount
    assert line_cells.amount(f"{amount:f}".replace(".", ",")) == amount


@pytest.mark.parametrize(("text", "value"), [("20", "20"), ("5,5 %", "5.5"), ("0", "0")])
def test_a_rate_is_read_in_per_cent(text: str, value: str) -> None:
    assert line_cells.rate(text) == Decimal(value)


@pytest.mark.parametrize("text", ["0,2", "0.055", "-5", "101", "vingt"])
def test_a_rate_that_is_no_percentage_is_refused(text: str) -> None:
    with pytest.raises(CellRefused, match="pour cent"):
        line_cells.rate(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("VATEX-EU-AE", ("VATEX-EU-AE", "")),
        ("vatex-fr-cgi261-4 : Exonération", ("VATEX-FR-CGI261-4", "Exonération")),
        ("VATEX-EU-132 Art. 261 du CGI", ("VATEX-EU-132", "Art. 261 du CGI")),
        ("Exonération", ("", "Exonération")),
    ],
)
def test_a_reason_without_vat_is_a_code_or_a_sentence_or_both(
    text: str, told: tuple[str, str]
) -> None:
    assert line_cells.exemption(text) == told


def test_tax_categories_are_read_by_label_code_or_habit() -> None:
    assert [
        line_cells.tax_category(text) for text in ("Autoliquidation", "ae", "AUTO LIQUIDATION")
    ] == ["AE"] * 3
    assert [line_cells.tax_category(text) for text in ("exonérée", "Exonéré", "E")] == ["E"] * 3
    assert [journal_cells.operation_category(text) for text in ("Services", "b", "Mixte")] == [
        "S",
        "B",
        "M",
    ]


def test_choices_are_read_by_label_code_or_habit() -> None:
    assert [journal_cells.kind(text) for text in ("AVOIR", "av", "381")] == ["381"] * 3
    assert [customer_cells.buyer_kind(text) for text in ("privé", "PRIVE", "private")] == [
        "private"
    ] * 3
    assert [
        customer_cells.payment_means(text) for text in ("Prélèvement", "49", "CHÈQUE", "cb")
    ] == [
        "49",
        "49",
        "20",
        "48",
    ]
    assert journal_cells.source("T.C.") == "extra_work"
    assert [line_cells.cadre(text) for text in ("a2", "A9_FACTURE_SOUSTRAITANT")] == ["A2", "A9"]


def test_an_unknown_choice_tells_the_known_ones() -> None:
    with pytest.raises(CellRefused, match="Virement, Prélèvement, Chèque"):
        customer_cells.payment_means("troc")


@pytest.mark.parametrize(
    "name", ["../secret.pdf", "/etc/passwd.pdf", "a/../../b.pdf", "C:\\x.pdf", "..\\x.pdf", "a.doc"]
)
def test_a_pdf_name_that_leaves_the_folder_or_is_no_pdf_is_refused(name: str) -> None:
    with pytest.raises(CellRefused):
        journal_cells.pdf_name(name)


def test_file_names_are_cut_at_the_bar() -> None:
    assert journal_cells.file_names("a.pdf | sous\\b.png|a.pdf|") == ("a.pdf", "sous/b.png")


def test_another_currency_than_the_euro_is_refused() -> None:
    assert journal_cells.currency("€") == "EUR"
    with pytest.raises(CellRefused, match="euros"):
        journal_cells.currency("USD")
