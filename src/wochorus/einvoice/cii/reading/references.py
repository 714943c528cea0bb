"""Documents that the invoice or a line refers to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wochorus.einvoice.cii.reading.attachments import read_supporting_document
from wochorus.einvoice.cii.reading.elements import expect, read_day, set_aside, text_in
from wochorus.einvoice.cii.vocabulary import OBJECT, PROJECT_NAME, SUPPORTING, TENDER
from wochorus.einvoice.model import Identifier, LinePrecedingInvoice, PrecedingInvoice
from wochorus.einvoice.unzipping import Unzipper

if TYPE_CHECKING:
    from wochorus.einvoice.model import SupportingDocument
    from wochorus.einvoice.xml_reading import Node

NUMBER = "ram:IssuerAssignedID"


@dataclass(slots=True)
class AdditionalDocuments:
    """What AdditionalReferencedDocument holds under one name: BT-17, BT-18 and BG-24."""

    tender: str | None = None
    invoiced_object: Identifier | None = None
    supporting: list[SupportingDocument] = field(default_factory=list)


def read_reference(node: Node, name: str) -> str | None:
    """Take the number of a document."""
    return text_in(node, name, NUMBER)


def read_line_reference(node: Node, name: str) -> tuple[str | None, str | None]:
    """Take the number of a document, and the line of it that is meant."""
    group = node.child(name)
    return (None, None) if group is None else (group.text(NUMBER), group.text("ram:LineID"))


def read_contract(agreement: Node) -> tuple[str | None, str | None]:
    """Take the contract (BT-12) and its nature (EXT-FR-FE-01)."""
    group = agreement.child("ram:ContractReferencedDocument")
    if group is None:
        return None, None
    return group.text(NUMBER), group.text("ram:ReferenceTypeCode")


def read_project(agreement: Node) -> str | None:
    """Take the project (BT-11); its name is told unless it is the customary one."""
    group = agreement.child("ram:SpecifiedProcuringProject")
    if group is None:
        return None
    number = group.text("ram:ID")
    expect(group, "ram:Name", PROJECT_NAME, PROJECT_NAME.title(), number)
    return number


def read_additional_documents(agreement: Node) -> AdditionalDocuments:
    """Take the call for tenders, the invoiced object and the supporting documents."""
    documents, unzipper = AdditionalDocuments(), Unzipper()
    for reference in agreement.children("ram:AdditionalReferencedDocument"):
        element = reference.take("ram:TypeCode")
        kind = None if element is None else reference.text_of(element)
        if kind == TENDER and documents.tender is None:
            documents.tender = reference.text(NUMBER)
        elif kind == OBJECT and documents.invoiced_object is None:
            documents.invoiced_object = read_object(reference)
        elif kind in {TENDER, OBJECT}:
            set_aside(reference, repeated=True)
        else:
            if element is not None and kind not in {None, SUPPORTING}:
                reference.log.unread(element, repeated=False)
            document = read_supporting_document(reference, unzipper)
            documents.supporting += [] if document is None else [document]
    return documents


def read_object(reference: Node) -> Identifier | None:
    """Read the object that is invoiced, of the invoice (BT-18) or of a line (BT-128)."""
    value = reference.text(NUMBER)
    scheme = reference.text("ram:ReferenceTypeCode")
    return None if value is None else Identifier(value, scheme)


def read_line_object(settlement: Node) -> Identifier | None:
    """Take the object that a line invoices (BT-128)."""
    found: Identifier | None = None
    for reference in settlement.children("ram:AdditionalReferencedDocument"):
        kind = reference.text("ram:TypeCode")
        if kind == OBJECT and found is None:
            found = read_object(reference)
        else:
            set_aside(reference, repeated=kind == OBJECT)
    return found


def read_preceding_invoices(settlement: Node) -> tuple[PrecedingInvoice, ...]:
    """Take the earlier invoices (BG-3)."""
    found = map(_read_preceding_invoice, settlement.children("ram:InvoiceReferencedDocument"))
    return tuple(invoice for invoice in found if invoice is not None)


def _read_preceding_invoice(group: Node) -> PrecedingInvoice | None:
    number = group.needed_text(NUMBER, "BT-25")
    if number is None:
        return None
    return PrecedingInvoice(
        number=number,
        issue_date=read_day(group, "ram:FormattedIssueDateTime", "BT-26"),
        type_code=group.text("ram:TypeCode"),
    )


def read_line_preceding_invoice(settlement: Node) -> LinePrecedingInvoice | None:
    """Take the earlier invoice that a line corrects (EXT-FR-FE-136)."""
    group = settlement.child("ram:InvoiceReferencedDocument")
    number = None if group is None else group.needed_text(NUMBER, "EXT-FR-FE-136")
    if group is None or number is None:
        return None
    return LinePrecedingInvoice(
        number=number,
        type_code=group.text("ram:TypeCode"),
        issue_date=read_day(group, "ram:FormattedIssueDateTime", "EXT-FR-FE-138"),
        line=group.text("ram:LineID"),
    )
