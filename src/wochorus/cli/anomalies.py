"""The table *Anomalies à corriger*: one row for each anomaly, with the flags of the annuaire."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from wochorus.cli.output import out

if TYPE_CHECKING:
    from wochorus.deposits.candidates import CheckReport
    from wochorus.deposits.checks.anomaly import Anomaly

LEGEND = (
    "StA structure active · StGE engagement exigé · StGS service exigé · StGSE l'un des deux · "
    "SvA service actif · SvGE engagement exigé par le service"
)
FLAGS = ("StA", "StGE", "StGS", "StGSE", "SvA", "SvGE")


def flags_of(anomaly: Anomaly) -> dict[str, bool | None]:
    """Give the six flags; ``None`` where the annuaire knows nothing."""
    structure, service = anomaly.structure, anomaly.service
    return {
        "StA": structure and structure.is_active and not structure.is_closed,
        "StGE": structure and structure.requires_engagement,
        "StGS": structure and structure.requires_service,
        "StGSE": structure and structure.requires_service_or_engagement,
        "SvA": service and service.is_active and not service.is_closed,
        "SvGE": service and service.requires_engagement,
    }


def anomaly_as_json(anomaly: Anomaly) -> dict[str, Any]:
    """Describe an anomaly for programs."""
    candidate, finding = anomaly.candidate, anomaly.finding
    return {
        "number": candidate.number,
        "code": finding.code,
        "level": finding.level.value,
        "anomaly": finding.message,
        "remedy": finding.remedy,
        "engagement": candidate.engagement,
        "marche": candidate.marche,
        "code_service": candidate.code_service,
        **flags_of(anomaly),
        "siret": candidate.customer_siret,
        "attachment": finding.attachment,
    }


def print_anomalies(report: CheckReport) -> None:
    """Print every anomaly under its invoice, blocking ones first in colour."""
    if not report.anomalies:
        out.print("[green]Aucune anomalie.[/]")
        return
    table = Table(title="Anomalies à corriger", title_justify="left", box=None, padding=(0, 1))
    for header in (
        "N° facture",
        "Anomalie et remède",
        "N° engagement",
        "N° marché",
        "Code service",
    ):
        table.add_column(header, overflow="fold", no_wrap=False)
    for flag in FLAGS:
        table.add_column(flag, justify="center")
    table.add_column("N° SIRET", no_wrap=True)
    table.add_column("Pièce jointe", overflow="fold")
    previous = None
    for anomaly in report.anomalies:
        table.add_row(*_cells(anomaly, repeated=anomaly.candidate.invoice_id == previous))
        previous = anomaly.candidate.invoice_id
    out.print(table)
    out.print(f"[dim]{LEGEND}[/]")


def _cells(anomaly: Anomaly, *, repeated: bool) -> list[Text]:
    candidate, finding = anomaly.candidate, anomaly.finding
    sentence = Text()
    if anomaly.is_blocking:
        sentence.append(finding.message, style="red")
    else:
        sentence.append(f"(avertissement) {finding.message}", style="yellow")
    sentence.append(f"\n→ {finding.remedy}", style="dim")
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
        sentence,
        *map(Text, context[:3]),
        *map(Text, marks),
        Text(context[3]),
        Text(finding.attachment),
    ]


def _mark(value: bool | None) -> str:
    if value is None:
        return "–"
    return "☑" if value else "☐"
