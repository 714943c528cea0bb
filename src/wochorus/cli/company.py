"""`wochorus company`: issuing companies and their access to Chorus Pro."""

from __future__ import annotations

import sys
from typing import Any

import click
from rich.markup import escape
from rich.table import Table

from wochorus.accounts.models import ChorusAccess, ChorusEnvironment, Company
from wochorus.accounts.services import (
    CADRES,
    AccessForm,
    register_company,
    store_access,
)
from wochorus.cli.app import FrenchGroup
from wochorus.cli.output import emit_json, out
from wochorus.cli.session import announce, chosen_company, json_option, needs_database
from wochorus.core.errors import InvalidInput
from wochorus.core.identifiers import SiretDefect, format_siret, siret_defect
from wochorus.demo.simulator import register_supplier, share_annuaire
from wochorus.deposits.environments import deposit_on


@click.group(cls=FrenchGroup)
def company() -> None:
    """Sociétés émettrices et leurs accès à Chorus Pro."""


def _field_options(command: Any) -> Any:  # noqa: ANN401 - a click decorator
    for option in reversed(
        (
            click.option("--siret", help="SIRET, 14 chiffres, espaces permis."),
            click.option("--vat-number", help="N° de TVA (calculé depuis le SIRET sinon)."),
            click.option("--address", help="Adresse."),
            click.option("--postcode", help="Code postal."),
            click.option("--town", help="Ville."),
            click.option("--email", help="Courriel."),
            click.option("--iban", help="IBAN."),
            click.option(
                "--environment",
                type=click.Choice(ChorusEnvironment.values),
                help="Portail Chorus Pro sur lequel la société dépose.",
            ),
            click.option("--cadre", type=click.Choice(CADRES), help="Cadre de facturation."),
            click.option(
                "--flow-size-limit",
                type=click.IntRange(100_000, 1_000_000_000),
                help="Taille maximale d'un flux, en octets (30 000 000 par défaut).",
            ),
            click.option(
                "--call-interval-ms",
                type=click.IntRange(0, 600_000),
                help="Attente internet entre deux appels, en ms (1000 par défaut).",
            ),
        )
    ):
        command = option(command)
    return command


def _given(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _warn_about_key(record: Company) -> None:
    if siret_defect(record.siret) is SiretDefect.WRONG_KEY:
        out.print(
            f"[yellow]Attention :[/] la clé de contrôle du SIRET {format_siret(record.siret)} "
            "est fausse ; vérifiez qu'aucun chiffre n'a été mal recopié."
        )


def _tell_freed(count: int) -> None:
    if count:
        out.print(
            f"{count} facture(s) déposée(s) sur le portail d'essai que la société quitte sont de "
            "nouveau à déposer."
        )


@company.command("add")
@click.argument("code")
@click.option("--name", required=True, help="Raison sociale.")
@_field_options
@needs_database
def add(code: str, name: str, **fields: Any) -> None:  # noqa: ANN401 - options of any type
    """Enregistrer une société émettrice, sous un CODE court."""
    given = _given(fields)
    record = register_company(code, name, given.pop("siret", ""), **given)
    announce(record)
    _warn_about_key(record)
    out.print(
        f"Société {record.code} enregistrée. Ses identifiants Chorus Pro se saisissent avec "
        f"« wochorus company access {record.code} »."
    )


@company.command("set")
@click.argument("code")
@click.option("--name", help="Raison sociale.")
@_field_options
@needs_database
def change(code: str, **fields: Any) -> None:  # noqa: ANN401 - options of any type
    """Corriger une société : seules les options données changent."""
    record = chosen_company(code)
    given = _given(fields)
    freed = deposit_on(record, given.pop("environment", record.environment), **given)
    announce(record)
    _warn_about_key(record)
    _tell_freed(freed)
    out.print(f"Société {record.code} enregistrée.")


@company.command("list")
@json_option
@needs_database
def show_all(as_json: bool) -> None:
    """Lister les sociétés."""
    records = Company.objects.order_by("code")
    if as_json:
        emit_json([_described(record) for record in records])
        return
    table = Table("Code", "Raison sociale", "SIRET", "Environnement", box=None)
    for record in records:
        table.add_row(
            record.code,
            escape(record.name),
            format_siret(record.siret) or "manquant",
            record.get_environment_display(),
        )
    out.print(table)
    out.print(f"{len(records)} société(s)")


@company.command("show")
@click.argument("code")
@json_option
@needs_database
def show(code: str, as_json: bool) -> None:
    """Montrer une société et ses accès ; les secrets ne sont jamais montrés."""
    record = chosen_company(code)
    described = _described(record)
    if as_json:
        emit_json(described)
        return
    announce(record)
    table = Table(show_header=False, box=None)
    for label, value in (
        ("Code", record.code),
        ("SIRET", format_siret(record.siret) or "manquant"),
        ("N° de TVA", record.vat_number),
        ("Adresse", f"{record.address} {record.postcode} {record.town}".strip()),
        ("Cadre de facturation", record.cadre),
        ("Taille maximale d'un flux", f"{record.flow_size_limit / 1e6:.0f} Mo"),
        ("Attente internet", f"{record.call_interval_ms} ms"),
        ("Accès enregistrés", ", ".join(described["accesses"]) or "aucun"),
    ):
        table.add_row(label, escape(value))
    out.print(table)


def _described(record: Company) -> dict[str, Any]:
    accesses = ChorusAccess.objects.filter(company=record).order_by("environment")
    return {
        "code": record.code,
        "name": record.name,
        "siret": record.siret,
        "vat_number": record.vat_number,
        "environment": record.environment,
        "cadre": record.cadre,
        "flow_size_limit": record.flow_size_limit,
        "call_interval_ms": record.call_interval_ms,
        "accesses": [access.environment for access in accesses],
    }


@company.command("access")
@click.argument("code")
@click.option("--environment", type=click.Choice(ChorusEnvironment.values), required=True)
@click.option("--client-id", default="", help="Identifiant de l'application PISTE.")
@click.option("--technical-login", default="", help="Compte technique (TECH_…@cpro.fr).")
@click.option(
    "--secrets-stdin",
    is_flag=True,
    help="Lire les deux secrets sur l'entrée standard : PISTE, puis compte technique.",
)
@needs_database
def access(
    code: str, environment: str, client_id: str, technical_login: str, secrets_stdin: bool
) -> None:
    """Saisir les identifiants Chorus Pro ; une réponse vide garde la valeur enregistrée."""
    record = chosen_company(code)
    if secrets_stdin:
        secret, password = (sys.stdin.readline().rstrip("\r\n") for _ in range(2))
    else:
        _require_terminal()
        secret = click.prompt("Secret PISTE", hide_input=True, default="", show_default=False)
        password = click.prompt(
            "Mot de passe du compte technique", hide_input=True, default="", show_default=False
        )
    store_access(record, environment, AccessForm(client_id, secret, technical_login, password))
    announce(record)
    out.print(f"Accès à l'environnement {environment} enregistré, secrets chiffrés.")


def _require_terminal() -> None:
    if not sys.stdin.isatty():
        raise InvalidInput(
            "Les deux secrets se saisissent dans un terminal",
            remedy="Hors d'un terminal, donnez-les sur l'entrée standard, un par ligne, avec "
            "--secrets-stdin.",
        )


@company.command("simulator")
@click.argument("code")
@click.option(
    "--directory/--no-directory",
    "shares_directory",
    default=True,
    show_default=True,
    help="Donner au simulateur l'annuaire importé ici, en plus des destinataires qu'il connaît.",
)
@needs_database
def use_simulator(code: str, shares_directory: bool) -> None:
    """Inscrire la société sur le simulateur qui tourne, et déposer désormais chez lui."""
    record = chosen_company(code)
    form = register_supplier(record.siret, record.name)
    store_access(record, ChorusEnvironment.SIMULATOR, form)
    freed = deposit_on(record, ChorusEnvironment.SIMULATOR)
    announce(record)
    _tell_freed(freed)
    out.print("La société est inscrite sur le simulateur de Chorus Pro.")
    if shares_directory:
        with out.status("L'annuaire est donné au simulateur…"):
            count = share_annuaire()
        out.print(f"Structures de l'annuaire données au simulateur : {count}.")
