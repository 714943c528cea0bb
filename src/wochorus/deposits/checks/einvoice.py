"""What the e-invoice engine found, as anomalies beside those of the other checks.

The judges of the engine (schema, official rules, rules of Chorus Pro) and these checks look at the
same invoice. What both tell is told once, in the words of the check, at the more severe level of
the two; two findings tell the same when they are about the same business term.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from wochorus.deposits.checks.anomaly import Finding, Level
from wochorus.deposits.making import is_archival
from wochorus.deposits.syntaxes import is_einvoice
from wochorus.einvoice.findings import Layer, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wochorus.core.errors import WoChorusError
    from wochorus.deposits.checks.anomaly import Candidate
    from wochorus.deposits.judging import Opinion
    from wochorus.einvoice.findings import Finding as EngineFinding

RULES_NOT_RUN = "REGLES-NON-EXECUTEES"

_ALONE = (
    " Déposez-la à part (--mode sequential) : Chorus Pro peut rejeter tout le flux qui la contient."
)
PAGE_CODES = frozenset({"PDF_MISSING", "PDF_EMPTY", "PDF_UNREADABLE"})
"""Checks that tell all that there is to tell of the invoice's own PDF."""

_LEVELS = {Severity.ERROR: Level.BLOCKING, Severity.WARNING: Level.WARNING}
_BUYER = frozenset({"BT-46", "BT-47", "BT-48", "BT-49"})
_SERVICE, _ENGAGEMENT = frozenset({"BT-10"}), frozenset({"BT-13"})
_TAXES = frozenset({"BG-23", "BT-116", "BT-117", "BT-118", "BT-119"})
SUBJECTS: dict[str, frozenset[str]] = {
    "SIRET_MISSING": _BUYER,
    "SIRET_MALFORMED": _BUYER,
    "SIRET_KEY": _BUYER,
    "STRUCTURE_UNKNOWN": _BUYER,
    "STRUCTURE_CLOSED": _BUYER,
    "STRUCTURE_INACTIVE": _BUYER,
    "STRUCTURE_WORKS_ONLY": _BUYER,
    "BUYER_PRIVATE": _BUYER,
    "SERVICE_MISSING": _SERVICE,
    "SERVICE_UNKNOWN": _SERVICE,
    "SERVICE_CLOSED": _SERVICE,
    "SERVICE_INACTIVE": _SERVICE,
    "SERVICE_RESERVED": _SERVICE,
    "SERVICE_TOO_LONG": _SERVICE,
    "SERVICE_ENGAGEMENT_MISSING": _ENGAGEMENT,
    "SERVICE_OR_ENGAGEMENT_MISSING": _SERVICE | _ENGAGEMENT,
    "ENGAGEMENT_MISSING": _ENGAGEMENT,
    "ENGAGEMENT_TOO_LONG": _ENGAGEMENT,
    "MARCHE_TOO_LONG": frozenset({"BT-12"}),
    "NUMBER_TOO_LONG": frozenset({"BT-1"}),
    "NUMBER_CHARACTER": frozenset({"BT-1"}),
    "NUMBER_SPACES": frozenset({"BT-1"}),
    "DATE_IN_FUTURE": frozenset({"BT-2"}),
    "DUE_DATE_TOO_EARLY": frozenset({"BT-9"}),
    "TAX_BREAKDOWN_MISSING": _TAXES | {"BT-110"},
    "TAX_CATEGORY_MISSING": _TAXES | {"BT-120", "BT-121"},
    "TAX_AMOUNT": frozenset({"BT-117"}),
    "TOTAL_HT": frozenset({"BT-106", "BT-109", "BT-112", "BT-116", "BG-22"}),
    "TOTAL_TVA": frozenset({"BT-110", "BT-112", "BT-117", "BG-22"}),
    "TOTAL_TTC": frozenset({"BT-112", "BT-115", "BG-22"}),
    "AMOUNT_DUE": frozenset({"BT-113", "BT-115", "BG-22"}),
    "TOTAL_NEGATIVE": frozenset({"BT-109", "BT-112", "BT-113", "BT-115", "BG-22"}),
    "CADRE": frozenset({"BT-23"}),
    "ALREADY_PAID_AMOUNT": frozenset({"BT-23", "BT-113", "BT-115"}),
    "CREDIT_NOTE_ORIGIN": frozenset({"BT-25", "BG-3"}),
    "CREDIT_NOTE_ORIGIN_UNKNOWN": frozenset({"BT-25", "BG-3"}),
    **dict.fromkeys(
        (
            "ATTACHMENT_MISSING",
            "ATTACHMENT_TYPE",
            "ATTACHMENT_NAME",
            "ATTACHMENT_EMPTY",
            "ATTACHMENT_TOO_LARGE",
            "ATTACHMENT_NOT_IN_XML",
            "ATTACHMENT_RESERVED_NAME",
            "INVOICE_TOO_LARGE",
        ),
        frozenset({"BG-24", "BT-122", "BT-124", "BT-125"}),
    ),
}
"""The business terms that each check speaks of."""


def with_opinion(candidate: Candidate, told: list[Finding], opinion: Opinion) -> list[Finding]:
    """Add what the engine found on an invoice to what the checks found."""
    if not is_einvoice(candidate.document_format):
        return [*told, _fell_to_minimal()]
    kept, added = list(told), list[Finding]()
    for finding in _worth_telling(opinion, told):
        same = [place for place, other in enumerate(kept) if _is_told_by(finding, other)]
        for place in same:
            kept[place] = _at_least(kept[place], _LEVELS[finding.severity])
        if not same:
            added.append(as_anomaly(finding))
    if opinion.failure is not None:
        added.append(_not_made(opinion.failure))
    return [*kept, *dict.fromkeys(added)]


def rules_missing(opinions: Iterable[Opinion]) -> Iterator[Finding]:
    """Tell once that official rules could not look: nothing may leave unjudged."""
    found = {
        finding: None
        for opinion in opinions
        for finding in opinion.findings
        if finding.rule == RULES_NOT_RUN
    }
    for message, remedy in dict.fromkeys((each.message, each.remedy) for each in found):
        yield Finding("EINVOICE_RULES_MISSING", _bare(message), remedy)


def as_anomaly(finding: EngineFinding) -> Finding:
    """Say a finding of the engine as an anomaly, its rule after the sentence."""
    message = f"{_bare(finding.message)} (règle {finding.rule})"
    level = _LEVELS[finding.severity]
    if finding.layer is not Layer.CONTAINER:
        return Finding("EINVOICE_RULE", message, finding.remedy, level)
    risk = "" if is_archival([finding]) else _ALONE
    return Finding("EINVOICE_PDF", message, f"{finding.remedy}{risk}", level)


def _worth_telling(opinion: Opinion, told: list[Finding]) -> Iterator[EngineFinding]:
    is_page_told = any(finding.code in PAGE_CODES for finding in told)
    for finding in (*opinion.findings, *(() if is_page_told else _of_page(opinion.page))):
        if finding.severity is not Severity.INFORMATION and finding.rule != RULES_NOT_RUN:
            yield finding


def _of_page(findings: tuple[EngineFinding, ...]) -> tuple[EngineFinding, ...]:
    """Of a PDF that does not even announce itself as PDF/A, leave the details untold."""
    if is_archival(findings):
        return findings
    return tuple(
        finding
        for finding in findings
        if finding.severity is Severity.ERROR or not is_archival([finding])
    )


def _is_told_by(finding: EngineFinding, other: Finding) -> bool:
    return bool(finding.term) and finding.term in SUBJECTS.get(other.code, ())


def _at_least(finding: Finding, level: Level) -> Finding:
    return replace(finding, level=level) if level is Level.BLOCKING else finding


def _not_made(failure: WoChorusError) -> Finding:
    place = f" ({failure.where})" if failure.where else ""
    return Finding("EINVOICE_NOT_MADE", f"{failure.what}{place}", failure.remedy)


def _fell_to_minimal() -> Finding:
    """Tell that an invoice leaves without its lines, as its own PDF cannot carry them."""
    return Finding(
        "PDF_NOT_ARCHIVAL",
        "Le PDF de la facture n'est pas un PDF/A : elle part au format CPP minimal, sans ses "
        "lignes",
        "Pour qu'elle parte en Factur-X, exportez-le en PDF/A, ou retirez-le : WO CHORUS met alors "
        "la facture en page.",
        Level.WARNING,
    )


def _bare(sentence: str) -> str:
    return sentence.removesuffix(".")
