"""`wochorus chorus test`: whether a company may deposit, layer by layer. Nothing is deposited."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import click
from rich.markup import escape
from rich.table import Table

from wochorus.cli.app import FrenchHelp
from wochorus.cli.failures import fail_partially
from wochorus.cli.output import emit_json, out
from wochorus.cli.session import chosen_company, json_option, needs_database

if TYPE_CHECKING:
    from wochorus.accounts.models import Company
    from wochorus.choruspro.connection_test import Diagnosis, Step

_COLOURS = {"OK": "green", "WARNING": "yellow", "FAILED": "bold red", "SKIPPED": "dim"}


@click.command("test", cls=FrenchHelp)
@click.argument("code", metavar="CODE_SOCIETE")
@click.option(
    "--environment",
    metavar="NOM",
    default="",
    help="Essayer un autre environnement que celui de la société "
    "(simulator, qualification, production, other).",
)
@json_option
@needs_database
def test(code: str, environment: str, as_json: bool) -> None:
    """Vérifier qu'une société peut déposer sur Chorus Pro, sans rien déposer.

    Réseau, identifiants PISTE, environnement, API souscrites, compte technique, mot de passe,
    droit de déposer, activité de la structure : chaque couche est dite, avec son remède. Le code
    de sortie est 0 seulement si un dépôt serait accepté.
    """
    from wochorus.accounts.connection import tested_connection

    company = chosen_company(code, by_argument=True)
    name = environment or company.environment
    with nullcontext() if as_json else out.status("Essai de la connexion…"):
        diagnosis = tested_connection(company, name)
    if as_json:
        emit_json(_as_json(company, name, diagnosis))
    else:
        _print(company, name, diagnosis)
    if not diagnosis.may_deposit:
        fail_partially(
            "Cette société ne peut pas déposer pour l'instant",
            remedy="Corrigez la première couche en échec, puis relancez « wochorus chorus test ».",
        )


def _as_json(company: Company, environment: str, diagnosis: Diagnosis) -> dict[str, Any]:
    return {
        "company": company.code,
        "siret": company.siret,
        "environment": environment,
        "may_deposit": diagnosis.may_deposit,
        "password_expires_on": diagnosis.password_expires_on,
        "steps": [_step_as_json(step) for step in diagnosis.steps],
    }


def _step_as_json(step: Step) -> dict[str, str]:
    return {
        "layer": step.layer.name.lower(),
        "title": step.layer.value,
        "verdict": step.verdict.name.lower(),
        "message": step.message,
        "remedy": step.remedy,
    }


def _print(company: Company, environment: str, diagnosis: Diagnosis) -> None:
    from wochorus.accounts.models import ChorusEnvironment
    from wochorus.core.identifiers import format_siret

    label = ChorusEnvironment(environment).label
    out.print(
        f"[dim]{escape(company.name)} · {format_siret(company.siret)} · environnement[/] "
        f"[bold]{label}[/]"
    )
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for step in diagnosis.steps:
        remedy = f"\n→ {escape(step.remedy)}" if step.remedy else ""
        table.add_row(
            f"[{_COLOURS[step.verdict.name]}]{step.verdict.value}[/]",
            step.layer.value,
            escape(step.message) + remedy,
        )
    out.print(table)
    if diagnosis.may_deposit:
        out.print("[green]Cette société peut déposer.[/]")
