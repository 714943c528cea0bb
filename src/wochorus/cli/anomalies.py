"""The table *Anomalies à corriger*: one row for each anomaly, with the flags of the annuaire.

What an e-invoice lacks on many invoices alike (a fact that the company never gave, say) is told
once, with their numbers, above the table.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby
from typing import TYPE_CHECKING, Any

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from wochorus.cli.output import out
from wochorus.deposits.checks.anomaly import Level
from wochorus.deposits.checks.flags import FLAGS, flags

if TYPE_CHECKING:
    from wochorus.deposits.candidates import CheckReport
    from wochorus.deposits.checks.anomaly import Anomaly, Finding

LEGEND = (
    "StA structure active · StGE engagement exigé · StGS service exigé · StGSE l'un des deux · "
    "SvA service actif · SvGE engagement exigé par le service"
)
_NO_BREAK = "\u00a0"
MANY = 5
"""Invoices from which an anomaly of the list below that is the same on all is told once."""
_MAY_BE_SHARED = frozenset(
    {"EINVOICE_RULE", "EINVOICE_PDF", "EINVOICE_NOT_MADE", "LINES_MISSING", "PDF_NOT_ARCHIVAL"}
)
_NUMBERS_TOLD = 3
TABLE_WIDTH = 180
"""Columns of the terminal below which the twelve columns of the table would be unreadable."""


def flags_of(anomaly: Anomaly) -> dict[str, bool | None]:
    """Give the six flags; ``None`` where the annuaire knows nothing."""
    return flags(anomaly.structure, anomaly.service)


def finding_as_json(finding: Finding) -> dict[str, Any]:
    """Describe a finding for programs."""
    return {
        "code": finding.code,
        "level": finding.level.value,
        "anomaly": finding.message,
        "remedy": finding.remedy,
    }


def anomaly_as_json(anomaly: Anomaly) -> dict[str, Any]:
    """Describe an anomaly for programs."""
    candidate = anomaly.candidate
    return {
        "number": candidate.number,
        "format": candidate.document_format.value,
        **finding_as_json(anomaly.finding),
        "engagement": candidate.engagement,
        "marche": candidate.marche,
        "code_service": candidate.code_service,
        **flags_of(anomaly),
        "siret": candidate.customer_siret,
        "attachment": anomaly.finding.attachment,
    }


def print_anomalies(report: CheckReport) -> None:
    """Print every anomaly: a table, or one under another where a table has no room."""
    for finding in report.common:
        out.print(Text.assemble(("Toutes les factures : ", "bold"), _told(finding)))
    if not report.anomalies:
        if not report.candidates:
            out.print("Aucune facture ne répond à ces critères.")
        elif not report.common:
            out.print("[green]Aucune anomalie.[/]")
        return
    shared, others = _sorted_out(report.anomalies)
    for finding, numbers in shared.items():
        out.print(Text.assemble((f"{_listed(numbers)} : ", "bold"), _told(finding)))
    if others:
        _print_each(others)


def _print_each(anomalies: list[Anomaly]) -> None:
    if out.width >= TABLE_WIDTH:
        out.print(_table(anomalies))
    else:
        out.print("Anomalies à corriger", style="italic")
        for _, group in groupby(anomalies, lambda each: each.candidate.invoice_id):
            _print_under_invoice(list(group))
    out.print(f"[dim]{LEGEND}[/]")


def _sorted_out(anomalies: list[Anomaly]) -> tuple[dict[Finding, list[str]], list[Anomaly]]:
    """Take apart the findings that are word for word the same on many invoices."""
    numbers: defaultdict[Finding, list[str]] = defaultdict(list)
    for anomaly in anomalies:
        if anomaly.finding.code in _MAY_BE_SHARED:
            numbers[anomaly.finding].append(anomaly.candidate.number)
    shared = {finding: found for finding, found in numbers.items() if len(found) >= MANY}
    return shared, [anomaly for anomaly in anomalies if anomaly.finding not in shared]


def _listed(numbers: list[str]) -> str:
    named = ", ".join(numbers[:_NUMBERS_TOLD])
    return f"{len(numbers)} factures ({named}{'…' if len(numbers) > _NUMBERS_TOLD else ''})"


def _table(anomalies: list[Anomaly]) -> Table:
    table = Table(title="Anomalies à corriger", title_justify="left", box=None, padding=(0, 1))
    table.add_column("N° facture", overflow="fold", max_width=22)
    table.add_column("Anomalie et remède", overflow="fold", ratio=1)
    for header in ("N° engagement", "N° marché", "Code service"):
        table.add_column(header, overflow="ellipsis", no_wrap=True, max_width=14)
    for flag in FLAGS:
        table.add_column(flag, justify="center", no_wrap=True)
    table.add_column("N° SIRET", no_wrap=True)
    table.add_column("Pièce jointe", overflow="fold", max_width=20)
    previous = None
    for anomaly in anomalies:
        table.add_row(*_cells(anomaly, repeated=anomaly.candidate.invoice_id == previous))
        previous = anomaly.candidate.invoice_id
    return table


def _print_under_invoice(anomalies: list[Anomaly]) -> None:
    """Print the invoice and what is known of its recipient, then its anomalies under it."""
    candidate = anomalies[0].candidate
    out.print(Text(f"{candidate.number}  {candidate.customer_name}", style="bold"))
    references = (
        ("SIRET", candidate.customer_siret),
        ("service", candidate.code_service),
        ("engagement", candidate.engagement),
        ("marché", candidate.marche),
    )
    facts = [f"{label} {value}" for label, value in references if value]
    marks = (f"{flag}{_NO_BREAK}{_mark(value)}" for flag, value in flags_of(anomalies[0]).items())
    context = Text(" · ".join([*facts, " ".join(marks)]), style="dim")
    for text in (context, *map(_sentence, anomalies)):
        out.print(Padding(text, (0, 0, 0, 2)))


def _cells(anomaly: Anomaly, *, repeated: bool) -> list[Text]:
    candidate = anomaly.candidate
    context = (
        ("", "", "", "")
        if repeated
        else (
            candidate.engagement,
            candidate.marche,
            candidate.code_service,
            candidate.customer_siret,
        )
    )
    marks = ["" if repeated else _mark(value) for value in flags_of(anomaly).values()]
    return [
        Text(candidate.number),
        _sentence(anomaly),
        *map(Text, context[:3]),
        *map(Text, marks),
        Text(context[3]),
        Text(anomaly.finding.attachment),
    ]


def _sentence(anomaly: Anomaly) -> Text:
    return _told(anomaly.finding)


def _told(finding: Finding) -> Text:
    """Say what is wrong, and what to do on the next line."""
    sentence = Text()
    if finding.level is Level.BLOCKING:
        sentence.append(finding.message, style="red")
    else:
        sentence.append(f"(avertissement) {finding.message}", style="yellow")
    sentence.append(f"\n→ {finding.remedy}", style="dim")
    return sentence


def _mark(value: bool | None) -> str:
    if value is None:
        return "–"
    return "☑" if value else "☐"
