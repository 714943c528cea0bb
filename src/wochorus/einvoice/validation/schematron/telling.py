"""The failures of official rules, told as findings to a billing clerk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.einvoice.findings import Finding, Layer, Severity
from wochorus.einvoice.validation.capping import capped
from wochorus.einvoice.validation.xml_places import Places

if TYPE_CHECKING:
    from lxml.etree import _Element

    from wochorus.einvoice.validation.schematron.official_rules import (
        Breakdown,
        Failure,
        Outcome,
    )

# FNFE-MPE holds a Factur-X rule without flag for fatal, reports included
# (its maintainer in the public repository France_RFE, 2026-09-14).
_SEVERITIES = {"warning": Severity.WARNING, "information": Severity.INFORMATION}
NOT_USED = "FX-NOT-USED"
BREAKDOWN = "REGLES-INTERROMPUES"


def tell_outcome(outcome: Outcome, root: _Element) -> list[Finding]:
    """Tell what a rule set found; its places are those of the elements of ``root``."""
    if not outcome.failures and not outcome.breakdowns:
        return []
    elements, places = list(root.iter("*")), Places()

    def path(number: int | None) -> str:
        return "" if number is None else places.path(elements[number])

    return [
        *capped(
            outcome.breakdowns,
            lambda _: BREAKDOWN,
            lambda entry: _broken(outcome, entry, path(entry.element)),
        ),
        *capped(
            outcome.failures,
            lambda entry: (entry.check.rule_id, entry.check.flag),
            lambda entry: _failed(entry, path(entry.element)),
        ),
    ]


def _failed(failure: Failure, path: str) -> Finding:
    from wochorus.einvoice.validation.catalogue import explain

    check = failure.check
    official = check.says(failure.values)
    explanation = explain(check.rule_id, official, path)
    return Finding(
        layer=Layer.OFFICIAL,
        # The Factur-X reports on what a profile leaves out have no id of their own.
        rule=check.rule_id or NOT_USED,
        severity=_SEVERITIES.get(check.flag, Severity.ERROR),
        message=explanation.message,
        remedy=explanation.remedy,
        path=path,
        term=explanation.term,
        detail=official,
    )


def _broken(outcome: Outcome, breakdown: Breakdown, path: str) -> Finding:
    name = outcome.rule_set.name
    return Finding(
        layer=Layer.OFFICIAL,
        rule=BREAKDOWN,
        severity=Severity.ERROR,
        message=f"Les règles « {name} » n'ont pas pu être évaluées jusqu'au bout.",
        remedy="Corrigez d'abord les autres erreurs, surtout les éléments répétés et les valeurs "
        "qui ne sont ni des nombres ni des dates, puis vérifiez à nouveau la facture.",
        path=path,
        detail=breakdown.reason,
    )
