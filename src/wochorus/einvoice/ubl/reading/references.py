"""What the document refers to: order, contract, earlier invoices, supporting documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wochorus.einvoice.model import PrecedingInvoice
from wochorus.einvoice.ubl.reading.attachments import read_supporting_document
from wochorus.einvoice.ubl.reading.elements import identifier_of
from wochorus.einvoice.ubl.vocabulary import (
    CREDIT_NOTE,
    NOT_AVAILABLE,
    OBJECT_REFERENCE,
    PROJECT_REFERENCE,
)
from wochorus.einvoice.unzipping import Unzipper

if TYPE_CHECKING:
    from wochorus.einvoice.model import Identifier, SupportingDocument
    from wochorus.einvoice.ubl.vocabulary import Kind
    from wochorus.einvoice.xml_reading import Node


def read_reference(node: Node, name: str) -> str | None:
    """Take the number of a document that is referred to."""
    reference = node.child(name)
    return None if reference is None else reference.text("cbc:ID")


def read_order(document: Node) -> tuple[str | None, str | None]:
    """Take the buyer's order (BT-13) and the seller's (BT-14), which UBL has only beside it."""
    reference = document.child("cac:OrderReference")
    if reference is None:
        return None, None
    order, sales_order = reference.text("cbc:ID"), reference.text("cbc:SalesOrderID")
    return (None if order == NOT_AVAILABLE and sales_order is not None else order), sales_order


def read_contract(document: Node) -> tuple[str | None, str | None]:
    """Take the contract (BT-12) and its nature (EXT-FR-FE-01)."""
    reference = document.child("cac:ContractDocumentReference")
    if reference is None:
        return None, None
    contract, nature = reference.text("cbc:ID"), reference.text("cbc:DocumentType")
    return (None if contract == NOT_AVAILABLE and nature is not None else contract), nature


def read_preceding_invoices(document: Node) -> tuple[PrecedingInvoice, ...]:
    """Take the earlier invoices (BG-3), credit notes among them."""
    found = map(_read_preceding_invoice, document.children("cac:BillingReference"))
    return tuple(earlier for earlier in found if earlier is not None)


def _read_preceding_invoice(group: Node) -> PrecedingInvoice | None:
    reference = group.child("cac:InvoiceDocumentReference") or group.child(
        "cac:CreditNoteDocumentReference"
    )
    number = None if reference is None else reference.needed_text("cbc:ID", "BT-25")
    if reference is None or number is None:
        return None
    return PrecedingInvoice(
        number=number,
        issue_date=reference.day("cbc:IssueDate", "BT-26"),
        type_code=reference.text("cbc:DocumentTypeCode"),
    )


@dataclass(slots=True)
class Documents:
    """What UBL mixes in one element: documents, the invoiced object, a credit note's project."""

    invoiced_object: Identifier | None = None
    project: str | None = None
    supporting: tuple[SupportingDocument, ...] = ()


def read_documents(document: Node, kind: Kind) -> Documents:
    """Sort the references to additional documents by their type."""
    documents, unzipper = Documents(), Unzipper()
    supporting = []
    for reference in document.children("cac:AdditionalDocumentReference"):
        element = reference.take("cbc:DocumentTypeCode")
        code = None if element is None else reference.text_of(element)
        if code == OBJECT_REFERENCE and documents.invoiced_object is None:
            documents.invoiced_object = read_object(reference, "BT-18")
        elif code == PROJECT_REFERENCE and kind is CREDIT_NOTE and documents.project is None:
            documents.project = reference.text("cbc:ID")
        else:
            supporting.append(read_supporting_document(reference, element, unzipper))
    documents.supporting = tuple(entry for entry in supporting if entry is not None)
    return documents


def read_object(reference: Node, term: str) -> Identifier | None:
    """Read the identifier of the invoiced object (BT-18, BT-128) out of its reference."""
    element = reference.take("cbc:ID")
    if element is None:
        reference.missing("cbc:ID", term)
        return None
    return identifier_of(reference, element)
