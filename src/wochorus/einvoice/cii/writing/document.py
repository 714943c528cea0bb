"""Number, type, date and notes of the invoice: ExchangedDocument."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.einvoice.cii.writing.elements import date_element, text_element
from wochorus.einvoice.xml_text import escape

if TYPE_CHECKING:
    from wochorus.einvoice.model import Invoice, Note


def document(invoice: Invoice) -> str:
    """Write BT-1, BT-3, BT-2 and the notes (BG-1)."""
    return (
        "<rsm:ExchangedDocument>"
        f"<ram:ID>{escape(invoice.number)}</ram:ID>"
        f"<ram:TypeCode>{escape(invoice.type_code)}</ram:TypeCode>"
        f"{date_element('IssueDateTime', invoice.issue_date)}"
        f"{''.join(map(note, invoice.notes))}"
        "</rsm:ExchangedDocument>"
    )


def note(entry: Note) -> str:
    """Write a note and its subject, of the invoice or of a line."""
    return (
        f"<ram:IncludedNote><ram:Content>{escape(entry.text)}</ram:Content>"
        f"{text_element('SubjectCode', entry.subject_code)}</ram:IncludedNote>"
    )
