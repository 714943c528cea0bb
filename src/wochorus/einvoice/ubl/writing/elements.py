"""Elements that several sections write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.einvoice.xml_text import escape, escape_attribute

if TYPE_CHECKING:
    from datetime import date

    from wochorus.einvoice.model import Identifier, Note, Period


def text(name: str, value: str | None) -> str:
    """Write a text as ``cbc:name``, or nothing."""
    return "" if value is None else f"<cbc:{name}>{escape(value)}</cbc:{name}>"


def identifier(name: str, value: Identifier | None) -> str:
    """Write an identifier with its scheme as ``cbc:name``, or nothing."""
    if value is None:
        return ""
    scheme = "" if value.scheme is None else f' schemeID="{escape_attribute(value.scheme)}"'
    return f"<cbc:{name}{scheme}>{escape(value.value)}</cbc:{name}>"


def notes(values: tuple[Note, ...]) -> str:
    """Write notes; a subject stands before its text, between sharp signs (EN 16931-3-2)."""
    return "".join(
        f"<cbc:Note>{escape(note.text)}</cbc:Note>"
        if note.subject_code is None
        else f"<cbc:Note>#{escape(note.subject_code)}#{escape(note.text)}</cbc:Note>"
        for note in values
    )


def date_of(name: str, day: date | None) -> str:
    """Write a day as ``cbc:name``, or nothing."""
    return "" if day is None else f"<cbc:{name}>{day.isoformat()}</cbc:{name}>"


def period(value: Period | None, tax_point_code: str | None = None) -> str:
    """Write a period and the code that says when VAT falls due (BT-8), or nothing."""
    days = ""
    if value is not None:
        days = f"{date_of('StartDate', value.start)}{date_of('EndDate', value.end)}"
    content = f"{days}{text('DescriptionCode', tax_point_code)}"
    return f"<cac:InvoicePeriod>{content}</cac:InvoicePeriod>" if content else ""
