"""Lines that come with a journal: all those of an invoice, agreeing with it, or none."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from python_calamine import load_workbook

from billing.journals import a_csv, a_line, a_row, a_workbook
from support.records import a_company
from wochorus.billing.importer import JournalReport, import_journal
from wochorus.billing.journal_format import COLUMNS
from wochorus.billing.line_format import LINE_COLUMNS
from wochorus.billing.models import DepositState, Invoice, InvoiceLine, TaxBreakdown
from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from wochorus.accounts.models import Company

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Company:
    return a_company()


def bring(
    company: Company,
    folder: Path,
    rows: Iterable[Mapping[str, str]],
    lines: Iterable[Mapping[str, str]] | None = None,
    *,
    partial: bool = False,
) -> JournalReport:
    """Import CSVs."""
    journal = a_csv(folder / "journal.csv", rows)
    detail = a_csv(folder / "lignes.csv", lines) if lines is not None else None
    return import_journal(company, journal, lines_path=detail, partial=partial)


def messages(report: JournalReport) -> list[str]:
    return [f"{e.sheet or 'Journal'} {e.row} {e.column} : {e.message}" for e in report.errors]


def lines_of(number: str) -> list[tuple[str, Decimal]]:
    lines = InvoiceLine.objects.filter(invoice__number=number).order_by("position")
    return list(lines.values_list("name", "net_amount"))


def vat_of(number: str) -> list[tuple[str, Decimal, Decimal, Decimal]]:
    taxes = TaxBreakdown.objects.filter(invoice__number=number).order_by("rate", "category")
    return list(taxes.values_list("category", "rate", "taxable_amount", "tax_amount"))


TWO_LINES = (
    a_line(price="15,00", name="Entretien"),
    a_line(quantity="1", unit="forfait", price="40", name="Vitrerie"),
)
"""60,00 € and 40,00 €: the good row."""


def test_lines_come_in_from_a_file_beside_the_journal(company: Company, tmp_path: Path) -> None:
    report = bring(company, tmp_path, [a_row(), a_row(number="FA-2")], TWO_LINES)
    assert (report.complete, report.added, report.lines) == (True, 2, 2)
    assert lines_of("FA-1") == [("Entretien", Decimal(60)), ("Vitrerie", Decimal(40))]
    assert lines_of("FA-2") == []
    first, second = InvoiceLine.objects.order_by("position")
    assert (first.identifier, first.position, second.identifier) == ("1", 1, "2")
    assert (first.unit, second.unit) == ("HUR", "LS")


@pytest.mark.parametrize("names", [("Journal", "Lignes"), ("LIGNES", "Factures du mois")])
def test_the_sheet_of_the_lines_is_found_by_its_name(
    company: Company, tmp_path: Path, names: tuple[str, str]
) -> None:
    content = {"lignes": TWO_LINES}
    sheets = {name: content.get(name.lower(), (a_row(),)) for name in names}
    report = import_journal(company, a_workbook(tmp_path / "j.xlsx", sheets))
    assert (report.complete, report.lines) == (True, 2), messages(report)
    assert len(lines_of("FA-1")) == 2


def test_a_workbook_without_lines_has_none(company: Company, tmp_path: Path) -> None:
    sheets = {"Journal": [a_row()], "Notes": [{"libre": "texte"}]}
    report = import_journal(company, a_workbook(tmp_path / "j.xlsx", sheets))
    assert (report.complete, report.lines) == (True, 0)


def test_real_numbers_of_a_workbook_say_the_same(company: Company, tmp_path: Path) -> None:
    typed: dict[str, object] = {
        **a_line(),
        "Quantité": 108.108,
        "Prix unitaire HT": 0.925,
        "Taux TVA": 20,
    }
    sheets: dict[str, list[Mapping[str, object]]] = {"Journal": [a_row()], "Lignes": [typed]}
    report = import_journal(company, a_workbook(tmp_path / "j.xlsx", sheets))
    assert report.complete, messages(report)
    line = InvoiceLine.objects.get()
    assert (line.quantity, line.price) == (Decimal("108.108"), Decimal("0.925"))


def test_the_same_files_twice_change_nothing(company: Company, tmp_path: Path) -> None:
    bring(company, tmp_path, [a_row()], TWO_LINES)
    before = list(InvoiceLine.objects.values())
    report = bring(company, tmp_path, [a_row()], TWO_LINES)
    assert (report.unchanged, report.updated) == (1, 0)
    assert list(InvoiceLine.objects.values()) == before


def test_new_lines_replace_all_the_former_ones(company: Company, tmp_path: Path) -> None:
    bring(company, tmp_path, [a_row(), a_row(number="FA-2")], TWO_LINES)
    report = bring(company, tmp_path, [a_row(), a_row(number="FA-2")], [a_line(name="Tout")])
    assert (report.updated, report.unchanged) == (1, 1)
    assert lines_of("FA-1") == [("Tout", Decimal(100))]


def test_an_invoice_that_no_line_names_keeps_its_lines(company: Company, tmp_path: Path) -> None:
    bring(company, tmp_path, [a_row()], TWO_LINES)
    assert bring(company, tmp_path, [a_row()]).unchanged == 1
    rows = [a_row(subject="Autre objet"), a_row(number="FA-2")]
    report = bring(company, tmp_path, rows, [a_line(number="FA-2")])
    assert (report.updated, report.added) == (1, 1)
    assert len(lines_of("FA-1")) == 2


def test_totals_that_leave_their_lines_behind_are_refused(company: Company, tmp_path: Path) -> None:
    bring(company, tmp_path, [a_row()], TWO_LINES)
    report = bring(company, tmp_path, [a_row(ht="200", tva="40", ttc="240")])
    assert messages(report) == [
        (
            "Journal 2 Total HT : les lignes de cette facture font 100,00\u00a0€ HT, le journal "
            "dit 200,00\u00a0€ : corrigez les lignes ou le journal"
        )
    ]
    assert Invoice.objects.get().total_without_tax == Decimal(100)


@pytest.mark.parametrize("state", ["reserved", "deposited"])
def test_the_lines_of_an_invoice_that_left_never_change(
    company: Company, tmp_path: Path, state: str
) -> None:
    bring(company, tmp_path, [a_row()], TWO_LINES)
    Invoice.objects.update(deposit_state=state)
    report = bring(company, tmp_path, [a_row()], [a_line()])
    label = DepositState(state).label
    (message,) = messages(report)
    assert f"la facture est à l'état « {label} » et ne change plus (lignes)" in message
    assert len(lines_of("FA-1")) == 2


def test_lines_that_do_not_make_the_total_are_refused_with_both_figures(
    company: Company, tmp_path: Path
) -> None:
    report = bring(company, tmp_path, [a_row()], [a_line(quantity="3,9")])
    assert messages(report) == [
        (
            "Journal 2 Total HT : les lignes de cette facture font 97,50\u00a0€ HT, le journal dit "
            "100,00\u00a0€ : corrigez les lignes ou le journal"
        )
    ]
    assert not Invoice.objects.exists()


def test_the_lines_of_each_rate_make_its_base(company: Company, tmp_path: Path) -> None:
    rates = {"Base HT 1": "60", "Montant TVA 1": "12", "Taux TVA 2": "10", "Base HT 2": "40"}
    row = a_row(tva="16", ttc="116") | rates | {"Montant TVA 2": "4"}
    good = [a_line(price="15"), a_line(quantity="1", price="40", rate="10")]
    assert bring(company, tmp_path, [row], good).complete
    wrong = [a_line(price="15"), a_line(quantity="1", price="40", rate="5,5")]
    assert messages(bring(company, tmp_path, [row], wrong)) == [
        (
            "Journal 2 Taux TVA 1 : des lignes ont un taux de 5,5 %, la facture ne l'a pas : "
            "corrigez les lignes ou le journal"
        ),
        (
            "Journal 2 Taux TVA 2 : la facture a un taux de 10 %, aucune de ses lignes ne l'a : "
            "corrigez les lignes ou le journal"
        ),
    ]
    moved = [a_line(price="20"), a_line(quantity="1", price="20", rate="10")]
    assert [
        message.split(" : ")[0] for message in messages(bring(company, tmp_path, [row], moved))
    ] == [
        "Journal 2 Base HT 2",
        "Journal 2 Base HT 1",
    ]


def test_the_vat_of_the_rates_makes_the_total(company: Company, tmp_path: Path) -> None:
    row = a_row() | {"Base HT 1": "100", "Montant TVA 1": "19,99"}
    (message,) = messages(bring(company, tmp_path, [row], [a_line()]))
    assert "la TVA des taux fait 19,99\u00a0€, le total dit 20,00\u00a0€" in message
    assert message.startswith("Journal 2 Total TVA")


@pytest.mark.parametrize("columns", ["blank", "absent"])
def test_vat_that_the_journal_does_not_tell_is_computed_from_the_lines(
    company: Company, tmp_path: Path, columns: str
) -> None:
    row = a_row(rate="", tva="16", ttc="116")
    if columns == "absent":
        del row["Taux TVA 1"]
    lines = [a_line(price="15"), a_line(quantity="1", price="40", rate="10")]
    assert bring(company, tmp_path, [row], lines).complete
    assert vat_of("FA-1") == [
        ("S", Decimal(10), Decimal(40), Decimal(4)),
        ("S", Decimal(20), Decimal(60), Decimal(12)),
    ]
    wrong = bring(company, tmp_path, [row | {"Total TVA": "16,01"}], lines)
    assert "la TVA des taux fait 16,00\u00a0€, le total dit 16,01\u00a0€" in messages(wrong)[0]


def test_the_category_of_the_lines_completes_that_of_the_journal(
    company: Company, tmp_path: Path
) -> None:
    row = a_row(rate="0", tva="0", ttc="100")
    lines = [a_line(rate="0", category="Autoliquidation")]
    assert bring(company, tmp_path, [row], lines).complete
    assert vat_of("FA-1") == [("AE", Decimal(0), Decimal(100), Decimal(0))]
    assert bring(company, tmp_path, [row]).unchanged == 1


def test_a_rate_of_zero_without_lines_nor_category_stays_unknown(
    company: Company, tmp_path: Path
) -> None:
    assert bring(company, tmp_path, [a_row(rate="0", tva="0", ttc="100")]).complete
    assert vat_of("FA-1") == [("", Decimal(0), Decimal(100), Decimal(0))]


def test_a_file_without_the_columns_keeps_the_reason_that_is_known(
    company: Company, tmp_path: Path
) -> None:
    told = {"Catégorie TVA 1": "Exonérée", "Motif exonération 1": "VATEX-EU-132 Art. 261 du CGI"}
    row = a_row(rate="", tva="0", ttc="100")
    assert bring(company, tmp_path, [row | told]).complete
    assert bring(company, tmp_path, [a_row(rate="0", tva="0", ttc="100")]).unchanged == 1
    tax = TaxBreakdown.objects.get()
    assert (tax.category, tax.exemption_code, tax.exemption_reason) == (
        "E",
        "VATEX-EU-132",
        "Art. 261 du CGI",
    )


def test_two_reasons_at_the_same_rate_are_two_entries(company: Company, tmp_path: Path) -> None:
    lines = [
        a_line(price="15", rate="0", category="AE"),
        a_line(quantity="1", price="40", rate="0", category="E"),
    ]
    row = a_row(rate="", tva="0", ttc="100")
    assert bring(company, tmp_path, [row], lines).complete
    assert [tax[0] for tax in vat_of("FA-1")] == ["AE", "E"]


@pytest.mark.parametrize("sign", ["", "-"])
@pytest.mark.parametrize("part", ["quantity", "price"])
def test_the_lines_of_a_credit_note_are_written_either_way(
    company: Company, tmp_path: Path, sign: str, part: str
) -> None:
    row = a_row(kind="Avoir", ht="-100", tva="-20", ttc="-120")
    values = {"quantity": "4", "price": "25"}
    lines = [a_line(**{**values, part: f"{sign}{values[part]}"})]
    assert bring(company, tmp_path, [row], lines).complete
    line = InvoiceLine.objects.get()
    assert (line.quantity, line.price, line.net_amount) == (Decimal(4), Decimal(25), Decimal(100))


def test_a_discount_is_a_line_too(company: Company, tmp_path: Path) -> None:
    lines = [a_line(price="30"), a_line(quantity="-1", price="20", name="Remise")]
    assert bring(company, tmp_path, [a_row()], lines).complete
    assert lines_of("FA-1")[1] == ("Remise", Decimal(-20))


def test_a_line_of_an_unknown_invoice_is_refused(company: Company, tmp_path: Path) -> None:
    report = bring(company, tmp_path, [a_row()], [*TWO_LINES, a_line(number="FA-9")])
    assert messages(report) == [
        "Lignes 4 N° facture : cette facture n'est pas dans le journal : ajoutez-la, ou corrigez"
    ]
    assert (report.imported, report.rejected) == (False, 0)


def test_the_date_tells_two_invoices_of_one_number_apart(company: Company, tmp_path: Path) -> None:
    rows = [a_row(), a_row(date="24/11/2025", ht="50", tva="10", ttc="60")]
    lines = [a_line(date="24/11/2026"), a_line(date="24/11/2025", quantity="2")]
    report = bring(company, tmp_path, rows, lines)
    assert report.complete, messages(report)
    found = InvoiceLine.objects.order_by("net_amount").values_list("invoice__issue_date", flat=True)
    assert list(found) == [date(2025, 11, 24), date(2026, 11, 24)]
    undated = bring(company, tmp_path, rows, [a_line()])
    assert "est dans le journal en 2026 et 2025 : remplissez la date" in messages(undated)[0]
    wrong = bring(company, tmp_path, rows, [a_line(date="25/11/2026")])
    assert messages(wrong)[0] == (
        "Lignes 2 Date : dans le journal, cette facture est datée du 24/11/2026, 24/11/2025"
    )


def test_a_changed_invoice_does_not_hide_a_new_one_of_its_number(
    company: Company, tmp_path: Path
) -> None:
    bring(company, tmp_path, [a_row()], [a_line()])
    rows = [a_row(subject="Autre"), a_row(date="24/11/2025")]
    lines = [a_line(date="24/11/2026", name="Autre"), a_line(date="24/11/2025")]
    report = bring(company, tmp_path, rows, lines)
    assert (report.updated, report.added, report.errors) == (1, 1, [])


def test_a_line_number_serves_once_in_an_invoice(company: Company, tmp_path: Path) -> None:
    lines = [a_line(identifier="2", price="15"), a_line(quantity="1", price="40")]
    report = bring(company, tmp_path, [a_row()], lines)
    assert messages(report) == [
        (
            "Lignes 3 N° ligne : deux lignes de la facture FA-1 ont le n° 2 : numérotez-les "
            "toutes, chacune autrement"
        )
    ]


def test_all_the_errors_of_both_tables_are_told_and_nothing_comes_in(
    company: Company, tmp_path: Path
) -> None:
    rows = [a_row(), a_row(number="FA-2", date="hier"), a_row(number="FA-3")]
    lines = [a_line(unit="bidule"), a_line(number="FA-2"), a_line(number="FA-3", price="1")]
    report = bring(company, tmp_path, rows, lines)
    assert [message.split(" : ")[0] for message in messages(report)] == [
        "Journal 3 Date",
        "Journal 4 Total HT",
        "Lignes 2 Unité",
    ]
    assert report.rejected == 3
    assert not Invoice.objects.exists()


def test_an_invoice_is_never_half_imported(company: Company, tmp_path: Path) -> None:
    rows = [a_row(), a_row(number="FA-2")]
    lines = [*TWO_LINES, a_line(number="FA-2", price="15"), a_line(number="FA-2", unit="bidule")]
    report = bring(company, tmp_path, rows, lines, partial=True)
    assert (report.added, report.rejected) == (1, 1)
    assert list(Invoice.objects.values_list("number", flat=True)) == ["FA-1"]
    assert report.error_file == tmp_path / "journal.erreurs.csv"
    assert report.lines_error_file == tmp_path / "lignes.erreurs.csv"
    assert "voir les lignes de cette facture" in report.error_file.read_text("utf-8-sig")
    refused = report.lines_error_file.read_text("utf-8-sig")
    assert refused.count("FA-2") == 2
    assert "FA-1" not in refused
    fixed = refused.replace("bidule", "forfait").replace("4;heure;15", "4;heure;10")
    fixed = fixed.replace("4;forfait;25,00", "1;forfait;60,00")
    report.lines_error_file.write_text(fixed, encoding="utf-8")
    again = import_journal(company, report.error_file, lines_path=report.lines_error_file)
    assert again.complete, messages(again)
    assert len(lines_of("FA-2")) == 2


def test_a_workbook_gives_its_refused_lines_back_on_a_sheet(
    company: Company, tmp_path: Path
) -> None:
    sheets = {
        "Journal": [a_row(), a_row(number="FA-2")],
        "Lignes": [*TWO_LINES, a_line(number="FA-2", price="1"), a_line(number="FA-9")],
    }
    path = a_workbook(tmp_path / "j.xlsx", sheets)
    report = import_journal(company, path, partial=True)
    assert (report.added, report.rejected, report.lines_error_file) == (1, 1, None)
    assert report.error_file is not None
    book = load_workbook(report.error_file)
    assert book.sheet_names == ["Journal", "Lignes"]
    numbers = [row[0] for row in book.get_sheet_by_name("Lignes").to_python()[1:]]
    assert numbers == ["FA-2", "FA-9"]
    again = import_journal(company, report.error_file)
    assert [error.row for error in again.errors] == [2, 3]


def test_lines_given_twice_are_refused(company: Company, tmp_path: Path) -> None:
    path = a_workbook(tmp_path / "j.xlsx", {"Journal": [a_row()], "Lignes": TWO_LINES})
    lines = a_csv(tmp_path / "lignes.csv", TWO_LINES)
    with pytest.raises(InvalidInput, match="deux fois"):
        import_journal(company, path, lines_path=lines)


def test_a_sheet_of_lines_without_its_columns_says_which_sheet(
    company: Company, tmp_path: Path
) -> None:
    path = a_workbook(tmp_path / "j.xlsx", {"Journal": [a_row()], "Lignes": [{"N° facture": "1"}]})
    with pytest.raises(InvalidInput, match="Désignation") as refusal:
        import_journal(company, path)
    assert refusal.value.where == "j.xlsx, feuille « Lignes »"
    assert "doit porter un autre nom" in refusal.value.remedy


def test_a_row_with_too_many_cells_is_one_error_and_the_others_come_in(
    company: Company, tmp_path: Path
) -> None:
    path = a_csv(tmp_path / "j.csv", [a_row(), a_row(number="FA-2")])
    text = path.read_text("utf-8").replace("FA-2;", "FA;2;")
    path.write_text(text, encoding="utf-8")
    report = import_journal(company, path)
    (message,) = messages(report)
    assert message.startswith("Journal 3 au-delà de la dernière colonne : la ligne a plus de")
    partial = import_journal(company, path, partial=True)
    assert (partial.added, partial.rejected) == (1, 1)
    assert partial.error_file is not None
    kept = partial.error_file.read_text("utf-8-sig").splitlines()[1]
    assert kept.startswith("FA;2;Facture")
    assert kept.endswith(";Nettoyage de l'école")
    again = import_journal(company, partial.error_file)
    assert len(again.errors) == 1


def test_the_facts_of_an_e_invoice_come_in(company: Company, tmp_path: Path) -> None:
    row = a_row() | {
        "Début de période": "01/11/2026",
        "Fin de période": "30/11/2026",
        "Date d'exécution": "30/11/2026",
        "Conditions de paiement": "30 jours",
        "Catégorie d'opération": "Mixte",
        "Complément d'adresse": "Bâtiment B",
        "Pays": "Belgique",
        "N° TVA": "BE 0123.456.789",
        "Adresse électronique": "123456782_12345678200051",
    }
    assert bring(company, tmp_path, [row]).complete
    invoice = Invoice.objects.select_related("customer").get()
    assert (invoice.period_start, invoice.period_end) == (date(2026, 11, 1), date(2026, 11, 30))
    assert (invoice.delivery_date, invoice.payment_terms) == (date(2026, 11, 30), "30 jours")
    assert invoice.operation_category == "M"
    customer = invoice.customer
    assert (customer.address_line_2, customer.country) == ("Bâtiment B", "BE")
    assert (customer.vat_number, customer.electronic_address) == (
        "BE0123456789",
        "123456782_12345678200051",
    )
    backward = bring(company, tmp_path, [row | {"Fin de période": "01/10/2026"}])
    assert "la période finit avant de commencer" in messages(backward)[0]


def test_an_invoice_is_for_services_in_france_unless_told(company: Company, tmp_path: Path) -> None:
    assert bring(company, tmp_path, [a_row()]).complete
    invoice = Invoice.objects.select_related("customer").get()
    assert (invoice.operation_category, invoice.customer.country) == ("S", "FR")


def test_the_examples_of_the_template_agree_with_each_other(
    company: Company, tmp_path: Path
) -> None:
    rows = [{c.header: c.examples[place] for c in COLUMNS} for place in range(2)]
    lines = [{c.header: c.examples[place] for c in LINE_COLUMNS} for place in range(3)]
    report = bring(company, tmp_path, rows, lines)
    assert (report.added, report.errors) == (2, [])
