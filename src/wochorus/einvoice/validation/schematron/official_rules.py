"""Official rule sets ready to run: written anew, compiled once, kept with the process."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wochorus.einvoice.validation.artefacts import Loaded, RulesUnavailable, load_once
from wochorus.einvoice.validation.schematron.saxon import (
    SaxonFailure,
    SaxonUnavailable,
    Stylesheet,
    compile_stylesheet,
    refuse_forked_process,
    transform,
    transform_once,
)
from wochorus.einvoice.validation.schematron.source import Check, read_rule_book
from wochorus.einvoice.validation.schematron.walk import write_walk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wochorus.core.errors import Permanent
    from wochorus.einvoice.findings import RuleSet
    from wochorus.einvoice.validation.artefacts import Artefact


@dataclass(frozen=True, slots=True)
class Failure:
    """A check that an element does not pass.

    ``element`` counts the elements of the document from 0, in document order; ``values`` stand in
    the message of the check.
    """

    check: Check
    element: int
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Rules that could not be evaluated, and Saxon's reason.

    ``element`` is ``None`` when the whole rule set is concerned.
    """

    reason: str
    element: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one rule set found in a document."""

    rule_set: RuleSet
    failures: tuple[Failure, ...]
    breakdowns: tuple[Breakdown, ...] = ()


@dataclass(frozen=True, slots=True)
class CompiledRules:
    """A rule set written anew and compiled; ``text`` is the stylesheet."""

    rule_set: RuleSet
    checks: tuple[Check, ...]
    text: str
    stylesheet: Stylesheet


_compiled: dict[Artefact, CompiledRules] = {}
_compiling = threading.Lock()


def run_rules(xml: str, artefacts: Sequence[Artefact]) -> list[Outcome | Permanent]:
    """Run official rule sets over an XML document; each is compiled at its first use.

    ``xml`` must be free of document type and entities. What comes back for a rule set that could
    not run is the error that says why.
    """
    prepared = [_prepared_or_reason(artefact) for artefact in artefacts]
    ready = [rules for rules in prepared if isinstance(rules, CompiledRules)]
    try:
        outputs = iter(transform(xml, [rules.stylesheet for rules in ready]) if ready else [])
    except (SaxonUnavailable, SaxonFailure) as error:
        return [error if isinstance(rules, CompiledRules) else rules for rules in prepared]
    return [
        _settled(rules, next(outputs), xml) if isinstance(rules, CompiledRules) else rules
        for rules in prepared
    ]


def _prepared_or_reason(artefact: Artefact) -> CompiledRules | Permanent:
    try:
        return prepare(artefact)
    except (RulesUnavailable, SaxonUnavailable, SaxonFailure) as error:
        return error


def prepare(artefact: Artefact) -> CompiledRules:
    """Give the compiled rule set, compiling it if nobody has."""
    # Before the lock, which a thread of the parent process may have held at the fork.
    refuse_forked_process()
    with _compiling:
        if artefact not in _compiled:
            _compiled[artefact] = _compile(load_once(artefact))
        return _compiled[artefact]


def _compile(loaded: Loaded) -> CompiledRules:
    book = read_rule_book(loaded.content)
    text = write_walk(book, code_lists(loaded))
    return CompiledRules(loaded.rule_set, book.checks, text, compile_stylesheet(text))


def code_lists(loaded: Loaded) -> dict[str, dict[str, list[str]]]:
    """Read the code lists beside a rule set: file name → list number → codes."""
    from lxml import etree

    parser = etree.XMLParser(no_network=True, resolve_entities=False)
    return {
        file.name: {
            str(codes.get("id")): [str(code.get("value")) for code in codes.iter("enumeration")]
            for codes in etree.fromstring(file.read_bytes(), parser).iter("cl")
        }
        for file in loaded.companions
    }


def _settled(rules: CompiledRules, output: str | SaxonFailure, xml: str) -> Outcome:
    """Read an output; one with errors is made again by a stylesheet without a past.

    Saxon learns which variables are worth computing before they are asked for. An experienced
    stylesheet may so fail on a value that no rule needs in this document, where a fresh one does
    not: the outcome must be a matter of the document alone.
    """
    outcome = _outcome(rules, output)
    if not outcome.breakdowns:
        return outcome
    return _outcome(rules, transform_once(xml, rules.text))


def _outcome(rule: CompiledRules, output: str | SaxonFailure) -> Outcome:
    if isinstance(output, SaxonFailure):
        return Outcome(rule.rule_set, (), (Breakdown(str(output)),))
    failures, breakdowns = [], []
    for line in output.split("\n"):
        number, _, rest = line.partition("\t")
        element, *values = rest.split("\t")
        if number == "!":
            breakdowns.append(Breakdown(values[0], int(element) - 1))
        elif number:
            failures.append(Failure(rule.checks[int(number)], int(element) - 1, tuple(values)))
    return Outcome(rule.rule_set, tuple(failures), tuple(breakdowns))
