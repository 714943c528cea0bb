"""`wochorus doctor`: what is installed, configured, and what is missing, each with what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from django.conf import settings
from django.db import DatabaseError, InterfaceError
from rich.markup import escape
from rich.table import Table

from wochorus.cli.app import FrenchHelp
from wochorus.cli.diagnosis import Finding, Level, warning
from wochorus.cli.diagnosis.business import business_findings
from wochorus.cli.diagnosis.database import (
    database_finding,
    failed_finding,
    is_made,
    tables_finding,
    unmade_finding,
)
from wochorus.cli.diagnosis.guarantees import guarantee_findings
from wochorus.cli.diagnosis.machine import machine_findings
from wochorus.cli.output import emit_json, out
from wochorus.cli.session import json_option
from wochorus.core.errors import Permanent, WoChorusError
from wochorus.core.system_reasons import system_reason
from wochorus.storage.server import running_database

if TYPE_CHECKING:
    from collections.abc import Iterator

COLOURS = {Level.OK: "green", Level.WARNING: "yellow", Level.ERROR: "bold red"}


@click.command(cls=FrenchHelp)
@json_option
def doctor(as_json: bool) -> None:
    """Dire ce qui est installé, configuré, et ce qui manque."""
    findings = list(examine())
    blocked = any(finding.level is Level.ERROR for finding in findings)
    if as_json:
        emit_json({"ok": not blocked, "findings": [_described(found) for found in findings]})
    else:
        _print(findings)
    if blocked:
        raise click.exceptions.Exit(1)


def examine() -> Iterator[Finding]:
    """Examine everything; a database that does not answer is a finding among others."""
    yield from machine_findings()
    environment = settings.ENVIRONMENT
    try:
        if not is_made():
            yield unmade_finding()
            return
        with running_database(environment.home, environment.database_url):
            yield from _database_findings()
    except WoChorusError as failure:
        yield failed_finding(failure)
        yield _unexamined("la base ne répond pas")
    except (DatabaseError, InterfaceError, OSError) as failure:
        yield failed_finding(
            Permanent(
                "La base ne peut pas être examinée",
                where=_cause(failure),
                remedy="Corrigez la cause ci-dessus, puis relancez « wochorus doctor ».",
            )
        )
        yield _unexamined("la base ne répond pas")


def _cause(failure: Exception) -> str:
    if isinstance(failure, OSError) and failure.filename:
        return f"{failure.filename} : {system_reason(failure)}"
    return (str(failure).strip().splitlines() or [type(failure).__name__])[0]


def _database_findings() -> Iterator[Finding]:
    yield database_finding()
    tables = tables_finding()
    yield tables
    if tables.level is Level.OK:
        yield from guarantee_findings()
        yield from business_findings()
    else:
        yield _unexamined("les tables ne sont pas celles de cette version")


def _unexamined(reason: str) -> Finding:
    return warning("Sociétés, annuaire", f"non vérifiés : {reason}", "Voyez la ligne précédente.")


def _described(finding: Finding) -> dict[str, str]:
    return {
        "subject": finding.subject,
        "level": finding.level.name.lower(),
        "message": finding.message,
        "remedy": finding.remedy,
    }


def _print(findings: list[Finding]) -> None:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for finding in findings:
        remedy = f"\n→ {escape(finding.remedy)}" if finding.remedy else ""
        table.add_row(
            f"[{COLOURS[finding.level]}]{finding.level.value}[/]",
            escape(finding.subject),
            escape(finding.message) + remedy,
        )
    out.print(table)
    errors = sum(finding.level is Level.ERROR for finding in findings)
    warnings = sum(finding.level is Level.WARNING for finding in findings)
    if errors:
        out.print(f"[bold red]{errors} point(s) à corriger[/], {warnings} à surveiller.")
    else:
        out.print(f"[green]Rien ne bloque[/] ; {warnings} point(s) à surveiller.")
