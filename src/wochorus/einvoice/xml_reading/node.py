"""An element whose children are taken one by one, each at most once."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

    from wochorus.einvoice.xml_reading.log import ReadingLog

LONGEST_NUMBER = 60
"""Characters of a number. Chorus Pro takes nineteen digits."""

MOST_ATTRIBUTES = 100
"""Of one element, that are looked at. No format of invoices has more than five."""

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(Z|[+-]\d{2}:\d{2})?", re.ASCII)
_SCHEMA_INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}"


class Node:
    """A group: an element with child elements, named by their usual names (``cbc:ID``).

    Texts come without the space around them, empty texts as ``None``.
    """

    __slots__ = ("_left", "_repeated", "element", "log")

    def __init__(self, element: _Element, log: ReadingLog) -> None:
        self.element = element
        self.log = log
        self._left: dict[str, list[_Element]] = {}
        self._repeated: list[_Element] = []
        names = log.names
        left = self._left
        for child in element:
            tag = child.tag
            name = names.get(tag)
            if name is None:
                name = log.name(tag)
            if name in left:
                left[name].append(child)
            else:
                left[name] = [child]
        log.nodes.append(self)

    def take(self, name: str) -> _Element | None:
        """Take the first child of that name; further ones will be told as repeated."""
        found = self._left.pop(name, None)
        if found is None:
            return None
        if len(found) > 1:
            self._repeated += found[1:]
        return found[0]

    def take_all(self, name: str) -> list[_Element]:
        """Take all children of that name."""
        return self._left.pop(name, [])

    def child(self, name: str) -> Node | None:
        """Take the first child of that name as a group."""
        element = self.take(name)
        return None if element is None else Node(element, self.log)

    def children(self, name: str) -> list[Node]:
        """Take all children of that name as groups."""
        return [Node(element, self.log) for element in self._left.pop(name, ())]

    def ignore(self, *names: str) -> None:
        """Take children that say nothing of the invoice."""
        for name in names:
            self._left.pop(name, None)

    def text(self, name: str) -> str | None:
        """Take the text of a child."""
        element = self.take(name)
        return None if element is None else self.text_of(element)

    def needed_text(self, name: str, term: str) -> str | None:
        """Take the text of a child without which this group cannot be held, or tell its lack."""
        text = self.text(name)
        if text is None:
            self.missing(name, term)
        return text

    def number(self, name: str, term: str, *attributes: str) -> Decimal | None:
        """Take the number of a child, or tell why it is none; ``attributes`` are read elsewhere."""
        element = self.take(name)
        if element is None:
            return None
        return self.number_of(element, term, *attributes)

    def day(self, name: str, term: str) -> date | None:
        """Take the day of a child (``AAAA-MM-JJ``; a time zone is left aside), or tell why not."""
        element = self.take(name)
        text = None if element is None else self.text_of(element)
        if element is None or text is None:
            return None
        day = _day(text)
        if day is None:
            self.log.bad_value(
                element, text, term, is_no="une date", remedy="Écrivez la date ainsi : 2026-10-31."
            )
        return day

    def needed_number(self, name: str, term: str, *attributes: str) -> Decimal | None:
        """Take the number of a child without which this group cannot be held, or tell why not."""
        number = self.number(name, term, *attributes)
        if number is None:
            self.missing(name, term)
        return number

    def needed_day(self, name: str, term: str) -> date | None:
        """Take the day of a child without which this group cannot be held, or tell why not."""
        day = self.day(name, term)
        if day is None:
            self.missing(name, term)
        return day

    def missing(self, name: str, term: str) -> None:
        """Tell that this group cannot be held for want of a child."""
        self.log.missing(self.element, name, term)

    def assume(self, name: str, term: str, value: str) -> str:
        """Give ``value`` for a child that is missing, and tell that it was assumed."""
        self.log.assumed(self.element, name, term, value)
        return value

    def text_of(self, element: _Element, *attributes: str) -> str | None:
        """Read the text of a taken child; ``attributes`` are those that the caller reads."""
        self._tell_attributes(element, attributes)
        if len(element):
            return self._mixed_text(element)
        text = element.text
        return (text.strip() or None) if text else None

    def number_of(self, element: _Element, term: str, *attributes: str) -> Decimal | None:
        """Read the number of a taken child."""
        text = self.text_of(element, *attributes)
        if text is None:
            return None
        if len(text) <= LONGEST_NUMBER and _NUMBER.fullmatch(text):
            return Decimal(text)
        self.log.bad_value(
            element, text, term, is_no="un nombre", remedy="Écrivez le nombre ainsi : 1234.56."
        )
        return None

    def tell_unread(self) -> None:
        """Tell the children and attributes that no one took."""
        self._tell_attributes(self.element, ())
        for element in self._repeated:
            self.log.unread(element, repeated=True)
        for name, elements in self._left.items():
            if name:
                for element in elements:
                    self.log.unread(element, repeated=False)

    def _tell_attributes(self, element: _Element, known: tuple[str, ...]) -> None:
        # lxml looks for each value from the first attribute on: 100 000 would take a minute.
        for attribute in element.keys()[:MOST_ATTRIBUTES]:
            if attribute not in known and not attribute.startswith(_SCHEMA_INSTANCE):
                self.log.unread_attribute(element, attribute, element.get(attribute) or "")

    def _mixed_text(self, element: _Element) -> str | None:
        """Read a text cut by comments; elements inside a text have no place there."""
        parts = [element.text or ""]
        for child in element:
            if self.log.name(child.tag):
                self.log.unread(child, repeated=False)
            parts.append(child.tail or "")
        return "".join(parts).strip() or None


def _day(text: str) -> date | None:
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    try:
        return date.fromisoformat(found[1])
    except ValueError:  # a day that no month has
        return None
