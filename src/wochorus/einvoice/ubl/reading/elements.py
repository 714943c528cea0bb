"""Elements that several sections read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.einvoice.model import Address, Identifier, Note, Period
from wochorus.einvoice.ubl.vocabulary import HISTORICAL_SCHEMES, SUBJECT

if TYPE_CHECKING:
    from datetime import date

    from lxml.etree import _Element

    from wochorus.einvoice.xml_reading import Node


NOWHERE = Address(country=None)
"""An address that says nothing: the model's own default is in France."""


def read_identifier(node: Node, name: str, attribute: str = "schemeID") -> Identifier | None:
    """Take an identifier and its scheme; the SIRET of the historical circuit gets its own."""
    element = node.take(name)
    return None if element is None else identifier_of(node, element, attribute)


def identifier_of(node: Node, element: _Element, attribute: str = "schemeID") -> Identifier | None:
    """Read a taken identifier and its scheme."""
    scheme = (element.get(attribute) or "").strip() or None
    historical = HISTORICAL_SCHEMES.get((element.get("schemeName") or "").strip())
    read_attributes = (attribute, "schemeName") if historical else (attribute,)
    value = node.text_of(element, *read_attributes)
    return None if value is None else Identifier(value, scheme or historical)


def read_notes(node: Node) -> tuple[Note, ...]:
    """Take notes, each with the subject that stands before its text."""
    texts = (node.text_of(element) for element in node.take_all("cbc:Note"))
    return tuple(_note(text) for text in texts if text is not None)


def _note(text: str) -> Note:
    found = SUBJECT.fullmatch(text)
    if found is None or not found[2].strip():
        return Note(text)
    return Note(found[2].strip(), found[1])


def read_period(period: Node | None, start_term: str, end_term: str) -> Period | None:
    """Read a period; one without any day is none."""
    if period is None:
        return None
    start: date | None = period.day("cbc:StartDate", start_term)
    end = period.day("cbc:EndDate", end_term)
    return None if start is None and end is None else Period(start=start, end=end)


def read_address(node: Node, name: str) -> Address | None:
    """Take an address; a country that is missing stays missing."""
    address = node.child(name)
    if address is None:
        return None
    line = address.child("cac:AddressLine")
    country = address.child("cac:Country")
    read = Address(
        line_1=address.text("cbc:StreetName"),
        line_2=address.text("cbc:AdditionalStreetName"),
        line_3=None if line is None else line.text("cbc:Line"),
        city=address.text("cbc:CityName"),
        postcode=address.text("cbc:PostalZone"),
        subdivision=address.text("cbc:CountrySubentity"),
        country=None if country is None else country.text("cbc:IdentificationCode"),
    )
    return None if read == NOWHERE else read
