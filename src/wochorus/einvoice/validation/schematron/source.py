"""An official Schematron stylesheet, read back into the rules that it was made from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml.etree import _Element

XSL = "{http://www.w3.org/1999/XSL/Transform}"
SVRL = "{http://purl.oclc.org/dsdl/svrl}"

_NO_OPS = frozenset({"text()", "@*|node()"})


class UnknownShape(ValueError):
    """The stylesheet holds something that the rewriting does not know: run it as it is."""


@dataclass(frozen=True, slots=True)
class Value:
    """An XPath expression whose value stands in a message."""

    select: str


@dataclass(frozen=True, slots=True)
class Check:
    """One assert (broken when ``test`` is false) or report (broken when ``test`` is true).

    ``number`` is its place in the rule book. ``rule_id`` and ``flag`` are empty when the official
    file gives none.
    """

    number: int
    rule_id: str
    flag: str
    test: str
    is_report: bool
    text: tuple[str | Value, ...]

    def says(self, values: tuple[str, ...]) -> str:
        """Give the official message, with the values found in the invoice, on one line."""
        found = iter(values)
        parts = (next(found, "") if isinstance(part, Value) else part for part in self.text)
        return " ".join("".join(parts).split())


@dataclass(frozen=True, slots=True)
class Let:
    """A variable of a rule."""

    name: str
    select: str


@dataclass(frozen=True, slots=True)
class Rule:
    """The checks of the elements that ``match`` describes (an XSLT match pattern).

    ``descends`` is false when the pattern looks at nothing below such an element.
    """

    match: str
    steps: tuple[Let | Check, ...]
    descends: bool


@dataclass(frozen=True, slots=True)
class Pattern:
    """Rules of which the first that matches an element is the only one to look at it."""

    name: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All rules of a stylesheet, its namespaces and its own functions and variables (as XSLT)."""

    namespaces: Mapping[str, str]
    patterns: tuple[Pattern, ...]
    definitions: tuple[str, ...]
    checks: tuple[Check, ...]


def read_rule_book(stylesheet: bytes) -> RuleBook:
    """Read a stylesheet compiled from Schematron by the ISO skeleton.

    Raises :class:`UnknownShape` when it holds anything that would be lost.
    """
    from lxml import etree

    parser = etree.XMLParser(remove_comments=True, no_network=True, resolve_entities=False)
    root = etree.fromstring(stylesheet, parser)
    reading = _Reading()
    modes = [
        str(entry.get("mode"))
        for entry in root.iter(f"{XSL}apply-templates")
        if entry.get("select") == "/"
    ]
    patterns = tuple(reading.pattern(mode, root) for mode in modes)
    return RuleBook(
        {prefix: uri for prefix, uri in root.nsmap.items() if prefix},
        patterns,
        tuple(_definitions(root)),
        tuple(reading.checks),
    )


def _definitions(root: _Element) -> Iterator[str]:
    from lxml import etree

    for entry in root.iterchildren(f"{XSL}function", f"{XSL}variable", f"{XSL}key"):
        if entry.get("name") != "document-uri":
            yield etree.tostring(entry, encoding="unicode", with_tail=False)


@dataclass(slots=True)
class _Reading:
    checks: list[Check] = field(default_factory=list)

    def pattern(self, mode: str, root: _Element) -> Pattern:
        templates = [
            entry
            for entry in root.iterchildren(f"{XSL}template")
            if entry.get("mode") == mode and entry.get("match") not in _NO_OPS
        ]
        priorities = [float(entry.get("priority") or 0) for entry in templates]
        if len(set(priorities)) != len(priorities):
            raise UnknownShape(f"{mode}: two rules of one priority")
        templates.sort(key=lambda entry: -float(entry.get("priority") or 0))
        return Pattern(mode, tuple(map(self._rule, templates)))

    def _rule(self, template: _Element) -> Rule:
        children = [child for child in template if child.tag != f"{SVRL}fired-rule"]
        descents = [child for child in children if child.tag == f"{XSL}apply-templates"]
        if any(descent.get("select") not in {"*", "@*|*"} for descent in descents):
            raise UnknownShape("a rule that looks elsewhere than below")
        steps = tuple(self._step(child) for child in children if child not in descents)
        return Rule(str(template.get("match")), steps, descends=bool(descents))

    def _step(self, step: _Element) -> Let | Check:
        if step.tag == f"{XSL}variable" and step.get("select") is not None and len(step) == 0:
            return Let(str(step.get("name")), str(step.get("select")))
        if step.tag == f"{XSL}choose":
            when, otherwise = step
            _expect_empty(when)
            return self._check(str(when.get("test")), otherwise, "failed-assert")
        if step.tag == f"{XSL}if":
            return self._check(str(step.get("test")), step, "successful-report")
        raise UnknownShape(str(step.tag))

    def _check(self, test: str, holder: _Element, outcome: str) -> Check:
        (result,) = holder
        if result.tag != SVRL + outcome:
            raise UnknownShape(str(result.tag))
        attributes = {entry.get("name"): entry.text for entry in result.iter(f"{XSL}attribute")}
        check = Check(
            number=len(self.checks),
            rule_id=attributes.get("id") or "",
            flag=attributes.get("flag") or "",
            test=test,
            is_report=outcome == "successful-report",
            text=tuple(_text(result)),
        )
        self.checks.append(check)
        return check


def _expect_empty(element: _Element) -> None:
    if len(element) or (element.text or "").strip():
        raise UnknownShape("an assert that does something when it holds")


def _text(result: _Element) -> Iterator[str | Value]:
    text = result.find(f"{SVRL}text")
    if text is None:
        return
    yield _kept(text.text)
    for part in text:
        if part.tag == f"{XSL}value-of":
            yield Value(str(part.get("select")))
        elif part.tag == f"{XSL}text":
            yield part.text or ""
        else:
            raise UnknownShape(str(part.tag))
        yield _kept(part.tail)


def _kept(text: str | None) -> str:
    """Drop a text of blanks only, as XSLT does in stylesheets."""
    return text if text and text.strip() else ""
