"""The rows of an invoice as EN 16931 says it: every fact in its place, and the judges agree."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from support.records import (
    a_company,
    a_customer,
    a_detailed_invoice,
    a_pdf,
    a_whole_company,
    an_invoice,
)
from wochorus.billing.documents import attach_annex, attach_main
from wochorus.billing.models import InvoiceKind, InvoiceLine, TaxBreakdown
from wochorus.deposits.einvoices import sources_of
from wochorus.deposits.making import JudgeJob, judge, xml_of
from wochorus.einvoice import Format, Severity, read
from wochorus.einvoice.model import Identifier, Note, OperationCategory, Period

if TYPE_CHECKING:
    from pathlib import Path

    from wochorus.accounts.models import Company
    from wochorus.billing.models import Invoice
    from wochorus.einvoice import Invoice as EInvoice

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Company:
    return a_whole_company()


def said(company: Company, invoice: Invoice) -> EInvoice:
    (source,) = sources_of(company, [invoice.pk])
    return source.invoice


def errors(company: Company, invoice: Invoice, document_format: Format) -> list[str]:
    (source,) = sources_of(company, [invoice.pk])
    verdict = judge(JudgeJob(source, document_format, with_page=False)).verdict
    assert verdict.not_run == ()
    return [each.rule for each in verdict.findings if each.severity is Severity.ERROR]


def test_the_seller_says_all_that_its_company_does(company: Company) -> None:
    seller = said(company, a_detailed_invoice(company, "FA-1")).seller
    assert seller.name == "Propre SARL"
    assert seller.identifiers == (Identifier("73282932000074", "0009"),)
    assert seller.legal_registration == Identifier("732829320", "0002")
    assert seller.vat_identifier == "FR44732829320"
    assert seller.legal_information == company.legal_information
    assert "RCS Orléans" in (seller.legal_information or "")
    assert (seller.address.line_1, seller.address.postcode) == ("14 rue des Mariniers", "45160")
    assert seller.contact is not None
    assert seller.contact.telephone == "02 38 00 00 00"


def test_the_buyer_its_service_and_its_references_are_said(company: Company) -> None:
    town = a_customer(company, code_service="SERVICE", vat_number="FR00", email="a@mairie.fr")
    invoice = a_detailed_invoice(
        company, "FA-1", customer=town, marche="M-7", engagement="BC-1", operation_category="M"
    )
    whole = said(company, invoice)
    assert whole.buyer.identifiers == (Identifier("12345678200051", "0009"),)
    assert whole.buyer.address.city == "Paris"
    assert whole.buyer.vat_identifier == "FR00"
    assert whole.buyer_reference == "SERVICE"
    assert (whole.contract_reference, whole.purchase_order_reference) == ("M-7", "BC-1")
    assert whole.operation_category is OperationCategory.MIXED
    assert whole.business_process == "A1"


def test_the_service_of_the_invoice_goes_before_that_of_the_customer(company: Company) -> None:
    town = a_customer(company, code_service="CLIENT")
    invoice = a_detailed_invoice(company, "FA-1", customer=town, code_service="FACTURE")
    assert said(company, invoice).buyer_reference == "FACTURE"


def test_the_notes_say_the_subject_the_site_and_the_sentences_of_the_law(company: Company) -> None:
    company.vat_on_debits = True
    invoice = a_detailed_invoice(company, "FA-1", subject="Vitres", chantier="École Jaurès")
    whole = said(company, invoice)
    subjects = [note.subject_code for note in whole.notes]
    assert subjects == ["AAI", "AAI", "AAI", "PMT", "PMD", "AAB"]
    assert whole.notes[0] == Note("Vitres", "AAI")
    assert whole.notes[1].text == "Chantier : École Jaurès"
    assert "d'après les débits" in whole.notes[2].text
    assert whole.tax_point_date_code == "5"
    assert {company.recovery_fee, company.late_penalties, company.early_payment} == {
        note.text for note in whole.notes[3:]
    }


def test_a_transfer_carries_the_account_and_other_means_do_not(company: Company) -> None:
    by_transfer = said(company, a_detailed_invoice(company, "FA-1")).payment
    assert by_transfer is not None
    (account,) = by_transfer.credit_transfers
    assert (account.account, account.service_provider) == (company.iban, "AGRIFRPP")
    by_cheque = said(company, a_detailed_invoice(company, "FA-2", payment_means="20")).payment
    assert by_cheque is not None
    assert (by_cheque.means_code, by_cheque.credit_transfers) == ("20", ())


def test_a_credit_note_cites_its_invoice_with_its_date_and_asks_for_no_payment(
    company: Company,
) -> None:
    a_detailed_invoice(company, "FA-9", issue_date=date(2024, 10, 31))
    a_detailed_invoice(company, "FA-9", issue_date=date(2026, 10, 31))
    dates: dict[str, Any] = {"kind": InvoiceKind.CREDIT_NOTE, "issue_date": date(2026, 11, 2)}
    found = a_detailed_invoice(company, "AV-1", preceding_invoice="FA-9", **dates)
    told = a_detailed_invoice(
        company, "AV-2", preceding_invoice="X", preceding_invoice_date=date(2025, 1, 2), **dates
    )
    unknown = a_detailed_invoice(company, "AV-3", preceding_invoice="X", **dates)
    cited = [said(company, each).preceding_invoices[0] for each in (found, told, unknown)]
    assert [each.issue_date for each in cited] == [date(2026, 10, 31), date(2025, 1, 2), None]
    assert said(company, found).payment is None
    assert errors(company, found, Format.FACTURX) == []


def test_lines_keep_their_figures_without_the_zeros_of_the_columns(company: Company) -> None:
    invoice = a_detailed_invoice(company, "FA-1", lines=1)
    InvoiceLine.objects.filter(invoice=invoice).update(
        quantity=Decimal("12.5"),
        price=Decimal("8.0000"),
        note="de nuit",
        order_reference="3",
        period_start=date(2026, 10, 1),
        period_end=date(2026, 10, 31),
    )
    (line,) = said(company, invoice).lines
    assert (str(line.quantity), line.unit, str(line.price.net)) == ("12.5", "HUR", "8.00")
    assert str(line.tax_rate) == "20"
    assert line.notes == (Note("de nuit"),)
    assert line.purchase_order_line == "3"
    assert line.period == Period(start=date(2026, 10, 1), end=date(2026, 10, 31))
    assert errors(company, invoice, Format.CII) == []


def without_tax(invoice: Invoice, category: str, **told: str) -> None:
    """Make an invoice of what bears no VAT."""
    invoice.total_tax, invoice.total_with_tax = Decimal(0), invoice.total_without_tax
    invoice.amount_due = invoice.total_without_tax
    invoice.save()
    TaxBreakdown.objects.filter(invoice=invoice).update(
        category=category, rate=0, tax_amount=0, **told
    )
    InvoiceLine.objects.filter(invoice=invoice).update(tax_category=category, tax_rate=0)


@pytest.mark.parametrize("document_format", [Format.FACTURX, Format.CII, Format.UBL])
@pytest.mark.parametrize(
    ("category", "told"),
    [
        ("E", {"exemption_reason": "TVA non applicable, article 293 B du CGI"}),
        ("AE", {}),
        ("O", {}),
    ],
)
def test_an_invoice_without_vat_says_why_and_passes_the_judges(
    company: Company, document_format: Format, category: str, told: dict[str, str]
) -> None:
    customer = a_customer(company, vat_number="" if category == "O" else "FR40303265045")
    company.vat_number = "" if category == "O" else company.vat_number
    invoice = a_detailed_invoice(company, "FA-1", customer=customer)
    without_tax(invoice, category, **told)
    assert errors(company, invoice, document_format) == []
    (entry,) = said(company, invoice).tax_breakdown
    assert entry.exemption_reason
    assert entry.rate == (None if category == "O" else Decimal(0))


def test_a_seller_without_vat_number_is_named_by_its_siren_when_it_bills_no_vat() -> None:
    company = a_company()
    company.vat_number = ""
    exempt = a_detailed_invoice(company, "FA-1")
    without_tax(exempt, "E")
    assert said(company, exempt).seller.tax_registration == "732829320"
    assert said(company, a_detailed_invoice(company, "FA-2")).seller.tax_registration is None


@pytest.mark.parametrize("document_format", [Format.FACTURX, Format.CII, Format.UBL])
def test_what_is_written_passes_the_judges_and_reads_back_the_same(
    company: Company, document_format: Format
) -> None:
    invoice = a_detailed_invoice(company, "FA-1", lines=3, prepaid=60, amount_due=300)
    assert errors(company, invoice, document_format) == []
    (source,) = sources_of(company, [invoice.pk])
    whole, xml = xml_of(source, document_format)
    back = read(xml).invoice
    assert back is not None
    assert (back.number, back.totals, back.seller, back.buyer) == (
        whole.number,
        whole.totals,
        whole.seller,
        whole.buyer,
    )
    assert [line.item.name for line in back.lines] == [line.item.name for line in whole.lines]


def test_documents_come_with_their_places_and_the_page_is_named_after_the_invoice(
    company: Company, tmp_path: Path
) -> None:
    invoice = a_detailed_invoice(company, "FA/1", tmp_path)
    for name in ("rib.pdf", "relevé.csv"):
        path = tmp_path / name
        path.write_bytes(a_pdf(name) if name.endswith("pdf") else b"heures;prix\n")
        attach_annex(invoice, path)
    (source,) = sources_of(company, [invoice.pk])
    assert source.page is not None
    assert source.page.name == "FA-1.pdf"
    assert [annex.name for annex in source.annexes] == ["rib.pdf", "relevé.csv"]
    whole, _ = xml_of(source, Format.UBL)
    assert [each.description for each in whole.supporting_documents] == [
        "LISIBLE",
        "RIB",
        "DOCUMENT_ANNEXE",
    ]
    assert [each.file.media_type for each in whole.supporting_documents if each.file] == [
        "application/pdf",
        "application/pdf",
        "text/csv",
    ]
    assert xml_of(source, Format.FACTURX)[0].supporting_documents == ()
    for document_format in (Format.CII, Format.UBL):
        assert errors(company, invoice, document_format) == []


def test_the_order_asked_for_is_kept_and_queries_do_not_grow_with_the_invoices(
    company: Company, tmp_path: Path
) -> None:
    ids = [a_detailed_invoice(company, f"FA-{rank}").pk for rank in range(8)]
    path = tmp_path / "page.pdf"
    path.write_bytes(a_pdf())
    attach_main(an_invoice(company, "FA-X"), path)
    with CaptureQueriesContext(connection) as one:
        list(sources_of(company, ids[:1]))
    with CaptureQueriesContext(connection) as eight:
        found = [source.invoice_id for source in sources_of(company, reversed(ids))]
    assert found == ids[::-1]
    assert len(eight) == len(one) <= 5
