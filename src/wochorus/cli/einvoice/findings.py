"""Reports of the engine on the terminal and as JSON."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from rich.markup import escape

from wochorus.cli.output import out
from wochorus.cli.plain_output import printable
from wochorus.einvoice.findings import Severity

if TYPE_CHECKING:
    from rich.console import Console

    from wochorus.einvoice.findings import Finding, Report, RuleSet

_STYLES = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFORMATION: "dim"}
MOST_SHOWN = 100


def print_report(report: Report, name: str, screen: Console = out) -> None:
    """Print the verdict, each finding with its remedy, and who looked."""
    verdict = "[green]conforme[/]" if report.is_valid else "[red]non conforme[/]"
    said = " · ".join(filter(None, (report.document_format, report.profile)))
    kind = f" ({plain(said)})" if said else ""
    _print(screen, f"[bold]{plain(name)}[/] : {verdict}{kind}")
    print_findings(report.findings[:MOST_SHOWN], screen)
    hidden = len(report.findings) - MOST_SHOWN
    if hidden > 0:
        _print(screen, f"  … et {hidden} autre(s) constat(s) ; --json les donne tous.")
    for missing in report.not_run:
        _print(screen, f"  [red]Non contrôlé[/] : {plain(missing)}")
    if report.rule_sets:
        names = ", ".join(f"{entry.name} {entry.version}" for entry in report.rule_sets)
        _print(screen, f"  [dim]Contrôlé par : {plain(names)}[/]")


def print_findings(findings: tuple[Finding, ...], screen: Console = out) -> None:
    """Print each finding with its place and what to do."""
    for finding in findings:
        _print_finding(finding, screen)


def _print_finding(finding: Finding, screen: Console) -> None:
    style = _STYLES[finding.severity]
    term = f" {finding.term}" if finding.term else ""
    head = f"  [{style}]{finding.severity.value}[/] [bold]{plain(finding.rule)}[/]{plain(term)}"
    _print(screen, f"{head} : {plain(finding.message)}")
    if finding.remedy:
        _print(screen, f"      Que faire : {plain(finding.remedy)}")
    if finding.path:
        _print(screen, f"      [dim]{plain(f'{finding.layer.value} — {finding.path}')}[/]")


def _print(screen: Console, line: str) -> None:
    screen.print(line, soft_wrap=True)


def plain(text: str) -> str:
    """Make a foreign text safe to print: neither escape codes nor our own markup in it."""
    return escape(printable(text))


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
