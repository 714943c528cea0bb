"""What the engine found in an invoice, and the rule sets that looked.

A *finding* is one thing wrong, with the rule that says so and what to do about it. A *report*
gathers the findings of a document with the identity of every rule set that ran: a report without
findings means nothing unless one knows who looked.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Layer(StrEnum):
    """The layers of validation, in the order in which they run."""

    LIMITS = "limites"
    CONTAINER = "contenant"
    WELL_FORMED = "XML"
    SCHEMA = "schéma"
    READING = "lecture"
    OFFICIAL = "règles officielles"
    CHORUS = "règles Chorus Pro"


class Severity(StrEnum):
    """How much a finding weighs. Errors keep a document from leaving; the rest is told."""

    ERROR = "erreur"
    WARNING = "avertissement"
    INFORMATION = "information"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong in a document.

    ``message`` and ``remedy`` are French sentences for a billing clerk. ``path`` says where: an
    XPath, a JSON path, or a place in the PDF. ``term`` is the business term (``BT-31``) or group
    (``BG-23``) of EN 16931, empty when none is concerned. ``detail`` keeps the words of the judge
    that found it (XSD, Schematron), as they are.
    """

    layer: Layer
    rule: str
    severity: Severity
    message: str
    remedy: str = ""
    path: str = ""
    term: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class RuleSet:
    """A set of rules that ran, precisely enough to be run again.

    ``sha256`` is that of the file which holds the rules (of our own source for our own rules).
    """

    layer: Layer
    name: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Report:
    """The findings on one document, in the order of the layers, and who looked.

    ``document_format`` is what the document turned out to be (``"CII"``, ``"UBL"``,
    ``"Factur-X"``, ``"CPP minimal"``), empty when it could not be told; ``profile`` is its
    specification identifier (BT-24). ``not_run`` names each rule set that could not look, with
    the reason: it never is empty in silence.
    """

    document_format: str
    profile: str
    rule_sets: tuple[RuleSet, ...]
    findings: tuple[Finding, ...]
    not_run: tuple[str, ...] = ()

    @property
    def is_valid(self) -> bool:
        """No error was found (warnings are allowed) and the official rules did look."""
        return not any(finding.severity is Severity.ERROR for finding in self.findings)
