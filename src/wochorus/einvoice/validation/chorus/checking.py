"""The rules of Chorus Pro in their order, and an invoice held against those of its circuit."""

from __future__ import annotations

from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from wochorus.einvoice.validation.chorus import (
    amounts,
    attachments,
    characters,
    dates,
    frames,
    identifiers,
    invoice_numbers,
    lengths,
    mentions,
    payment,
    prices,
    references,
    routing,
)
from wochorus.einvoice.validation.chorus.case import NO_REQUIREMENTS, Case, Requirements
from wochorus.einvoice.validation.chorus.rule import Breach, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from wochorus.einvoice.dialects import Circuit, Dialect
    from wochorus.einvoice.findings import Finding
    from wochorus.einvoice.model import Invoice

MOST_BREACHES = 50
"""Told for one rule. A file of a million lines may break a rule on each of them."""

CHAPTERS: tuple[tuple[str, tuple[Rule, ...]], ...] = (
    ("Cadre de facturation", frames.RULES),
    ("Numéro de facture", invoice_numbers.RULES),
    ("Type de document et références", references.RULES),
    ("Vendeur et acheteur", identifiers.RULES),
    ("Code service et engagement", routing.RULES),
    ("Règlement", payment.RULES),
    ("Nombres, prix et totaux", (*prices.RULES, *amounts.RULES)),
    ("Dates", dates.RULES),
    ("Longueurs", lengths.RULES),
    ("Caractères", characters.RULES),
    ("Pièces jointes", attachments.RULES),
    ("Mentions légales", mentions.RULES),
)

RULES: tuple[Rule, ...] = tuple(rule for _, rules in CHAPTERS for rule in rules)


def check_chorus(
    invoice: Invoice,
    dialect: Dialect,
    *,
    requirements: Requirements = NO_REQUIREMENTS,
    today: date | None = None,
) -> tuple[Finding, ...]:
    """Hold ``invoice`` against the rules of Chorus Pro for the circuit of ``dialect``.

    ``invoice`` is one already said in the dialect, or one read from a foreign file. What the
    recipient asks for comes from the annuaire. Without ``today`` no date is taken for a future
    one. Never raises, whatever the values of the invoice; at most ``MOST_BREACHES`` findings and
    one that says so are told for a rule.
    """
    case = Case(invoice=invoice, dialect=dialect, requirements=requirements, today=today)
    return tuple(finding for rule in rules_of(dialect.circuit) for finding in _findings(rule, case))


@cache
def rules_of(circuit: Circuit) -> tuple[Rule, ...]:
    """List the rules of a circuit."""
    return tuple(rule for rule in RULES if circuit in rule.circuits)


def _findings(rule: Rule, case: Case) -> Iterator[Finding]:
    if rule.reckons and not case.can_be_reckoned:
        return
    breaches = rule.look(case)
    for breach in islice(breaches, MOST_BREACHES):
        yield rule.finding(breach)
    if next(breaches, None) is not None:
        yield rule.finding(_and_more())


def _and_more() -> Breach:
    return Breach(
        f"Cette règle est enfreinte à plus de {MOST_BREACHES} endroits ; les autres ne sont pas "
        "montrés.",
        "Corrigez d'abord ceux qui le sont : la cause est souvent la même.",
        "",
    )
