"""The journal on screen: filters in the address, rows, sums, files, what is kept for a person."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from python_calamine import load_workbook

from support.records import a_company, a_customer, a_siret, an_invoice
from wochorus.billing.archive.services import attach_pdf
from wochorus.billing.journal_places import forget_places
from wochorus.billing.models import DepositState, InvoiceKind, InvoiceSource
from wochorus.customers.models import BuyerKind
from wochorus.web.journal import pdf_archive
from wochorus.web.journal.address import JournalForm
from wochorus.web.models import Preference, SavedFilter, Selection

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

    from wochorus.accounts.models import Company


@pytest.fixture(autouse=True)
def _no_places() -> None:
    forget_places()


def rows(client: Client, company: Company, /, **query: Any) -> dict[str, Any]:
    answer = client.get(f"/societe/{company.code}/journal/lignes/", query)
    assert answer.status_code == 200, answer.content
    told: dict[str, Any] = answer.json()
    return told


def numbers(client: Client, company: Company, /, **query: Any) -> list[str]:
    return [row["number"] for row in rows(client, company, **query)["rows"]]


def page(client: Client, company: Company, query: str = "") -> str:
    answer = client.get(f"/societe/{company.code}/journal/{query}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_rows_come_newest_first_with_their_number(company: Company, reader: Client) -> None:
    an_invoice(company, "FA-1", issue_date=date(2026, 10, 1))
    an_invoice(company, "FA-2", issue_date=date(2026, 11, 1))
    told = rows(reader, company)
    assert [row["number"] for row in told["rows"]] == ["FA-2", "FA-1"]
    assert (told["matching"], told["total"], told["exact"]) == (2, 2, True)
    assert told["seconds"] > 0


def test_a_later_block_tells_rows_and_no_number(company: Company, reader: Client) -> None:
    for rank in range(1, 6):
        an_invoice(company, f"FA-{rank}", issue_date=date(2026, 10, rank))
    told = rows(reader, company, offset=3, limit=2)
    assert [row["number"] for row in told["rows"]] == ["FA-2", "FA-1"]
    assert "matching" not in told


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ({"du": "2026-11-01"}, ["FA-3"]),
        ({"au": "30/09/2026"}, ["FA-1"]),
        ({"nature": "private"}, ["FA-3"]),
        ({"secteur": "nord"}, ["FA-1"]),
        ({"chantier": "école"}, ["FA-1"]),
        ({"recherche": "ecole"}, ["FA-1"]),
        ({"client": "voisin"}, ["FA-3"]),
        ({"groupe": "sud"}, ["FA-3"]),
        ({"numero_de": "FA-2", "numero_a": "FA-3"}, ["FA-3", "FA-2"]),
        ({"reglement": "20"}, ["FA-2"]),
        ({"type": "381"}, ["FA-2"]),
        ({"origine": "extra_work"}, ["FA-3"]),
        ({"etat": ["refused", "integrated"]}, ["FA-3", "FA-1"]),
        ({"statut": "SUSPENDUE"}, ["FA-3"]),
        ({"paiement": "partly"}, ["FA-1"]),
    ],
)
def test_each_filter_of_the_address_keeps_its_own(
    company: Company, reader: Client, query: dict[str, Any], kept: list[str]
) -> None:
    an_invoice(
        company,
        "FA-1",
        issue_date=date(2026, 9, 1),
        sector="Nord",
        chantier="École",
        deposit_state=DepositState.REFUSED,
        paid=Decimal(1),
    )
    an_invoice(
        company,
        "FA-2",
        issue_date=date(2026, 10, 1),
        kind=InvoiceKind.CREDIT_NOTE,
        payment_means="20",
    )
    voisin = a_customer(company, a_siret(7), name="Voisin", kind=BuyerKind.PRIVATE, group="Sud")
    an_invoice(
        company,
        "FA-3",
        customer=voisin,
        issue_date=date(2026, 11, 1),
        source=InvoiceSource.EXTRA_WORK,
        deposit_state=DepositState.INTEGRATED,
        chorus_status="SUSPENDUE",
    )
    assert numbers(reader, company, **query) == kept


def test_a_filter_that_means_nothing_is_told_beside_its_field_and_filters_nothing(
    company: Company, reader: Client
) -> None:
    an_invoice(company, "FA-1")
    shown = page(reader, company, "?du=hier&etat=perdue")
    assert "Une date s&#x27;écrit 24/11/2026." in shown
    assert "« perdue » n&#x27;est pas un choix" in shown
    assert numbers(reader, company, du="hier", etat="perdue") == ["FA-1"]


def test_a_period_that_ends_before_it_begins_is_refused(company: Company, reader: Client) -> None:
    assert "La période finit avant le 01/11/2026." in page(
        reader, company, "?du=2026-11-01&au=2026-10-01"
    )


def test_each_active_filter_has_a_cross_that_leaves_the_others(
    company: Company, reader: Client
) -> None:
    shown = page(reader, company, "?type=381&etat=refused&etat=ambiguous&du=2026-11-01")
    assert 'href="?du=2026-11-01&amp;type=381&amp;etat=ambiguous"' in shown
    assert 'href="?type=381&amp;etat=ambiguous&amp;etat=refused"' in shown or (
        'href="?type=381&amp;etat=refused&amp;etat=ambiguous"' in shown
    )


def test_rows_are_sorted_by_a_column_either_way(company: Company, reader: Client) -> None:
    for number, net in (("FA-9", 30), ("FA-10", 10), ("FA-8", 20)):
        an_invoice(company, number, total_without_tax=Decimal(net))
    assert numbers(reader, company, sort="without_tax") == ["FA-10", "FA-8", "FA-9"]
    assert numbers(reader, company, sort="-number") == ["FA-10", "FA-9", "FA-8"]


def test_nothing_of_another_company_is_shown(company: Company, reader: Client) -> None:
    other = a_company("voisine", a_siret(2))
    strange = an_invoice(other, "FA-VOISINE")
    assert numbers(reader, company) == []
    assert reader.get(f"/societe/{company.code}/factures/{strange.pk}/").status_code == 404
    assert reader.get(f"/societe/{other.code}/journal/").status_code == 404


def test_totals_take_credit_notes_off(company: Company, reader: Client) -> None:
    bill = an_invoice(company, "FA-1")
    note = an_invoice(company, "AV-1", kind=InvoiceKind.CREDIT_NOTE)
    told = reader.get(f"/societe/{company.code}/journal/totaux/").json()
    assert told["count"] == "2"
    assert Decimal(told["with_tax"]) == bill.total_with_tax - note.total_with_tax


def test_the_totals_of_a_selection_are_those_of_its_invoices(
    company: Company, reader: Client
) -> None:
    chosen = an_invoice(company, "FA-1")
    an_invoice(company, "FA-2")
    address = f"/societe/{company.code}/journal/totaux/"
    assert reader.post(address, {"ids": str(chosen.pk)}).json()["count"] == "1"
    whole = reader.post(address, {"tout": "1", "sauf": str(chosen.pk)}).json()
    assert whole["count"] == "1"


def test_a_clerk_takes_the_whole_filter_less_one_to_the_checks(
    company: Company, clerk: Client
) -> None:
    kept = an_invoice(company, "FA-1")
    left_out = an_invoice(company, "FA-2")
    an_invoice(company, "AV-1", kind=InvoiceKind.CREDIT_NOTE)
    answer = clerk.post(
        f"/societe/{company.code}/journal/vers/anomalies/?type=380",
        {"tout": "1", "sauf": str(left_out.pk)},
    )
    selection = Selection.objects.get()
    assert selection.invoice_ids == [kept.pk]
    assert answer["Location"].endswith(f"?selection={selection.pk}")


def test_a_reader_may_not_take_invoices_to_the_deposit(company: Company, reader: Client) -> None:
    bill = an_invoice(company, "FA-1")
    answer = reader.post(f"/societe/{company.code}/journal/vers/deposit/", {"ids": str(bill.pk)})
    assert answer.status_code == 403
    assert "Déposer" not in page(reader, company)


def test_an_unreadable_selection_is_refused_in_words(company: Company, clerk: Client) -> None:
    answer = clerk.post(f"/societe/{company.code}/journal/vers/anomalies/", {"ids": "1,x"})
    assert answer.status_code == 422
    assert "La sélection est illisible" in answer.content.decode()


def test_a_filter_is_saved_under_a_name_and_dropped(company: Company, reader: Client) -> None:
    answer = reader.post(
        f"/societe/{company.code}/journal/filtres/",
        {"name": "Refusées", "query": "etat=refused&facture=3"},
    )
    assert answer["Location"].endswith("?etat=refused")
    saved = SavedFilter.objects.get()
    assert (saved.name, saved.query) == ("Refusées", "etat=refused")
    assert "Refusées" in page(reader, company)
    reader.post(f"/societe/{company.code}/journal/filtres/{saved.pk}/supprimer/")
    assert not SavedFilter.objects.exists()


def test_the_places_of_the_columns_are_kept_for_the_person(
    company: Company, reader: Client
) -> None:
    layout = {
        "columns": [
            {"key": "number", "width": 150, "hidden": False},
            {"key": "unknown", "width": 150, "hidden": False},
        ],
        "sort": "-date",
    }
    address = f"/societe/{company.code}/journal/colonnes/"
    assert reader.post(address, layout, content_type="application/json").status_code == 204
    kept = {"columns": layout["columns"][:1], "sort": "-date"}
    assert Preference.objects.get().value == kept
    assert reader.post(address, "[", content_type="application/json").status_code == 422


def test_the_csv_holds_the_columns_shown_in_their_order(company: Company, reader: Client) -> None:
    an_invoice(company, "FA-1", issue_date=date(2026, 11, 2), total_without_tax=Decimal("1234.50"))
    an_invoice(company, "AV-1", kind=InvoiceKind.CREDIT_NOTE)
    answer = reader.get(
        f"/societe/{company.code}/journal/export.csv",
        {"type": "380", "colonnes": "date,number,without_tax"},
    )
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert list(csv.reader(io.StringIO(text), delimiter=";")) == [
        ["Date", "N° facture", "HT"],
        ["02/11/2026", "FA-1", "1234,50"],
    ]


def test_the_workbook_holds_the_selection(company: Company, reader: Client) -> None:
    chosen = an_invoice(company, "FA-1")
    an_invoice(company, "FA-2")
    answer = reader.post(
        f"/societe/{company.code}/journal/export.xlsx?colonnes=number", {"ids": str(chosen.pk)}
    )
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    table = load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert table == [["N° facture"], ["FA-1"]]


def test_the_pdfs_of_a_selection_come_in_one_file_that_names_those_without(
    company: Company, reader: Client, tmp_path: Path
) -> None:
    first = an_invoice(company, "FA/1", tmp_path, issue_date=date(2025, 5, 1), issue_year=2025)
    again = an_invoice(company, "FA/1", tmp_path, issue_date=date(2026, 5, 1), issue_year=2026)
    for invoice in (first, again):
        attach_pdf(invoice, tmp_path / f"{invoice.pk}.pdf", actor="test")
    without = an_invoice(company, "FA-2")
    an_invoice(company, "FA-3")
    answer = reader.post(
        f"/societe/{company.code}/journal/factures.zip",
        {"ids": f"{first.pk},{again.pk},{without.pk}"},
    )
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:  # type: ignore[attr-defined]
        assert archive.testzip() is None
        names = archive.namelist()
        assert names == ["FA-1.pdf", "FA-1-2026.pdf", "sans-pdf.txt"]
        assert archive.read("FA-1-2026.pdf") == (tmp_path / f"{again.pk}.pdf").read_bytes()
        told = archive.read("sans-pdf.txt").decode()
    assert "FA-2" in told
    assert "FA-3" not in told


def test_no_pdf_takes_the_name_of_another_in_the_file(
    company: Company, reader: Client, tmp_path: Path
) -> None:
    for number, year in (("FA/1", 2026), ("FA 1", 2026), ("fa-1", 2026), ("FA-1-2026", 2025)):
        invoice = an_invoice(
            company, number, tmp_path, issue_date=date(year, 5, 1), issue_year=year
        )
        attach_pdf(invoice, tmp_path / f"{invoice.pk}.pdf", actor="test")
    answer = reader.get(f"/societe/{company.code}/journal/factures.zip")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:  # type: ignore[attr-defined]
        names = archive.namelist()
    assert len(names) == 4
    assert len({name.casefold() for name in names}) == 4


def test_more_than_ten_thousand_pdfs_are_asked_for_in_parts(
    company: Company, reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_archive, "MOST", 1)
    an_invoice(company, "FA-1")
    an_invoice(company, "FA-2")
    answer = reader.get(f"/societe/{company.code}/journal/factures.zip")
    assert answer.status_code == 422
    assert "en plusieurs fois" in answer.content.decode()


def test_a_filter_that_keeps_nothing_gives_no_empty_archive(
    company: Company, reader: Client
) -> None:
    answer = reader.get(f"/societe/{company.code}/journal/factures.zip")
    assert answer.status_code == 422
    assert "Aucune facture" in answer.content.decode()


def test_a_block_costs_few_queries(
    company: Company, reader: Client, django_assert_max_num_queries: Any
) -> None:
    for rank in range(30):
        an_invoice(company, f"FA-{rank}")
    with django_assert_max_num_queries(12):
        assert len(rows(reader, company)["rows"]) == 30


def test_the_number_of_a_flow_is_decoded(company: Company, reader: Client) -> None:
    an_invoice(company, "FA-1", flow_number="CPP0011113000000003142185")
    row = rows(reader, company)["rows"][0]
    assert row["flow_title"] == (
        "Application CPP001, interface 1113 (format minimal de Chorus Pro et PDF), flux n° 3142185"
    )


def test_no_two_statuses_of_the_filter_bear_the_same_name() -> None:
    offered = [label for _, label in JournalForm().fields["statut"].choices]  # type: ignore[attr-defined]
    assert "Suspendue" in offered
    assert len(offered) == len(set(offered)) > 20
