"""What the document refers to: order, contract, earlier invoices, supporting documents."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from wochorus.einvoice.ubl.vocabulary import NOT_AVAILABLE, OBJECT_REFERENCE, PROJECT_REFERENCE
from wochorus.einvoice.ubl.writing.elements import date_of, identifier, text
from wochorus.einvoice.xml_text import escape, escape_attribute

if TYPE_CHECKING:
    from wochorus.einvoice.model import (
        AttachedFile,
        Identifier,
        Invoice,
        PrecedingInvoice,
        SupportingDocument,
    )


def references(invoice: Invoice) -> str:
    """Write all that stands between the head and the parties, in the order of either schema."""
    tender = _document("OriginatorDocumentReference", invoice.tender_reference)
    contract = _contract(invoice)
    supporting = "".join(map(_supporting_document, invoice.supporting_documents))
    before = (
        f"{_order(invoice)}"
        f"{''.join(map(_preceding_invoice, invoice.preceding_invoices))}"
        f"{_document('DespatchDocumentReference', invoice.despatch_advice_reference)}"
        f"{_document('ReceiptDocumentReference', invoice.receiving_advice_reference)}"
    )
    invoiced_object = object_reference("AdditionalDocumentReference", invoice.object_identifier)
    if invoice.is_credit_note:
        project = _project_of_credit_note(invoice.project_reference)
        return f"{before}{contract}{invoiced_object}{project}{supporting}{tender}"
    project = _document("ProjectReference", invoice.project_reference)
    return f"{before}{tender}{contract}{invoiced_object}{supporting}{project}"


def object_reference(name: str, value: Identifier | None) -> str:
    """Write the identifier of the invoiced object (BT-18, BT-128) as a reference, or nothing."""
    if value is None:
        return ""
    return (
        f"<cac:{name}>{identifier('ID', value)}"
        f"<cbc:DocumentTypeCode>{OBJECT_REFERENCE}</cbc:DocumentTypeCode></cac:{name}>"
    )


def _document(name: str, number: str | None) -> str:
    if number is None:
        return ""
    return f"<cac:{name}><cbc:ID>{escape(number)}</cbc:ID></cac:{name}>"


def _order(invoice: Invoice) -> str:
    order, sales_order = invoice.purchase_order_reference, invoice.sales_order_reference
    if order is None and sales_order is None:
        return ""
    return (
        f"<cac:OrderReference>{text('ID', NOT_AVAILABLE if order is None else order)}"
        f"{text('SalesOrderID', sales_order)}</cac:OrderReference>"
    )


def _preceding_invoice(earlier: PrecedingInvoice) -> str:
    return (
        "<cac:BillingReference><cac:InvoiceDocumentReference>"
        f"<cbc:ID>{escape(earlier.number)}</cbc:ID>"
        f"{date_of('IssueDate', earlier.issue_date)}"
        f"{text('DocumentTypeCode', earlier.type_code)}"
        "</cac:InvoiceDocumentReference></cac:BillingReference>"
    )


def _contract(invoice: Invoice) -> str:
    contract, nature = invoice.contract_reference, invoice.contract_type
    if contract is None and nature is None:
        return ""
    return (
        "<cac:ContractDocumentReference>"
        f"{text('ID', NOT_AVAILABLE if contract is None else contract)}"
        f"{text('DocumentType', nature)}</cac:ContractDocumentReference>"
    )


def _project_of_credit_note(project: str | None) -> str:
    if project is None:
        return ""
    return (
        f"<cac:AdditionalDocumentReference><cbc:ID>{escape(project)}</cbc:ID>"
        f"<cbc:DocumentTypeCode>{PROJECT_REFERENCE}</cbc:DocumentTypeCode>"
        "</cac:AdditionalDocumentReference>"
    )


def _supporting_document(document: SupportingDocument) -> str:
    return (
        f"<cac:AdditionalDocumentReference><cbc:ID>{escape(document.reference)}</cbc:ID>"
        f"{text('DocumentDescription', document.description)}"
        f"{_attachment(document)}</cac:AdditionalDocumentReference>"
    )


def _attachment(document: SupportingDocument) -> str:
    if document.file is None and document.location is None:
        return ""
    file = "" if document.file is None else _file(document.file)
    location = (
        ""
        if document.location is None
        else f"<cac:ExternalReference>{text('URI', document.location)}</cac:ExternalReference>"
    )
    return f"<cac:Attachment>{file}{location}</cac:Attachment>"


def _file(file: AttachedFile) -> str:
    return (
        f'<cbc:EmbeddedDocumentBinaryObject mimeCode="{escape_attribute(file.media_type)}"'
        f' filename="{escape_attribute(file.file_name)}">'
        f"{b64encode(file.content).decode('ascii')}</cbc:EmbeddedDocumentBinaryObject>"
    )
