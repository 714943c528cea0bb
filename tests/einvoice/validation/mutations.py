"""Invoices made wrong in every way that comes to mind, the same ones for the same seed."""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING

from lxml import etree

from wochorus.einvoice.validation.schematron.match import alternatives

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from random import Random

    from wochorus.einvoice.validation.schematron.source import RuleBook

_CODES = (
    *("S", "Z", "E", "AE", "K", "G", "O", "L", "M", "B"),
    *("380", "381", "384", "386", "389", "503", "30", "58", "49", "916", "130", "50", "5153"),
    *("EUR", "USD", "FR", "DE", "XX", "VA", "FC", "VAT", "0002", "0009", "0224", "0225", "9999"),
    *("S1", "B8", "M9", "A1", "PMT", "PMD", "AAB", "BAR", "B2B", "GROUP", "DETAIL", "INFORMATION"),
    *("true", "false", "TRUE", "", " ", "A B", "zz", "102", "20230229", "2024-02-30", "HUR", "C62"),
)
_AMOUNT = re.compile(r"-?\d+(\.\d+)?")
_AMOUNTS = ("-1", "0", "0.001", "99999999999999999999.123", "1e3", "x")
_FORBIDDEN = re.compile(r"not\s*\(\s*((?:/?[\w-]+:\w+)+(?:/@\w+)?)\s*\)")

# The name of an element, and a path below it that a rule forbids.
Forbidden = tuple[str, tuple[str, ...]]


def forbidden_paths(book: RuleBook) -> Iterator[Forbidden]:
    """List the paths that rules forbid in so many words: ``not(cac:Delivery/cbc:Quantity)``."""
    for pattern in book.patterns:
        for rule in pattern.rules:
            for step in rule.steps:
                found = _FORBIDDEN.fullmatch(getattr(step, "test", ""))
                if found and not found[1].startswith("/"):
                    path = tuple(_expanded(name, book) for name in found[1].split("/"))
                    for alternative in alternatives(rule.match):
                        if not alternative.name.endswith("*"):
                            yield _expanded(alternative.name, book), path


def _expanded(name: str, book: RuleBook) -> str:
    prefix, _, local = name.rpartition(":")
    return f"{{{book.namespaces[prefix]}}}{local}" if prefix else name


class Mutator:
    """Makes wrong invoices out of sound ones of one syntax."""

    def __init__(
        self,
        samples: Iterable[etree._Element],
        random: Random,
        forbidden: Iterable[Forbidden] = (),
    ) -> None:
        self._random = random
        self._forbidden = sorted(set(forbidden))
        self._donors: dict[str, list[etree._Element]] = {}
        for sample in samples:
            for element in sample.iter("*"):
                self._donors.setdefault(str(element.tag), []).append(element)
        self._tags = sorted(self._donors)

    def mutated(self, sample: etree._Element) -> etree._Element:
        """Return a copy of ``sample`` with one to four changes."""
        root = copy.deepcopy(sample)
        for _ in range(self._random.randint(1, 4)):
            self._random.choice(list(self._changes()))(root)
        return root

    def _changes(self) -> Iterator[Callable[[etree._Element], None]]:
        yield from (self._drop, self._duplicate, self._change_code, self._change_amount)
        yield from (self._change_attribute, self._transplant, self._add_foreign, self._empty)
        yield self._change_every_code
        if self._forbidden:
            yield self._do_what_is_forbidden

    def _any(self, root: etree._Element) -> etree._Element:
        # The root stays: without it there is no invoice to speak of.
        return self._random.choice(list(root.iterdescendants("*")) or [root])

    def _leaf(self, root: etree._Element) -> etree._Element:
        leaves = [element for element in root.iterdescendants("*") if not len(element)]
        return self._random.choice(leaves or [root])

    def _drop(self, root: etree._Element) -> None:
        element = self._any(root)
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)

    def _duplicate(self, root: etree._Element) -> None:
        element = self._any(root)
        if element.getparent() is not None:
            element.addnext(copy.deepcopy(element))

    def _empty(self, root: etree._Element) -> None:
        element = self._any(root)
        del element[:]
        element.text = None

    def _change_code(self, root: etree._Element) -> None:
        self._leaf(root).text = self._random.choice(_CODES)

    def _change_every_code(self, root: etree._Element) -> None:
        """Give all elements of one name one code: most rules on VAT categories need that."""
        name, code = str(self._leaf(root).tag), self._random.choice(_CODES)
        for element in root.iter(name):
            element.text = code

    def _change_amount(self, root: etree._Element) -> None:
        amounts = [element for element in root.iter("*") if _AMOUNT.fullmatch(element.text or "")]
        if amounts:
            element = self._random.choice(amounts)
            element.text = self._random.choice([f"{element.text}9", *_AMOUNTS])

    def _change_attribute(self, root: etree._Element) -> None:
        element = self._random.choice([entry for entry in root.iter("*") if entry.attrib] or [root])
        name = self._random.choice([*map(str, element.attrib), "schemeID", "listID", "currencyID"])
        if self._random.random() < 0.3 and name in element.attrib:
            del element.attrib[name]
        else:
            element.set(name, self._random.choice(_CODES))

    def _transplant(self, root: etree._Element) -> None:
        """Put into an element what an element of that name holds in another invoice."""
        element = self._any(root)
        donor = self._random.choice(self._donors.get(str(element.tag), [element]))
        if len(donor):
            element.append(copy.deepcopy(self._random.choice(list(donor))))

    def _add_foreign(self, root: etree._Element) -> None:
        """Put an element where no invoice has it."""
        donor = self._random.choice(self._donors[self._random.choice(self._tags)])
        self._any(root).append(copy.deepcopy(donor))

    def _do_what_is_forbidden(self, root: etree._Element) -> None:
        for _ in range(8):
            name, path = self._random.choice(self._forbidden)
            element = next(root.iter(name), None)
            if element is not None:
                _grow(element, path)


def _grow(element: etree._Element, path: tuple[str, ...]) -> None:
    *_, last = path
    for step in path:
        if step.startswith("@"):
            element.set(step[1:], "x")
            return
        below = None if step is last else element.find(step)
        element = etree.SubElement(element, step) if below is None else below
