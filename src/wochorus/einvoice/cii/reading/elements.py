"""Elements that several sections read."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from wochorus.einvoice.cii.vocabulary import HISTORICAL_SCHEMES
from wochorus.einvoice.findings import Severity
from wochorus.einvoice.model import Identifier, Note, Period
from wochorus.einvoice.xml_reading.log import named

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.etree import _Element

    from wochorus.einvoice.xml_reading import Node

_LENGTHS = {"102": 8, "203": 12, "204": 14}
"""Formats of UNTDID 2379 that begin with year, month and day, and their number of digits."""


def text_in(node: Node, group: str, name: str) -> str | None:
    """Take a text that stands in a group of its own."""
    child = node.child(group)
    return None if child is None else child.text(name)


def shared_text(groups: Iterable[Node], name: str) -> str | None:
    """Take a text that each of the groups repeats; what one says otherwise is told."""
    found: str | None = None
    for group in groups:
        element = group.take(name)
        text = None if element is None else group.text_of(element)
        if element is None or text is None:
            continue
        if found is None:
            found = text
        elif text != found:
            group.log.unread(element, repeated=True)
    return found


def expect(node: Node, name: str, *expected: str | None) -> None:
    """Take a text that says nothing when it is one of ``expected``, and is told otherwise."""
    element = node.take(name)
    if element is not None and node.text_of(element) not in {None, *expected}:
        node.log.unread(element, repeated=False)


def set_aside(group: Node, *, repeated: bool) -> None:
    """Tell a whole group as content that is not taken, and nothing more of what it contains."""
    group.log.unread(group.element, repeated=repeated)
    group.ignore(*(group.log.name(child.tag) for child in group.element))


def read_identifier(node: Node, name: str) -> Identifier | None:
    """Take an identifier and its scheme."""
    element = node.take(name)
    return None if element is None else identifier_of(node, element)


def identifier_of(node: Node, element: _Element) -> Identifier | None:
    """Read a taken identifier and its scheme."""
    value = node.text_of(element, "schemeID")
    scheme = attribute_of(element, "schemeID")
    if value is None:
        return None
    return Identifier(value, HISTORICAL_SCHEMES.get(scheme, scheme) if scheme else None)


def attribute_of(element: _Element, name: str) -> str | None:
    """Read an attribute; an empty one is none."""
    return (element.get(name) or "").strip() or None


def read_notes(node: Node) -> tuple[Note, ...]:
    """Take notes and their subjects."""
    notes = map(_read_note, node.children("ram:IncludedNote"))
    return tuple(note for note in notes if note is not None)


def _read_note(group: Node) -> Note | None:
    text = group.needed_text("ram:Content", "BT-22")
    return None if text is None else Note(text, group.text("ram:SubjectCode"))


def read_period(node: Node, start_term: str, end_term: str) -> Period | None:
    """Take a period of billing; one without any day is none."""
    group = node.child("ram:BillingSpecifiedPeriod")
    if group is None:
        return None
    start = read_day(group, "ram:StartDateTime", start_term)
    end = read_day(group, "ram:EndDateTime", end_term)
    return None if start is None and end is None else Period(start=start, end=end)


def read_day(node: Node, name: str, term: str) -> date | None:
    """Take a day written in digits, or tell why it is none.

    The format may be missing, as in the samples of 2018. An hour is told, and left aside.
    """
    group = node.child(name)
    if group is None:
        return None
    for inner in ("udt:DateTimeString", "qdt:DateTimeString", "udt:DateString"):
        element = group.take(inner)
        if element is not None:
            return _day_of(group, element, term)
    return group.day("udt:DateTime", term)


def _day_of(group: Node, element: _Element, term: str) -> date | None:
    digits = group.text_of(element, "format")
    if digits is None:
        return None
    day = _parsed(digits, element.get("format") or "102")
    if day is None:
        group.log.bad_value(
            element,
            digits,
            term,
            is_no="une date",
            remedy="Écrivez la date en huit chiffres, au format 102 : 20261031.",
        )
    elif digits[8:].strip("0"):
        _tell_hour(group, element, digits, term)
    return day


def _parsed(digits: str, date_format: str) -> date | None:
    if len(digits) != _LENGTHS.get(date_format) or not (digits.isascii() and digits.isdecimal()):
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None


def _tell_hour(group: Node, element: _Element, digits: str, term: str) -> None:
    group.log.tell(
        element,
        "WO-LECTURE-HEURE",
        Severity.INFORMATION,
        f"{named(term)} a une heure (« {digits} ») : seul le jour est repris",
        remedy="Rien à faire : une facture ne porte pas d'heure.",
        term=term,
    )
