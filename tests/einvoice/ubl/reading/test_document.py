"""Documents typed by others: what every invoice has, and what may be missing."""

from __future__ import annotations

from datetime import date

import pytest
from lxml import etree

from support.ubl_documents import BUYER, HEAD, SELLER, invoice_in, read
from wochorus.einvoice import ubl
from wochorus.einvoice.findings import Severity
from wochorus.einvoice.model import Address, OperationCategory


def test_the_least_of_invoices_is_read() -> None:
    invoice = invoice_in()
    assert (invoice.number, invoice.issue_date) == ("FA-1", date(2026, 10, 31))
    assert (invoice.seller.name, invoice.buyer.name) == ("Proprelux", "Mairie")
    assert invoice.totals is None
    assert invoice.lines == ()


def test_an_address_that_is_missing_is_not_in_france() -> None:
    assert invoice_in().seller.address == Address(country=None)


@pytest.mark.parametrize(
    ("missing", "term"),
    [
        ("<cbc:ID>FA-1</cbc:ID>", "BT-1"),
        ("<cbc:IssueDate>2026-10-31</cbc:IssueDate>", "BT-2"),
        (SELLER, "BG-4"),
        (BUYER, "BG-7"),
    ],
)
def test_without_what_every_invoice_has_there_is_no_invoice(missing: str, term: str) -> None:
    reading = read(
        "<cbc:Note>autre chose</cbc:Note>",
        head=HEAD.replace(missing, ""),
        parties=(SELLER + BUYER).replace(missing, ""),
    )
    assert reading.invoice is None
    assert [finding.term for finding in reading.findings] == [term]


def test_a_date_that_is_none_is_told_and_what_is_missing_then_too() -> None:
    reading = read(head=HEAD.replace("2026-10-31", "31/10/2026"))
    assert reading.invoice is None
    assert [finding.rule for finding in reading.findings] == [
        "WO-LECTURE-VALEUR",
        "WO-LECTURE-MANQUE",
    ]
    assert "« 31/10/2026 » n'est pas une date" in reading.findings[0].message


def test_another_format_is_told_as_such() -> None:
    reading = ubl.read(etree.fromstring("<CrossIndustryInvoice/>"))
    assert reading.invoice is None
    assert "n'est pas une facture UBL" in reading.findings[0].message


def test_type_and_currency_that_are_missing_are_assumed_and_told() -> None:
    head = "<cbc:ID>AV-1</cbc:ID><cbc:IssueDate>2026-10-31</cbc:IssueDate>"
    reading = read(head=head, kind="CreditNote")
    assert reading.invoice is not None
    assert (reading.invoice.type_code, reading.invoice.currency) == ("381", "EUR")
    assert {finding.term for finding in reading.findings} == {"BT-3", "BT-5"}
    assert {finding.severity for finding in reading.findings} == {Severity.WARNING}


def test_the_letter_of_a_frame_of_the_reform_tells_the_category() -> None:
    invoice = invoice_in("<cbc:ProfileID>B1</cbc:ProfileID>")
    assert invoice.operation_category is OperationCategory.GOODS


def test_content_without_a_place_in_the_model_is_told_and_the_rest_is_read() -> None:
    reading = read("<cac:Signature><cbc:ID>sig</cbc:ID></cac:Signature>")
    (told,) = reading.findings
    assert told.path == "/Invoice/cac:Signature"
    assert "« sig »" in told.message
    assert reading.invoice is not None


def test_the_credit_note_of_a_peppol_supplier_is_read() -> None:
    invoice = invoice_in(
        "<cbc:BuyerReference>SRV</cbc:BuyerReference>"
        "<cac:AdditionalDocumentReference><cbc:ID>PRJ-1</cbc:ID>"
        "<cbc:DocumentTypeCode>50</cbc:DocumentTypeCode></cac:AdditionalDocumentReference>"
        "<cac:PaymentMeans><cbc:PaymentMeansCode>30</cbc:PaymentMeansCode>"
        "<cbc:PaymentDueDate>2026-11-30</cbc:PaymentDueDate></cac:PaymentMeans>",
        head=HEAD.replace("InvoiceTypeCode>380<", "CreditNoteTypeCode>381<").replace(
            "/cbc:InvoiceTypeCode", "/cbc:CreditNoteTypeCode"
        ),
        kind="CreditNote",
    )
    assert invoice.is_credit_note
    assert invoice.project_reference == "PRJ-1"
    assert invoice.due_date == date(2026, 11, 30)
    assert invoice.supporting_documents == ()
