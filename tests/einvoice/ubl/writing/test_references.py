"""What the document refers to."""

from __future__ import annotations

from datetime import date
from typing import Any

from support.einvoices import a_credit_note, an_invoice
from support.ubl_documents import names, texts, written
from wochorus.einvoice.model import AttachedFile, Identifier, PrecedingInvoice, SupportingDocument

EVERYTHING: dict[str, Any] = {
    "sales_order_reference": "CV-1",
    "receiving_advice_reference": "REC-1",
    "despatch_advice_reference": "BL-1",
    "tender_reference": "LOT-1",
    "project_reference": "PRJ-1",
    "object_identifier": Identifier("COMPTEUR-12", "ABT"),
    "supporting_documents": (SupportingDocument(reference="RIB-1", description="RIB"),),
}


def test_the_references_of_an_invoice_stand_in_the_order_of_its_schema() -> None:
    order = names(written(an_invoice(**EVERYTHING)))
    start = order.index("OrderReference")
    assert order[start : order.index("AccountingSupplierParty")] == [
        "OrderReference",
        "DespatchDocumentReference",
        "ReceiptDocumentReference",
        "OriginatorDocumentReference",
        "ContractDocumentReference",
        "AdditionalDocumentReference",
        "AdditionalDocumentReference",
        "ProjectReference",
    ]


def test_a_credit_note_has_its_project_among_the_documents() -> None:
    root = written(a_credit_note(**EVERYTHING))
    order = names(root)
    start = order.index("OrderReference")
    assert order[start : order.index("AccountingSupplierParty")] == [
        "OrderReference",
        "BillingReference",
        "DespatchDocumentReference",
        "ReceiptDocumentReference",
        "ContractDocumentReference",
        "AdditionalDocumentReference",
        "AdditionalDocumentReference",
        "AdditionalDocumentReference",
        "OriginatorDocumentReference",
    ]
    project = "cac:AdditionalDocumentReference[cbc:DocumentTypeCode='50']/cbc:ID"
    assert texts(root, project) == ["PRJ-1"]


def test_engagement_and_contract_are_written_with_what_the_extensions_add() -> None:
    root = written(an_invoice(contract_type="ACE", sales_order_reference="CV-1"))
    assert texts(root, "cac:OrderReference/*") == ["ENG-2026-118", "CV-1"]
    assert texts(root, "cac:ContractDocumentReference/*") == ["2024-07", "ACE"]


def test_a_sales_order_alone_still_gives_the_schema_its_order_number() -> None:
    root = written(an_invoice(purchase_order_reference=None, sales_order_reference="CV-1"))
    assert texts(root, "cac:OrderReference/*") == ["NA", "CV-1"]


def test_the_invoiced_object_is_a_document_reference_of_type_130() -> None:
    root = written(an_invoice(object_identifier=Identifier("COMPTEUR-12", "ABT")))
    (reference,) = root.findall("{*}AdditionalDocumentReference")
    assert texts(reference, "cbc:ID | cbc:ID/@schemeID | cbc:DocumentTypeCode") == [
        "COMPTEUR-12",
        "ABT",
        "130",
    ]


def test_an_earlier_invoice_is_written_with_its_day_and_its_type() -> None:
    earlier = PrecedingInvoice(number="FA-1", issue_date=date(2026, 9, 30), type_code="380")
    root = written(an_invoice(preceding_invoices=(earlier,)))
    path = "cac:BillingReference/cac:InvoiceDocumentReference/*"
    assert texts(root, path) == ["FA-1", "2026-09-30", "380"]


def test_a_file_travels_in_base64_with_its_name_and_type() -> None:
    file = AttachedFile(content=b"%PDF", media_type="application/pdf", file_name='b"on.pdf')
    document = SupportingDocument(reference="BL", location="https://x.fr/?a=1&b=2", file=file)
    root = written(an_invoice(supporting_documents=(document,)))
    attachment = "cac:AdditionalDocumentReference/cac:Attachment"
    assert texts(root, f"{attachment}/cbc:EmbeddedDocumentBinaryObject") == ["JVBERg=="]
    assert texts(root, f"{attachment}/*/@*") == ["application/pdf", 'b"on.pdf']
    assert texts(root, f"{attachment}/cac:ExternalReference/cbc:URI") == ["https://x.fr/?a=1&b=2"]
