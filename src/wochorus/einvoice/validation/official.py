"""The form of an XML invoice and the official rules that it must hold, layer after layer.

First the limits, then whether it is XML, then its schema, then the official rules. A layer runs
only when those before it leave it something to look at; what did not run is always named.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wochorus.einvoice.findings import Finding, Layer, RuleSet, Severity
from wochorus.einvoice.validation.artefacts import RulesUnavailable
from wochorus.einvoice.validation.effort import too_much_work
from wochorus.einvoice.validation.limits import DEFAULT_LIMITS, XmlLimits
from wochorus.einvoice.validation.parsing import ParsedXml, parse_xml
from wochorus.einvoice.validation.profiles import CircuitName, Claim, Selection, claim_of, select
from wochorus.einvoice.validation.xml_places import known_name

if TYPE_CHECKING:
    from lxml.etree import _Element

    from wochorus.core.errors import Permanent
    from wochorus.einvoice.validation.artefacts import Artefact

NOT_RUN = "REGLES-NON-EXECUTEES"


@dataclass(slots=True)
class FormCheck:
    """What the layers of form and of official rules found.

    ``document_format`` is ``"CII"``, ``"UBL"`` or empty; ``profile`` is BT-24 as it stands;
    ``circuit`` is the one asked for, else the one that BT-23 tells, if any. ``root`` is the tree,
    ``None`` when the file is not readable XML. ``rule_sets`` ran to their end; ``not_run`` names
    each one that should have run and did not, with the reason.
    """

    document_format: str = ""
    profile: str = ""
    circuit: CircuitName | None = None
    root: _Element | None = None
    rule_sets: list[RuleSet] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    not_run: list[str] = field(default_factory=list)

    @property
    def has_errors(self) -> bool:
        """Something keeps the document from being valid."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)


def check_form(
    content: bytes, *, circuit: CircuitName | None = None, limits: XmlLimits = DEFAULT_LIMITS
) -> FormCheck:
    """Check an XML invoice of unknown origin by its schema and the official rules.

    ``circuit`` tells whether French rules of the reform apply; ``None`` lets the billing frame
    (BT-23) decide: ``A1``…``A25`` is Chorus Pro's historical circuit, ``B1``, ``S1``, ``M1``… the
    reform's, anything else neither. Never raises for what the file holds, nor for rules that are
    missing: these are named in ``not_run`` and make an error.
    """
    parsed = parse_xml(content, limits)
    if isinstance(parsed, Finding):
        return FormCheck(findings=[parsed])
    claim = claim_of(parsed.root)
    check = FormCheck(claim.syntax, claim.profile, circuit or claim.circuit, parsed.root)
    if not claim.syntax:
        check.findings.append(_unknown_root(claim))
        return check
    _run_layers(parsed, select(claim, check.circuit), limits, check)
    return check


def _run_layers(
    document: ParsedXml, selection: Selection, limits: XmlLimits, check: FormCheck
) -> None:
    if selection.note:
        check.findings.append(
            Finding(Layer.OFFICIAL, "PROFIL-ETRANGER", Severity.INFORMATION, selection.note)
        )
    if not _run_schema(document, selection.schema, check):
        reason = "le document n'a pas passé le contrôle de son schéma"
        check.not_run += [f"{rules.name} : {reason}" for rules in selection.rules]
        return
    refusal = too_much_work(document.root, limits)
    if refusal is None:
        _run_rules(document, selection, check)
        return
    for rules in selection.rules:
        _tell_not_run(rules, refusal, check)


def _run_schema(document: ParsedXml, schema: Artefact, check: FormCheck) -> bool:
    from wochorus.einvoice.validation.schemas import check_schema

    try:
        rule_set, findings = check_schema(document, schema)
    except RulesUnavailable as error:
        _tell_not_run(schema, error, check)
        return False
    check.findings += findings
    check.rule_sets.append(rule_set)
    return not findings


def _run_rules(document: ParsedXml, selection: Selection, check: FormCheck) -> None:
    from wochorus.einvoice.validation.schematron.official_rules import Outcome, run_rules
    from wochorus.einvoice.validation.schematron.telling import tell_outcome

    results = run_rules(document.text(), selection.rules)
    for rules, result in zip(selection.rules, results, strict=True):
        if not isinstance(result, Outcome):
            _tell_not_run(rules, result, check)
            continue
        findings = tell_outcome(result, document.root)
        check.findings += [
            entry
            for entry in findings
            if entry.rule not in selection.ignored and not _is_demanded_by_schema(entry)
        ]
        if result.breakdowns:
            check.not_run.append(f"{rules.name} : évaluation interrompue")
        else:
            check.rule_sets.append(result.rule_set)


def _is_demanded_by_schema(finding: Finding) -> bool:
    """Tell a warning that nobody can act upon: the schema wants this element, empty or not."""
    return finding.rule == "PEPPOL-EN16931-R008" and finding.path.endswith(
        "ram:ApplicableHeaderTradeDelivery"
    )


def _tell_not_run(rules: Artefact, error: Permanent, check: FormCheck) -> None:
    """Say loudly that rules could not look: silence would pass for approval."""
    check.not_run.append(f"{rules.name} : {error.what}")
    check.findings.append(
        Finding(
            layer=rules.layer,
            rule=NOT_RUN,
            severity=Severity.ERROR,
            message=f"Les règles « {rules.name} » n'ont pas été vérifiées : {error.what}.",
            remedy=error.remedy or "Transmettez ce message à l'assistance de WO CHORUS.",
            path=error.where,
            detail=str(error),
        )
    )


def _unknown_root(claim: Claim) -> Finding:
    name = known_name(claim.root)
    return Finding(
        layer=Layer.WELL_FORMED,
        rule="XML-RACINE",
        severity=Severity.ERROR,
        message=f"Le fichier XML n'est pas une facture CII ou UBL : il commence par « {name} ».",
        remedy="Choisissez une facture au format CII (« CrossIndustryInvoice ») ou UBL "
        "(« Invoice », « CreditNote »).",
        path=f"/{name}",
        detail=claim.root,
    )
