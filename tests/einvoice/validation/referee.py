"""The official stylesheet as it was published: the judge of the one that WO CHORUS writes anew."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from lxml import etree

from wochorus.einvoice.validation.artefacts import load_once
from wochorus.einvoice.validation.schematron.official_rules import Outcome, run_rules
from wochorus.einvoice.validation.schematron.saxon import (
    SaxonFailure,
    Stylesheet,
    compile_stylesheet,
    transform,
)
from wochorus.einvoice.validation.schematron.walk import VALUE_LENGTH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wochorus.einvoice.validation.artefacts import Artefact

STOPPED = "the rule set stopped"
_SVRL = "{http://purl.oclc.org/dsdl/svrl}"

# Rule id (the message where there is none), number of the element, message.
Verdict = Counter[tuple[str, int, str]]


def untouched(artefact: Artefact) -> Stylesheet:
    """Compile the official file as it is."""
    loaded = load_once(artefact)
    return compile_stylesheet(loaded.content.decode(), loaded.path.parent)


_kept = cache(untouched)


def both_verdicts(xml: str, artefact: Artefact) -> tuple[Verdict | str, Verdict | str]:
    """Give the verdicts of the rewritten stylesheet and of the official one."""
    fast, official = fast_verdict(xml, artefact), official_verdict(xml, artefact)
    if official == STOPPED != fast:
        # One that has run before may fail where a fresh one does not: see official_rules.
        official = official_verdict(xml, artefact, untouched(artefact))
    return fast, official


def official_verdict(
    xml: str, artefact: Artefact, stylesheet: Stylesheet | None = None
) -> Verdict | str:
    """Say what the official stylesheet finds, or that it stopped with an error."""
    (svrl,) = transform(xml, [stylesheet or _kept(artefact)])
    if isinstance(svrl, SaxonFailure):
        return STOPPED
    locations = _locations(etree.fromstring(xml.encode()))
    numbers = {location: number for number, location in enumerate(locations)}
    outcomes = etree.fromstring(svrl.encode(), etree.XMLParser(huge_tree=True)).iter(
        f"{_SVRL}failed-assert", f"{_SVRL}successful-report"
    )
    return Counter(
        _entry(entry.get("id") or "", numbers[str(entry.get("location"))], _message(entry))
        for entry in outcomes
    )


def fast_verdict(xml: str, artefact: Artefact) -> Verdict | str:
    """Say what the rewritten stylesheet finds, in the same terms."""
    (outcome,) = run_rules(xml, [artefact])
    assert isinstance(outcome, Outcome), outcome
    if outcome.breakdowns:
        return STOPPED
    return Counter(
        _entry(failure.check.rule_id, failure.element, failure.check.says(failure.values))
        for failure in outcome.failures
    )


def _entry(rule: str, element: int, message: str) -> tuple[str, int, str]:
    # Values in messages are cut: what lies beyond the cut is not compared.
    return (rule or message, element, message[:VALUE_LENGTH])


def _message(outcome: etree._Element) -> str:
    return " ".join((outcome.findtext(f"{_SVRL}text") or "").split())


def _locations(element: etree._Element, place: int = 1, above: str = "") -> Iterator[str]:
    """Give the location that official stylesheets write for each element, in document order."""
    name = etree.QName(element)
    step = str(name.localname)
    if name.namespace:
        step = f"*:{step}[namespace-uri()='{name.namespace!s}']"
    here = f"{above}/{step}[{place}]"
    yield here
    places: Counter[str] = Counter()
    for child in element.iterchildren("*"):
        places[str(child.tag)] += 1
        yield from _locations(child, places[str(child.tag)], here)
