"""Reports of the engine on the terminal and as JSON."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from rich.markup import escape

from wochorus.cli.output import out
from wochorus.einvoice.findings import Severity

if TYPE_CHECKING:
    from wochorus.einvoice.findings import Finding, Report, RuleSet

_STYLES = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFORMATION: "dim"}
MOST_SHOWN = 100


def print_report(report: Report, name: str) -> None:
    """Print the verdict, each finding with its remedy, and who looked."""
    verdict = "[green]conforme[/]" if report.is_valid else "[red]non conforme[/]"
    said = " · ".join(filter(None, (report.document_format, report.profile)))
    out.print(f"[bold]{escape(name)}[/] : {verdict}" + (f" ({escape(said)})" if said else ""))
    for finding in report.findings[:MOST_SHOWN]:
        _print_finding(finding)
    hidden = len(report.findings) - MOST_SHOWN
    if hidden > 0:
        out.print(f"  … et {hidden} autre(s) constat(s) ; --json les donne tous.")
    for missing in report.not_run:
        out.print(f"  [red]Non contrôlé[/] : {escape(missing)}", soft_wrap=True)
    if report.rule_sets:
        names = ", ".join(f"{entry.name} {entry.version}" for entry in report.rule_sets)
        out.print(f"  [dim]Contrôlé par : {escape(names)}[/]", soft_wrap=True)


def _print_finding(finding: Finding) -> None:
    style = _STYLES[finding.severity]
    place = f" — {finding.path}" if finding.path else ""
    term = f" {finding.term}" if finding.term else ""
    head = f"  [{style}]{finding.severity.value}[/] [bold]{escape(finding.rule)}[/]{term}"
    out.print(f"{head} : {escape(finding.message)}", soft_wrap=True)
    if finding.remedy:
        out.print(f"      Que faire : {escape(finding.remedy)}", soft_wrap=True)
    if place:
        out.print(f"      [dim]{escape(finding.layer.value + place)}[/]", soft_wrap=True)


def print_findings(findings: tuple[Finding, ...]) -> None:
    """Print findings that belong to no report."""
    for finding in findings:
        _print_finding(finding)


def severities(report: Report) -> str:
    """Count the findings in words: ``2 erreur(s), 1 avertissement(s)``."""
    counts = Counter(finding.severity for finding in report.findings)
    told = [f"{counts[severity]} {severity.value}(s)" for severity in Severity if counts[severity]]
    return ", ".join(told) or "rien à signaler"


def report_as_json(report: Report, name: str) -> dict[str, Any]:
    """Describe a report for programs."""
    return {
        "file": name,
        "valid": report.is_valid,
        "format": report.document_format,
        "profile": report.profile,
        "findings": [finding_as_json(finding) for finding in report.findings],
        "rule_sets": [_rule_set_as_json(rule_set) for rule_set in report.rule_sets],
        "not_run": list(report.not_run),
    }


def finding_as_json(finding: Finding) -> dict[str, str]:
    """Describe a finding for programs."""
    return {
        "layer": finding.layer.value,
        "rule": finding.rule,
        "severity": finding.severity.value,
        "term": finding.term,
        "path": finding.path,
        "message": finding.message,
        "remedy": finding.remedy,
        "detail": finding.detail,
    }


def _rule_set_as_json(rule_set: RuleSet) -> dict[str, str]:
    return {
        "layer": rule_set.layer.value,
        "name": rule_set.name,
        "version": rule_set.version,
        "sha256": rule_set.sha256,
    }
