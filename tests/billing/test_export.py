from __future__ import annotations

import string
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing.journals import a_csv, a_line, a_row
from support.records import a_company, an_invoice
from wochorus.billing.export import (
    EXPORT_HEADERS,
    export_journal,
    export_line_rows,
    export_rows,
)
from wochorus.billing.importer import import_journal
from wochorus.billing.journal import EVERYTHING, JournalFilter
from wochorus.billing.models import DepositState, Invoice, TaxBreakdown
from wochorus.core.errors import InvalidInput, Permanent
from wochorus.core.money import to_cents
from wochorus.storage.tables import read_table

if TYPE_CHECKING:
    from pathlib import Path

    from wochorus.accounts.models import Company

pytestmark = pytest.mark.django_db

_LETTERS = string.ascii_letters + string.digits + "éàœ='+-@;\"|,./ "
WORDS = st.text(_LETTERS, max_size=12).map(str.strip).filter(lambda text: "E+" not in text)
CODES = st.text(string.ascii_uppercase + string.digits + "-=+@'", min_size=1, max_size=12).filter(
    lambda code: "E+" not in code
)
_FIRST, _LAST = date(1990, 1, 1), date(2090, 12, 31)
_DAYS = st.one_of(st.just(""), st.dates(min_value=_FIRST, max_value=_LAST).map(str))
AMOUNTS = st.decimals(min_value=0, max_value=Decimal("9999999.99"), places=2).map(str)


@st.composite
def journals(draw: st.DrawFn) -> list[dict[str, str]]:
    """Draw journals of up to four invoices, each of its own customer."""
    numbers = draw(st.lists(CODES, min_size=1, max_size=4, unique=True))
    return [draw(_rows(number, index)) for index, number in enumerate(numbers)]


def _rows(number: str, index: int) -> st.SearchStrategy[dict[str, str]]:
    changes: dict[str, st.SearchStrategy[Any]] = {
        "kind": st.sampled_from(["Facture", "Avoir", ""]),
        "date": st.dates(min_value=_FIRST, max_value=_LAST).map(str),
        "due": _DAYS,
        "client": WORDS.map(lambda text: text or "X"),
        "buyer": st.sampled_from(["", "Public", "Privé"]),
        "engagement": CODES,
        "service": WORDS,
        "vat": st.sampled_from(_VAT),
        "ht": AMOUNTS,
        "tva": AMOUNTS,
        "ttc": AMOUNTS,
        "prepaid": st.one_of(st.just(""), AMOUNTS),
        "net": st.one_of(st.just(""), AMOUNTS),
        "payment": st.sampled_from(["", "Chèque", "49"]),
        "source": st.sampled_from(["", "TC"]),
        "subject": WORDS,
        "group": WORDS,
        "Début de période": _DAYS,
        "Date d'exécution": _DAYS,
        "Date de la facture d'origine": _DAYS,
        "Conditions de paiement": WORDS,
        "Catégorie d'opération": st.sampled_from(["", "Biens", "mixte"]),
        "Complément d'adresse": WORDS,
        "Pays": st.sampled_from(["", "BE", "France"]),
        "N° TVA": st.sampled_from(["", "FR44732829320", "be 0123456789"]),
        "Adresse électronique": CODES,
    }
    return st.fixed_dictionaries(changes).map(
        lambda drawn: a_row(number=number, code=f"C{index}", **_with_vat(drawn))
    )


_VAT = (
    ("", "", ""),
    ("20", "", ""),
    ("5,5", "Taxée", ""),
    ("0", "", ""),
    ("0", "Exonérée", "VATEX-EU-132 Art. 261 du CGI"),
    ("", "Autoliquidation", "Autoliquidation"),
)
"""Rates, categories and reasons of the only rate of an invoice."""


def _with_vat(drawn: dict[str, Any]) -> dict[str, str]:
    rate, category, reason = drawn.pop("vat")
    return {**drawn, "rate": rate, "Catégorie TVA 1": category, "Motif exonération 1": reason}


_CATEGORIES = ("", "Autoliquidation", "Exonérée", "Hors champ")


@st.composite
def detailed_journals(draw: st.DrawFn) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Draw journals whose invoices have lines; their VAT is left to be computed."""
    rows, lines = [], []
    for number, row in enumerate(draw(journals())):
        drawn = draw(st.lists(_lines(), min_size=1, max_size=4))
        own = [{**line, "N° facture": row["N° facture"], "Date": row["Date"]} for line in drawn]
        untold = {"Taux TVA 1": "", "Catégorie TVA 1": "", "Motif exonération 1": ""}
        rows.append(row | _totals(own) | untold | {"Code client": f"C{number}"})
        lines += own
    return rows, lines


def _lines() -> st.SearchStrategy[dict[str, str]]:
    numbers = st.decimals(min_value="0.0001", max_value=9999, places=4)
    prices = st.decimals(min_value=0, max_value=9999, places=6)
    taxes = st.one_of(
        st.sampled_from([("20", ""), ("5,5", "")]),
        st.sampled_from(_CATEGORIES[1:]).map(lambda category: ("0", category)),
    )
    return st.builds(
        lambda quantity, price, tax, text, unit: a_line(
            quantity=f"{quantity:f}",
            price=f"{price:f}",
            rate=tax[0],
            category=tax[1],
            name=text or "X",
            description=text,
            unit=unit,
            note=text,
        ),
        numbers,
        prices,
        taxes,
        WORDS,
        st.sampled_from(["", "heure", "m²", "KWT"]),
    )


def _totals(lines: list[dict[str, str]]) -> dict[str, str]:
    """Add up lines as any billing software would."""
    bases: dict[tuple[str, str], Decimal] = {}
    for line in lines:
        key = (line["Taux TVA"], line["Catégorie TVA"])
        amount = to_cents(Decimal(line["Quantité"]) * Decimal(line["Prix unitaire HT"]))
        bases[key] = bases.get(key, Decimal(0)) + amount
    rates = {key: Decimal(key[0].replace(",", ".")) for key in bases}
    tax = sum((to_cents(base * rates[key] / 100) for key, base in bases.items()), Decimal(0))
    total = sum(bases.values(), Decimal(0))
    amounts = {"Total HT": total, "Total TVA": tax, "Total TTC": total + tax}
    return {title: f"{amount:.2f}" for title, amount in amounts.items()}


def everything(company: Company) -> list[list[Any]]:
    return [[str(cell) for cell in row] for row in export_rows(company)]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(rows=journals())
def test_what_is_exported_comes_in_again_and_changes_nothing(
    tmp_path: Path, suffix: str, rows: list[dict[str, str]]
) -> None:
    with transaction.atomic():
        company = a_company("une")
        first = import_journal(company, a_csv(tmp_path / "j.csv", rows))
        assert first.complete, first.errors
        exported = tmp_path / f"export{suffix}"
        assert export_journal(company, EVERYTHING, exported).invoices == len(rows)
        again = import_journal(company, exported)
        assert (again.unchanged, again.errors) == (len(rows), [])
        assert again.ignored_columns == ()
        other = a_company("deux", "12345678200028")
        import_journal(other, exported)
        assert everything(other) == everything(company)
        transaction.set_rollback(True)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(journal=detailed_journals())
def test_the_lines_exported_come_in_again_and_change_nothing(
    tmp_path: Path, suffix: str, journal: tuple[list[dict[str, str]], list[dict[str, str]]]
) -> None:
    rows, lines = journal
    beside = tmp_path / "lignes-export.csv" if suffix == ".csv" else None
    with transaction.atomic():
        company, other = a_company("une"), a_company("deux", "12345678200028")
        first = import_journal(
            company,
            a_csv(tmp_path / "j.csv", rows),
            lines_path=a_csv(tmp_path / "l.csv", lines),
        )
        assert first.complete, first.errors
        path = tmp_path / f"export{suffix}"
        exported = export_journal(company, EVERYTHING, path, beside)
        assert (exported.invoices, exported.lines) == (len(rows), len(lines))
        again = import_journal(company, path, lines_path=beside)
        assert (again.unchanged, again.errors) == (len(rows), [])
        import_journal(other, path, lines_path=beside)
        assert everything(other) == everything(company)
        assert list(export_line_rows(other)) == list(export_line_rows(company))
        transaction.set_rollback(True)


def test_the_lines_that_a_csv_leaves_out_are_counted(tmp_path: Path) -> None:
    company = a_company()
    rows, lines = a_csv(tmp_path / "j.csv", [a_row()]), a_csv(tmp_path / "l.csv", [a_line()])
    import_journal(company, rows, lines_path=lines)
    exported = export_journal(company, EVERYTHING, tmp_path / "x.csv")
    assert (exported.lines, exported.lines_left_out) == (0, 1)
    with pytest.raises(InvalidInput, match="en CSV lui aussi"):
        export_journal(company, EVERYTHING, tmp_path / "x.xlsx", tmp_path / "l.csv")


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_an_export_tells_what_became_of_the_invoices(tmp_path: Path, suffix: str) -> None:
    company = a_company()
    an_invoice(
        company,
        "FA-1",
        tmp_path,
        deposit_state=DepositState.REFUSED,
        flow_number="CPP0011113000000003142185",
        refusal="Service\ninconnu",
    )
    path = tmp_path / f"x{suffix}"
    export_journal(company, EVERYTHING, path)
    row = next(read_table(path)).cells
    assert row["N° Chorus"] == "CPP0011113000000003142185"
    assert (row["État"], row["Motif"]) == ("Refusée", "Service inconnu")
    assert (row["Fichier PDF"], row["Mode de règlement"]) == ("FA-1.pdf", "Virement")
    assert list(row) == list(EXPORT_HEADERS)


def test_no_cell_of_an_export_is_a_formula(tmp_path: Path) -> None:
    company = a_company()
    an_invoice(company, "=1+1", subject="@SUM(A1)", engagement="+33", chantier="-x")
    path = tmp_path / "x.csv"
    export_journal(company, EVERYTHING, path)
    cells = path.read_text(encoding="utf-8-sig").splitlines()[1].split(";")
    assert not [cell for cell in cells if cell[:1] in set("=+-@")]
    assert "'=1+1" in cells


def test_the_filter_chooses_what_is_exported(tmp_path: Path) -> None:
    company = a_company()
    an_invoice(company, "FA-1")
    an_invoice(company, "FA-2")
    wanted = JournalFilter(numbers=("FA-2",))
    assert export_journal(company, wanted, tmp_path / "x.csv").invoices == 1


def test_an_invoice_of_more_rates_than_the_format_has_is_told(tmp_path: Path) -> None:
    company = a_company()
    invoice = an_invoice(company, "FA-1")
    for rate in range(1, 6):
        TaxBreakdown.objects.create(invoice=invoice, rate=rate, taxable_amount=1, tax_amount=0)
    with pytest.raises(Permanent, match="cette facture en a 6"):
        export_journal(company, EVERYTHING, tmp_path / "x.csv")
    assert list(tmp_path.glob("*.csv")) == []
    assert list(tmp_path.glob(".x*")) == []


def test_an_export_reads_the_journal_in_few_queries(
    tmp_path: Path, django_assert_num_queries: Any
) -> None:
    company = a_company()
    for number in range(30):
        an_invoice(company, f"FA-{number}")
    with django_assert_num_queries(5):
        export_journal(company, EVERYTHING, tmp_path / "x.csv")
    assert Invoice.objects.count() == 30


def test_an_internal_document_that_is_exported_never_comes_in_as_one_to_deposit(
    tmp_path: Path,
) -> None:
    company = a_company()
    an_invoice(company, "F1-AV", deposit_state=DepositState.INTERNAL)
    path = tmp_path / "export.csv"
    export_journal(company, EVERYTHING, path)
    assert import_journal(company, path).unchanged == 1
    other = a_company("autre", "12345678200077")
    report = import_journal(other, path)
    assert not report.imported
    assert "annulation interne" in report.errors[0].message
    assert not Invoice.objects.filter(company=other).exists()
