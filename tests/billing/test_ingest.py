from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings

from support.clamd import MARK, a_scanner
from support.einvoices import (
    SELLER_SIRET,
    TOWN_HALL_SIRET,
    a_credit_note,
    a_line,
    a_town_hall,
    a_whole_invoice,
    an_invoice,
)
from support.records import a_company, a_customer, a_pdf
from wochorus.billing.archive.models import ArchivedPdf
from wochorus.billing.attachments import attachments_of
from wochorus.billing.documents import documents_of
from wochorus.billing.einvoice_words import invoices_in_words
from wochorus.billing.ingest.ingesting import FileState, IngestReport, ingest
from wochorus.billing.models import DepositState, DocumentRole, Invoice, InvoiceLine
from wochorus.core.errors import Transient
from wochorus.customers.models import Customer
from wochorus.einvoice import Circuit, Format, Page, build, to_json
from wochorus.einvoice.facturx.embedding import Annex
from wochorus.einvoice.model import (
    AttachedFile,
    DocumentAllowanceCharge,
    LineAllowanceCharge,
    Price,
    SupportingDocument,
)

if TYPE_CHECKING:
    from pathlib import Path

    from wochorus.accounts.models import Company

pytestmark = pytest.mark.django_db

WHEN = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.fixture
def company() -> Company:
    return a_company("proprelux", SELLER_SIRET)


def a_file(folder: Path, kind: str = "cii", name: str = "", **changes: Any) -> Path:
    invoice = changes.pop("invoice", None) or a_whole_invoice(**changes)
    if kind == "json":
        path = folder / (name or f"{invoice.number}.json")
        path.write_text(to_json(invoice), "utf-8")
        return path
    document_format = Format(kind)
    page = Page(
        created=WHEN, annexes=[Annex(name="plan.txt", content=b"p", media_type="text/plain")]
    )
    built = build(invoice, document_format, Circuit.CHORUS, page=page)
    assert built.content is not None
    path = folder / (name or f"{invoice.number}{document_format.extension}")
    path.write_bytes(built.content)
    return path


def states(report: IngestReport) -> list[FileState]:
    return [each.state for each in report.files]


@pytest.mark.parametrize("kind", ["cii", "ubl", "json", "facturx"])
def test_an_invoice_comes_in_whole_from_each_format(
    company: Company, tmp_path: Path, kind: str
) -> None:
    report = ingest(company, [a_file(tmp_path, kind)])
    assert (states(report), report.files[0].errors) == ([FileState.ADDED], [])
    row = Invoice.objects.get()
    ((_, said),) = invoices_in_words(company, [row.pk])
    asked = a_whole_invoice()
    assert (said.lines, said.tax_breakdown, said.totals) == (
        asked.lines,
        asked.tax_breakdown,
        asked.totals,
    )
    assert (row.number, row.engagement, row.marche) == ("FA-2026-0042", "ENG-2026-118", "2024-07")
    assert (row.period_start, row.due_date) == (asked.period and asked.period.start, asked.due_date)
    assert row.subject == "Entretien des bâtiments communaux, octobre 2026"
    customer = row.customer
    assert (customer.siret, customer.name, customer.town) == (
        TOWN_HALL_SIRET,
        "Commune de Saint-Maur-des-Fossés",
        "Saint-Maur-des-Fossés",
    )


def test_a_credit_note_comes_in_with_its_origin(company: Company, tmp_path: Path) -> None:
    ingest(company, [a_file(tmp_path, invoice=a_whole_invoice(invoice=a_credit_note()))])
    row = Invoice.objects.get()
    assert (row.kind, row.preceding_invoice, row.total_with_tax) == (
        "381",
        "FA-2026-0031",
        Decimal("372.00"),
    )


def test_the_same_file_twice_changes_nothing(company: Company, tmp_path: Path) -> None:
    path = a_file(tmp_path, "facturx")
    ingest(company, [path])
    before = Invoice.objects.get().updated_at
    assert states(ingest(company, [path])) == [FileState.UNCHANGED]
    assert Invoice.objects.get().updated_at == before
    assert (Customer.objects.count(), ArchivedPdf.objects.count()) == (1, 1)


def test_a_factur_x_brings_its_page_and_what_it_carries(company: Company, tmp_path: Path) -> None:
    path = a_file(tmp_path, "facturx")
    ingest(company, [path])
    invoice = Invoice.objects.get()
    main, annex = documents_of(invoice)
    assert (main.role, main.file_name) == (DocumentRole.MAIN, "FA-2026-0042.pdf")
    assert (annex.file_name, annex.document.size) == ("plan.txt", 1)
    assert ArchivedPdf.objects.get().document_id == main.document.sha256


def test_an_xml_brings_its_page_and_its_attachments_with_their_types(
    company: Company, tmp_path: Path
) -> None:
    def document(name: str, kind: str, content: bytes) -> SupportingDocument:
        file = AttachedFile(content=content, media_type="application/pdf", file_name=name)
        return SupportingDocument(reference=name, description=kind, file=file)

    documents = (
        document("page.pdf", "LISIBLE", a_pdf("page")),
        document("../../bon.pdf", "BON_COMMANDE", a_pdf("bon")),
    )
    report = ingest(company, [a_file(tmp_path, "ubl", supporting_documents=documents)])
    assert report.complete
    invoice = Invoice.objects.get()
    assert [each.file_name for each in documents_of(invoice)] == ["page.pdf", "bon.pdf"]
    assert [each.kind for each in attachments_of(invoice)] == ["BON_COMMANDE"]


def test_a_known_customer_is_found_by_siret_and_keeps_his_record(
    company: Company, tmp_path: Path
) -> None:
    known = a_customer(company, TOWN_HALL_SIRET, code="MAIRIE", town="Ailleurs")
    ingest(company, [a_file(tmp_path)])
    known.refresh_from_db()
    assert (Invoice.objects.get().customer_id, known.town) == (known.pk, "Ailleurs")


def test_of_two_customers_with_one_siret_none_is_chosen(company: Company, tmp_path: Path) -> None:
    for code in ("C1", "C2"):
        a_customer(company, TOWN_HALL_SIRET, code=code)
    report = ingest(company, [a_file(tmp_path)])
    assert states(report) == [FileState.REFUSED]
    assert "C1, C2" in report.files[0].errors[0]


def test_a_private_buyer_without_siret_is_one_customer_for_all_its_invoices(
    company: Company, tmp_path: Path
) -> None:
    buyer = replace(
        a_town_hall(), name="Syndic « Le Parc »", identifiers=(), legal_registration=None
    )
    paths = [a_file(tmp_path, "json", number=number, buyer=buyer) for number in ("FA-1", "FA-2")]
    assert ingest(company, paths).complete
    assert ingest(company, paths).complete
    assert Customer.objects.get().code == "SYNDIC-LE-PARC"


def test_one_refused_file_stops_all_unless_the_good_ones_are_asked_for(
    company: Company, tmp_path: Path
) -> None:
    good = a_file(tmp_path, number="FA-1")
    bad = tmp_path / "autre.xml"
    bad.write_text("<rien/>")
    report = ingest(company, [good, bad])
    assert states(report) == [FileState.HELD_BACK, FileState.REFUSED]
    assert not Invoice.objects.exists()
    report = ingest(company, [good, bad], partial=True)
    assert states(report) == [FileState.ADDED, FileState.REFUSED]
    assert not report.complete


def test_every_error_of_every_file_is_told(company: Company, tmp_path: Path) -> None:
    wrong_total = a_whole_invoice(number="FA-1")
    assert wrong_total.totals is not None
    totals = replace(wrong_total.totals, without_tax=Decimal(1), tax=Decimal(2))
    paths = [
        a_file(tmp_path, "json", invoice=replace(wrong_total, totals=totals)),
        a_file(tmp_path, "json", number="FA-2", currency="CHF", type_code="384"),
        a_file(tmp_path, "json", number="F" * 61),
    ]
    empty = tmp_path / "vide.xml"
    empty.touch()
    plain = tmp_path / "simple.pdf"
    plain.write_bytes(a_pdf())
    report = ingest(company, [*paths, empty, plain, tmp_path / "absent.xml"])
    assert states(report) == [FileState.REFUSED] * 6
    told = [" | ".join(each.errors) for each in report.files]
    for text, expected in zip(
        told, ("Total HT", "EUR", "60 caractères", "vide", "PDF simple", "illisible"), strict=True
    ):
        assert expected in text
    assert "une valeur parmi : Facture, Avoir" in told[1]


def test_the_invoice_of_another_company_is_refused(tmp_path: Path) -> None:
    other = a_company("autre", "73282932000074")
    report = ingest(other, [a_file(tmp_path)])
    assert "émise par Proprelux SAS (SIREN 552100554)" in report.files[0].errors[0]


def test_two_files_of_one_invoice_are_not_both_taken(company: Company, tmp_path: Path) -> None:
    paths = [a_file(tmp_path, "cii", "a.xml"), a_file(tmp_path, "ubl", "b.xml")]
    report = ingest(company, paths, partial=True)
    assert states(report) == [FileState.ADDED, FileState.REFUSED]
    assert "déjà dans a.xml" in report.files[1].errors[0]


def test_a_deposited_invoice_is_not_changed_by_a_file(company: Company, tmp_path: Path) -> None:
    ingest(company, [a_file(tmp_path)])
    Invoice.objects.update(deposit_state=DepositState.INTEGRATED)
    assert states(ingest(company, [a_file(tmp_path)])) == [FileState.UNCHANGED]
    report = ingest(company, [a_file(tmp_path, purchase_order_reference="AUTRE")])
    assert states(report) == [FileState.REFUSED]
    assert "ne change plus" in report.files[0].errors[0]


def test_a_free_invoice_is_corrected_by_a_new_file(company: Company, tmp_path: Path) -> None:
    ingest(company, [a_file(tmp_path)])
    report = ingest(company, [a_file(tmp_path, purchase_order_reference="AUTRE")])
    assert states(report) == [FileState.UPDATED]
    assert Invoice.objects.get().engagement == "AUTRE"


def test_discounts_keep_the_totals_right_and_are_told(company: Company, tmp_path: Path) -> None:
    discount = DocumentAllowanceCharge(
        amount=Decimal("10.00"), tax_rate=Decimal(20), reason="Remise fidélité"
    )
    line = a_line(
        price=Price(net=Decimal("49.60"), base_quantity=Decimal(2)),
        allowances=(LineAllowanceCharge(amount=Decimal("3.10"), reason="Geste"),),
    )
    report = ingest(
        company,
        [
            a_file(
                tmp_path,
                invoice=a_whole_invoice(
                    invoice=replace(an_invoice(), lines=(line,), allowances=(discount,))
                ),
            )
        ],
    )
    assert report.complete, report.files[0].errors
    told = list(InvoiceLine.objects.order_by("position").values_list("name", "price", "net_amount"))
    assert told == [
        ("Entretien courant, bâtiment 1", Decimal("24.552000"), Decimal("306.90")),
        ("Remise fidélité", Decimal("10.000000"), Decimal("-10.00")),
    ]
    assert Invoice.objects.get().total_without_tax == Decimal("296.90")
    assert len(report.files[0].warnings) == 2


def test_a_virus_in_a_document_refuses_its_file_and_a_silent_scanner_stops_all(
    company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = AttachedFile(content=MARK, media_type="text/csv", file_name="bon.csv")
    document = SupportingDocument(reference="bon", description="BON_COMMANDE", file=file)
    path = a_file(tmp_path, supporting_documents=(document,))
    with a_scanner() as address:
        monkeypatch.setattr(settings, "ENVIRONMENT", replace(settings.ENVIRONMENT, clamd=address))
        report = ingest(company, [path])
        assert states(report) == [FileState.REFUSED]
        assert "Test.Mark" in report.files[0].errors[0]
        good = a_file(tmp_path, number="FA-2")
        report = ingest(company, [path, good], partial=True)
        assert states(report) == [FileState.REFUSED, FileState.ADDED], report.files[1].errors
    with pytest.raises(Transient):
        ingest(company, [path])
    assert Invoice.objects.get().number == "FA-2"
