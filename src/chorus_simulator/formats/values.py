"""Reading values out of an XML tree, noting what is missing or malformed on the way.

The schemas of CII and UBL let nearly everything be absent and amounts be of any length, so what
the portal asks beyond them is asked here: numbers of at most 19 digits, 6 of them decimals.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from chorus_simulator.formats.record import NO_DATE, NOTHING, Unread

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml import etree

DIGITS_MAXIMUM, DECIMALS_MAXIMUM = 19, 6
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
COMPACT, DASHED = re.compile(r"[0-9]{8}"), re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
"""The two forms of a date: that of CII (format 102) and that of UBL."""
_MISSING = "la donnée est obligatoire"
_STEP = re.compile(r"([a-z]+):")
_WHOLE: dict[str, str] = {}
"""Paths written out; no two formats give one prefix to two namespaces."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document being read: its root, its prefixes, and what could not be read so far."""

    root: etree._Element
    prefixes: Mapping[str, str]
    unread: list[Unread] = field(default_factory=list)

    def _whole(self, path: str) -> str:
        """Write a path with its namespaces; doing it once for each path halves the reading."""
        known = _WHOLE.get(path)
        if known is None:
            known = _STEP.sub(lambda step: f"{{{self.prefixes[step[1]]}}}", path)
            _WHOLE[path] = known
        return known

    def first(self, path: str) -> etree._Element | None:
        """Find the first element at a path."""
        return self.root.find(self._whole(path))

    def all(self, path: str) -> list[etree._Element]:
        """Find every element at a path."""
        return self.root.findall(self._whole(path))

    def text(self, path: str, base: etree._Element | None = None) -> str:
        """Read the first text that is not blank at a path, or nothing."""
        start = self.root if base is None else base
        for node in start.iterfind(self._whole(path)):
            if found := (node.text or "").strip():
                return found
        return ""

    def attribute(self, path: str, name: str, base: etree._Element) -> str:
        """Read an attribute of the first element at a path, or nothing."""
        node = base.find(self._whole(path))
        return "" if node is None else node.get(name, "").strip()

    def needed(self, name: str, path: str) -> str:
        """Read a text that must be there; ``name`` is its key in the tags."""
        found = self.text(path)
        if not found:
            self.note(name, _MISSING)
        return found

    def note(self, name: str, sentence: str) -> None:
        """Note a value that could not be read."""
        self.unread.append(Unread(name, sentence))

    def number(self, name: str, text: str) -> Decimal | None:
        """Read a number (None when there is none; noted when it is malformed)."""
        if not text:
            return None
        digits = text.lstrip("+-").replace(".", "")
        decimals = text.partition(".")[2]
        sound = len(digits) <= DIGITS_MAXIMUM and len(decimals) <= DECIMALS_MAXIMUM
        if not _NUMBER.fullmatch(text) or not sound:
            self.note(
                name,
                f"nombre malformé : {text[:30]} ({DIGITS_MAXIMUM} chiffres dont "
                f"{DECIMALS_MAXIMUM} décimales au plus)",
            )
            return None
        return Decimal(text)

    def amount(self, name: str, path: str, base: etree._Element | None = None) -> Decimal | None:
        """Read an amount that may be absent."""
        return self.number(name, self.text(path, base))

    def needed_amount(self, name: str, path: str, base: etree._Element | None = None) -> Decimal:
        """Read an amount that must be there."""
        text = self.text(path, base)
        if not text:
            self.note(name, _MISSING)
        found = self.number(name, text)
        return NOTHING if found is None else found

    def day(self, name: str, text: str, form: re.Pattern[str]) -> date:
        """Read a date that must be there."""
        if not text:
            self.note(name, _MISSING)
            return NO_DATE
        try:
            found = date.fromisoformat(text) if form.fullmatch(text) else None
        except ValueError:
            found = None
        if found is None:
            self.note(name, f"date malformée : {text[:20]}")
        return found or NO_DATE
