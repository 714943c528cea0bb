from __future__ import annotations

import threading
import zipfile
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction

from billing.journals import a_csv, a_row, an_xlsx
from support.records import a_company, a_structure, an_invoice
from wochorus.billing.importer import JournalReport, import_journal
from wochorus.billing.models import DepositState, Invoice, TaxBreakdown
from wochorus.core.errors import InvalidInput
from wochorus.customers.models import Customer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from wochorus.accounts.models import Company

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Company:
    return a_company()


def bring(
    company: Company, folder: Path, *rows: Mapping[str, str], partial: bool = False
) -> JournalReport:
    """Import ``rows`` from a CSV."""
    return import_journal(company, a_csv(folder / "journal.csv", rows), partial=partial)


def counts(report: JournalReport) -> tuple[int, int, int, int]:
    return report.added, report.updated, report.unchanged, report.rejected


def messages(report: JournalReport) -> list[str]:
    return [f"{error.row} {error.column} : {error.message}" for error in report.errors]


def state_of(company: Company) -> list[object]:
    """Show all that an import may write, moments included."""
    invoices = Invoice.objects.filter(company=company).order_by("id")
    customers = Customer.objects.filter(company=company).order_by("id")
    taxes = TaxBreakdown.objects.filter(invoice__company=company).order_by("id")
    return [list(rows.values()) for rows in (invoices, customers, taxes)]


def test_a_journal_comes_in(company: Company, tmp_path: Path) -> None:
    report = bring(company, tmp_path, a_row(), a_row(number="FA-2", rate="", source="TC"))
    assert counts(report) == (2, 0, 0, 0)
    assert (report.customers_added, report.complete) == (1, True)
    invoice = Invoice.objects.select_related("customer").get(number="FA-1")
    assert invoice.issue_date == date(2026, 11, 24)
    assert invoice.customer.siret == "12345678200051"
    assert (invoice.kind, invoice.cadre, invoice.payment_means) == ("380", "A1", "30")
    assert (invoice.deposit_state, invoice.currency) == (DepositState.TO_DEPOSIT, "EUR")
    assert [line.rate for line in invoice.tax_breakdown.all()] == [Decimal(20)]
    assert Invoice.objects.get(number="FA-2").source == "extra_work"


def test_a_workbook_with_real_dates_and_amounts_says_the_same(
    company: Company, tmp_path: Path
) -> None:
    bring(company, tmp_path, a_row())
    typed = {**a_row(), "Date": date(2026, 11, 24), "Échéance": date(2026, 12, 24)}
    typed |= {"Total HT": 100, "Total TVA": 20.0, "Total TTC": 120.0, "Taux TVA 1": 20}
    report = import_journal(company, an_xlsx(tmp_path / "j.xlsx", [typed]))
    assert counts(report) == (0, 0, 1, 0)


def test_the_same_file_twice_changes_nothing(company: Company, tmp_path: Path) -> None:
    rows = [a_row(number=f"FA-{n}", code=f"C{n % 3}") for n in range(10)]
    bring(company, tmp_path, *rows)
    before = state_of(company)
    report = bring(company, tmp_path, *rows)
    assert counts(report) == (0, 0, 10, 0)
    assert (report.customers_added, report.customers_changed) == (0, 0)
    assert state_of(company) == before


def test_a_changed_row_updates_an_invoice_that_did_not_leave(
    company: Company, tmp_path: Path
) -> None:
    bring(company, tmp_path, a_row(), a_row(number="FA-2"))
    row = a_row(engagement="", ht="200", tva="20", ttc="220", rate="10", code="C2")
    report = bring(company, tmp_path, row, a_row(number="FA-2"))
    assert counts(report) == (0, 1, 1, 0)
    invoice = Invoice.objects.get(number="FA-1")
    assert (invoice.engagement, invoice.amount_due) == ("", Decimal(220))
    assert invoice.customer.code == "C2"
    assert [line.rate for line in invoice.tax_breakdown.all()] == [Decimal(10)]
    assert invoice.created_at < invoice.updated_at


def test_a_refused_invoice_is_corrected_and_keeps_its_reason(
    company: Company, tmp_path: Path
) -> None:
    bring(company, tmp_path, a_row())
    told = {"deposit_state": DepositState.REFUSED, "refusal": "Service inconnu"}
    Invoice.objects.update(**told)
    assert counts(bring(company, tmp_path, a_row(service="BON"))) == (0, 1, 0, 0)
    invoice = Invoice.objects.get()
    assert (invoice.code_service, invoice.refusal) == ("BON", "Service inconnu")
    assert invoice.deposit_state == DepositState.REFUSED


@pytest.mark.parametrize("state", ["reserved", "ambiguous", "deposited", "integrated"])
def test_an_invoice_that_left_is_never_changed(
    company: Company, tmp_path: Path, state: str
) -> None:
    bring(company, tmp_path, a_row())
    Invoice.objects.update(deposit_state=state, flow_number="CPP001")
    before = state_of(company)
    same = bring(company, tmp_path, a_row())
    report = bring(company, tmp_path, a_row(ttc="121,00"), a_row(number="FA-2"))
    assert same.complete
    assert not report.imported
    label = DepositState(state).label
    assert messages(report)[0].startswith(
        f"2 Total TTC : la facture est à l'état « {label} » et ne change plus (Total TTC, Net à"
    )
    assert state_of(company) == before


def test_an_error_stops_everything_and_all_errors_are_told(
    company: Company, tmp_path: Path
) -> None:
    report = bring(
        company,
        tmp_path,
        a_row(),
        a_row(number="FA-2", date="hier"),
        a_row(number="FA-3", ht="1,234", kind="devis"),
        a_row(),
    )
    assert messages(report) == [
        "3 Date : attendu : une date comme 24/11/2026",
        "4 Type : attendu : une valeur parmi : Facture, Avoir",
        (
            "4 Total HT : attendu : un montant comme 1234,56 (avec trois chiffres après le "
            "séparateur, il est ambigu)"
        ),
        "5 N° facture : cette facture est déjà à la ligne 2 : n'en gardez qu'une",
    ]
    assert (report.imported, report.rejected, report.error_file) == (False, 3, None)
    assert not Invoice.objects.exists()
    assert not Customer.objects.exists()


def test_one_customer_told_in_two_ways_names_both_rows(company: Company, tmp_path: Path) -> None:
    report = bring(company, tmp_path, a_row(), a_row(number="FA-2", siret="99999999900011"))
    assert messages(report) == [
        (
            "3 SIRET : le client C1 a « 12345678200051 » à la ligne 2 : mettez la même valeur sur "
            "toutes ses lignes"
        )
    ]


def test_capitals_and_accents_are_no_contradiction(company: Company, tmp_path: Path) -> None:
    report = bring(company, tmp_path, a_row(), a_row(number="FA-2", client="MAIRIE D'ESSAI"))
    assert report.complete
    assert Customer.objects.get().name == "Mairie d'Essai"


def test_a_new_customer_needs_a_name_and_a_known_one_does_not(
    company: Company, tmp_path: Path
) -> None:
    report = bring(company, tmp_path, a_row(client=""))
    assert messages(report) == ["2 Client : le client C1 est nouveau : il lui faut un nom"]
    bring(company, tmp_path, a_row())
    assert bring(company, tmp_path, a_row(number="FA-2", client="")).complete


def test_blank_cells_never_erase_what_is_known_of_a_customer(
    company: Company, tmp_path: Path
) -> None:
    bring(company, tmp_path, a_row(group="Nord"))
    report = bring(company, tmp_path, a_row(siret="", buyer="", group="", client="Mairie Neuve"))
    customer = Customer.objects.get()
    assert (customer.name, customer.siret) == ("Mairie Neuve", "12345678200051")
    assert (customer.kind, customer.group) == ("public", "Nord")
    assert report.customers_changed == 1


def test_a_customer_that_the_directory_knows_is_public_unless_told(
    company: Company, tmp_path: Path
) -> None:
    a_structure("12345678200051")
    private = a_row(number="F2", code="C2", buyer="Privé")
    unknown = a_row(number="F3", code="C3", buyer="", siret="12345678200077")
    bring(company, tmp_path, a_row(buyer=""), private, unknown)
    kinds = dict(Customer.objects.values_list("code", "kind"))
    assert kinds == {"C1": "public", "C2": "private", "C3": ""}


def test_the_columns_that_a_file_lacks_keep_what_is_known(company: Company, tmp_path: Path) -> None:
    bring(company, tmp_path, a_row(payment="Chèque"))
    kept = {"N° facture", "Date", "Code client", "Total HT", "Total TVA", "Total TTC"}
    short = {title: cell for title, cell in a_row().items() if title in kept}
    assert counts(bring(company, tmp_path, short)) == (0, 0, 1, 0)
    bring(company, tmp_path, short | {"Total TTC": "125"})
    invoice = Invoice.objects.get()
    assert (invoice.payment_means, invoice.engagement) == ("20", "ENG-1")
    assert (invoice.total_with_tax, invoice.tax_breakdown.count()) == (Decimal(125), 1)


def test_the_same_number_in_another_year_is_another_invoice_and_may_be_a_mistake(
    company: Company, tmp_path: Path
) -> None:
    bring(company, tmp_path, a_row())
    report = bring(company, tmp_path, a_row(date="24/11/2025"))
    assert counts(report) == (1, 0, 0, 0)
    assert report.warnings == [
        (
            "La facture FA-1 du client C1 existe aussi en 2026, pour le même montant : "
            "vérifiez les dates"
        )
    ]


def test_companies_do_not_see_each_other(company: Company, tmp_path: Path) -> None:
    other = a_company("autre", "12345678200028")
    bring(company, tmp_path, a_row())
    assert counts(bring(other, tmp_path, a_row())) == (1, 0, 0, 0)


def test_the_good_rows_come_in_and_the_others_can_be_corrected(
    company: Company, tmp_path: Path
) -> None:
    formula = '=cmd|"/c calc"!A1'
    report = bring(
        company,
        tmp_path,
        a_row(),
        a_row(number="FA-2", date="hier", subject=formula),
        a_row(number="FA-3", code="C3", client=""),
        partial=True,
    )
    assert counts(report) == (1, 0, 0, 2)
    assert report.error_file == tmp_path / "journal.erreurs.csv"
    text = report.error_file.read_text(encoding="utf-8-sig")
    assert "Date : attendu : une date comme 24/11/2026" in text
    assert f";'{formula[:4]}" in text.replace('"', "")
    report.error_file.write_text(text.replace("hier", "01/12/2026"), encoding="utf-8")
    second = import_journal(company, report.error_file, partial=True)
    assert counts(second) == (1, 0, 0, 1)
    assert Invoice.objects.get(number="FA-2").subject == formula
    third = import_journal(company, report.error_file, partial=True)
    assert third.error_file == tmp_path / "journal.erreurs.erreurs-2.csv"


def test_a_workbook_gives_back_a_workbook(company: Company, tmp_path: Path) -> None:
    path = an_xlsx(tmp_path / "j.xlsx", [a_row(), a_row(number="FA-2", ttc="")])
    report = import_journal(company, path, partial=True)
    assert report.error_file == tmp_path / "j.erreurs.xlsx"
    again = import_journal(company, report.error_file)
    assert messages(again) == ["2 Total TTC : valeur obligatoire : remplissez la cellule"]
    assert again.ignored_columns == ()


def test_rows_refused_by_the_database_go_to_the_error_file_too(
    company: Company, tmp_path: Path
) -> None:
    bring(company, tmp_path, a_row())
    Invoice.objects.update(deposit_state=DepositState.DEPOSITED)
    report = bring(company, tmp_path, a_row(service="X"), a_row(number="FA-2"), partial=True)
    assert counts(report) == (1, 0, 0, 1)
    assert report.error_file is not None
    assert "faites un avoir" in report.error_file.read_text(encoding="utf-8-sig")
    assert Invoice.objects.get(number="FA-1").code_service == "SERV"


def test_a_folder_that_cannot_be_written_undoes_a_partial_import(
    company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, **_options: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("pathlib.Path.touch", refuse)
    with pytest.raises(PermissionError):
        bring(company, tmp_path, a_row(), a_row(number="FA-2", date="x"), partial=True)
    assert not Invoice.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("vide.csv", b"", "aucune ligne"),
        ("faux.xlsx", b"pas un classeur", "n'est pas un classeur"),
        ("autre.csv", b"Nom;Prenom\nA;B\n", "Il manque des colonnes"),
        ("photo.csv", b"\x89PNG\r\n\x1a\n\x00\x00", "."),
        ("guillemet.csv", b'Date;Total\n"a;b\n', "."),
    ],
)
def test_a_file_that_is_no_journal_is_refused_in_one_sentence(
    company: Company, tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InvalidInput, match=message):
        import_journal(company, path)


def test_a_bomb_is_refused_before_it_fills_the_memory(company: Company, tmp_path: Path) -> None:
    path = an_xlsx(tmp_path / "j.xlsx", [a_row()])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image.bin", bytes(30_000_000))
    with pytest.raises(InvalidInput, match="démesuré"):
        import_journal(company, path)


def test_every_text_may_fill_its_column(company: Company, tmp_path: Path) -> None:
    longest = {"Adresse": 255, "Code postal": 10, "Ville": 100, "Secteur": 60, "Chantier": 100}
    longest |= {"N° marché": 255, "Facture d'origine": 60, "Groupe": 60, "Objet": 255, "SIRET": 30}
    longest |= {"N° facture": 60, "Code client": 30, "Client": 201, "Code service": 255}
    longest |= {"N° engagement": 255}
    full = {title: "é" * length for title, length in longest.items()}
    assert bring(company, tmp_path, a_row() | full).complete
    for title, length in longest.items():
        report = bring(company, tmp_path, a_row() | {title: "é" * (length + 1)})
        assert [error.column for error in report.errors] == [title]


def test_a_header_alone_imports_nothing_and_is_no_error(company: Company, tmp_path: Path) -> None:
    path = a_csv(tmp_path / "j.csv", [a_row()])
    path.write_text(path.read_text().splitlines()[0])
    assert import_journal(company, path).complete


def test_an_invoice_of_the_screen_is_recognised(company: Company, tmp_path: Path) -> None:
    invoice = an_invoice(company, "FA-1", issue_date=date(2026, 11, 24))
    row = {
        "N° facture": "FA-1",
        "Date": "24/11/2026",
        "Code client": invoice.customer.code,
        "Total HT": "100",
        "Total TVA": "20",
        "Total TTC": "120",
    }
    assert counts(bring(company, tmp_path, row)) == (0, 0, 1, 0)


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_one_company_wait_for_each_other(tmp_path: Path) -> None:
    company = a_company()
    path = a_csv(tmp_path / "j.csv", [a_row(number=f"FA-{n}") for n in range(50)])
    reports: list[JournalReport] = []

    def bring_in() -> None:
        reports.append(import_journal(company, path))
        connection.close()

    threads = [threading.Thread(target=bring_in) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(report.added for report in reports) == [0, 0, 0, 50]
    assert sorted(report.unchanged for report in reports) == [0, 50, 50, 50]
    assert Invoice.objects.count() == 50


@pytest.mark.django_db(transaction=True)
def test_an_invoice_reserved_during_the_import_is_not_changed(tmp_path: Path) -> None:
    company = a_company()
    bring(company, tmp_path, a_row())
    reports: list[JournalReport] = []

    def bring_in() -> None:
        path = a_csv(tmp_path / "k.csv", [a_row(ttc="121")])
        reports.append(import_journal(company, path))
        connection.close()

    thread = threading.Thread(target=bring_in)
    with transaction.atomic():
        Invoice.objects.select_for_update().get()
        thread.start()
        thread.join(timeout=0.5)
        assert thread.is_alive()
        Invoice.objects.update(deposit_state=DepositState.RESERVED)
    thread.join()
    assert "attendez la fin du dépôt" in reports[0].errors[0].message
    assert Invoice.objects.get().total_with_tax == Decimal(120)
