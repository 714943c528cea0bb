"""Documents that the invoice or a line refers to, all of the type ReferencedDocument."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from wochorus.einvoice.cii.vocabulary import OBJECT, SUPPORTING, TENDER
from wochorus.einvoice.cii.writing.elements import digits, group, text_element
from wochorus.einvoice.xml_text import escape, escape_attribute

if TYPE_CHECKING:
    from datetime import date

    from wochorus.einvoice.model import (
        AttachedFile,
        Identifier,
        LinePrecedingInvoice,
        PrecedingInvoice,
        SupportingDocument,
    )


def reference(name: str, number: str | None, line: str | None = None) -> str:
    """Write a document of which only the number, and sometimes the line, is known."""
    return group(name, text_element("IssuerAssignedID", number) + text_element("LineID", line))


def contract(number: str | None, type_code: str | None) -> str:
    """Write the contract (BT-12) and its nature (EXT-FR-FE-01)."""
    return group(
        "ContractReferencedDocument",
        text_element("IssuerAssignedID", number) + text_element("ReferenceTypeCode", type_code),
    )


def tender(number: str | None) -> str:
    """Write the call for tenders or the lot (BT-17)."""
    return _additional(number, TENDER) if number else ""


def invoiced_object(identifier: Identifier | None) -> str:
    """Write the object that is invoiced, for the invoice (BT-18) or for a line (BT-128)."""
    if identifier is None:
        return ""
    return _additional(
        identifier.value, OBJECT, text_element("ReferenceTypeCode", identifier.scheme)
    )


def supporting_document(document: SupportingDocument) -> str:
    """Write a supporting document (BG-24), with its file (BT-125) in base64."""
    return (
        "<ram:AdditionalReferencedDocument>"
        f"<ram:IssuerAssignedID>{escape(document.reference)}</ram:IssuerAssignedID>"
        f"{text_element('URIID', document.location)}"
        f"<ram:TypeCode>{SUPPORTING}</ram:TypeCode>"
        f"{text_element('Name', document.description)}"
        f"{_attachment(document.file)}"
        "</ram:AdditionalReferencedDocument>"
    )


def preceding_invoice(earlier: PrecedingInvoice | LinePrecedingInvoice, line: str = "") -> str:
    """Write an earlier invoice (BG-3, EXT-FR-FE-136); ``line`` is its line, when one is meant."""
    return (
        "<ram:InvoiceReferencedDocument>"
        f"<ram:IssuerAssignedID>{escape(earlier.number)}</ram:IssuerAssignedID>"
        f"{text_element('LineID', line)}"
        f"{text_element('TypeCode', earlier.type_code)}"
        f"{_issue_date(earlier.issue_date)}"
        "</ram:InvoiceReferencedDocument>"
    )


def _additional(number: str, type_code: str, more: str = "") -> str:
    return (
        "<ram:AdditionalReferencedDocument>"
        f"<ram:IssuerAssignedID>{escape(number)}</ram:IssuerAssignedID>"
        f"<ram:TypeCode>{type_code}</ram:TypeCode>{more}"
        "</ram:AdditionalReferencedDocument>"
    )


def _attachment(file: AttachedFile | None) -> str:
    if file is None:
        return ""
    return (
        f'<ram:AttachmentBinaryObject mimeCode="{escape_attribute(file.media_type)}"'
        f' filename="{escape_attribute(file.file_name)}">'
        f"{base64.b64encode(file.content).decode()}</ram:AttachmentBinaryObject>"
    )


def _issue_date(day: date | None) -> str:
    # Only here is the inner element in the namespace of qualified types.
    if day is None:
        return ""
    return (
        '<ram:FormattedIssueDateTime><qdt:DateTimeString format="102">'
        f"{digits(day)}</qdt:DateTimeString></ram:FormattedIssueDateTime>"
    )
