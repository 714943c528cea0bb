"""References typed by others."""

from __future__ import annotations

from support.ubl_documents import invoice_in, read
from wochorus.einvoice.model import Identifier, PrecedingInvoice


def test_a_sales_order_may_stand_beside_a_placeholder_or_an_order() -> None:
    order = "<cac:OrderReference><cbc:ID>{}</cbc:ID>{}</cac:OrderReference>"
    sales = "<cbc:SalesOrderID>CV-1</cbc:SalesOrderID>"
    invoice = invoice_in(order.format("NA", sales))
    assert (invoice.purchase_order_reference, invoice.sales_order_reference) == (None, "CV-1")
    assert invoice_in(order.format("NA", "")).purchase_order_reference == "NA"


def test_an_earlier_credit_note_is_an_earlier_document_too() -> None:
    earlier = (
        "<cac:BillingReference><cac:CreditNoteDocumentReference><cbc:ID>AV-1</cbc:ID>"
        "</cac:CreditNoteDocumentReference></cac:BillingReference>"
    )
    assert invoice_in(earlier).preceding_invoices == (PrecedingInvoice(number="AV-1"),)


def test_the_invoiced_object_is_told_from_documents_and_a_second_one_is_told() -> None:
    invoiced = (
        '<cac:AdditionalDocumentReference><cbc:ID schemeID="ABT">{}</cbc:ID>'
        "<cbc:DocumentTypeCode>130</cbc:DocumentTypeCode></cac:AdditionalDocumentReference>"
    )
    invoice = invoice_in(invoiced.format("C-1"))
    assert invoice.object_identifier == Identifier("C-1", "ABT")
    assert invoice.supporting_documents == ()
    reading = read(invoiced.format("C-1") + invoiced.format("C-2"))
    assert reading.invoice is not None
    assert [each.reference for each in reading.invoice.supporting_documents] == ["C-2"]
    assert {finding.path.rpartition("/")[2] for finding in reading.findings} == {
        "cbc:DocumentTypeCode",
        "@schemeID",
    }
