"""`wochorus company`: issuing companies and their access to Chorus Pro."""

from __future__ import annotations

import sys
from typing import Any

import click
from rich.markup import escape
from rich.table import Table

from wochorus.accounts.certificates import certificate_of
from wochorus.accounts.company_values import company_warnings
from wochorus.accounts.models import ChorusEnvironment, Company, WayIn
from wochorus.accounts.services import AccessForm, register_company, store_access
from wochorus.accounts.users.audit import note
from wochorus.accounts.users.models import AuditKind
from wochorus.cli.app import FrenchGroup
from wochorus.cli.company_card import company_as_json, print_company, told, way_advice
from wochorus.cli.company_certificate import certificate
from wochorus.cli.company_options import field_options, given_fields, removal_options
from wochorus.cli.output import emit_json, out
from wochorus.cli.session import announce, chosen_company, json_option, needs_database
from wochorus.core.errors import InvalidInput
from wochorus.core.identifiers import format_siret
from wochorus.demo.simulator import register_supplier, share_annuaire
from wochorus.deposits.environments import deposit_on


@click.group(cls=FrenchGroup)
def company() -> None:
    """Sociétés émettrices et leurs accès à Chorus Pro."""


company.add_command(certificate)


def _warn(record: Company) -> None:
    for warning in company_warnings(record):
        out.print(f"[yellow]Attention :[/] {escape(warning)}", soft_wrap=True)


def _tell_way(record: Company, given: dict[str, Any]) -> None:
    """Say what way in suits the company when it chooses another one."""
    advised = way_advice(record)
    if "way_in" in given and advised is not None and advised.way_in != record.way_in:
        out.print(f"[yellow]Conseil :[/] {escape(told(advised))}", soft_wrap=True)
    if record.way_in == WayIn.SIGNED_PDF and certificate_of(record) is None:
        out.print(
            "[yellow]Attention :[/] signer demande un certificat : « wochorus company certificate "
            f"{record.code} --file FICHIER.p12 ».",
            soft_wrap=True,
        )


def _tell_stranger(record: Company) -> None:
    """Say that the simulator knows the company under another SIRET, and would refuse this one."""
    if record.accesses.filter(environment=ChorusEnvironment.SIMULATOR).exists():
        out.print(
            "[yellow]Attention :[/] le simulateur ne connaît pas ce SIRET ; pour y déposer : "
            f"« wochorus company simulator {record.code} ».",
            soft_wrap=True,
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
@field_options
@needs_database
def add(code: str, name: str, **fields: Any) -> None:  # noqa: ANN401 - options of any type
    """Enregistrer une société émettrice, sous un CODE court."""
    given = given_fields(fields)
    record = register_company(code, name, given.pop("siret", ""), **given)
    announce(record)
    _warn(record)
    out.print(
        f"Société {record.code} enregistrée. Ses identifiants Chorus Pro se saisissent avec "
        f"« wochorus company access {record.code} »."
    )


@company.command("set")
@click.argument("code")
@click.option("--name", help="Raison sociale.")
@field_options
@removal_options
@needs_database
def change(code: str, **fields: Any) -> None:  # noqa: ANN401 - options of any type
    """Corriger une société : seules les options données changent."""
    record = chosen_company(code, by_argument=True)
    given = given_fields(fields)
    if not given:
        raise click.UsageError(
            "Aucune option n'a été donnée : rien n'a été demandé, rien n'a changé"
        )
    known_as = record.siret
    freed = deposit_on(record, given.pop("environment", record.environment), **given)
    _note_change(record, fields)
    announce(record)
    _warn(record)
    if record.siret != known_as:
        _tell_stranger(record)
    _tell_freed(freed)
    _tell_way(record, given)
    out.print(f"Société {record.code} enregistrée.")


def _note_change(record: Company, options: dict[str, Any]) -> None:
    """Write down what the options changed; a portal stands apart, since it may be the real one."""
    names = [name for name, value in options.items() if value is not None and value is not False]
    if "environment" in names:
        label = record.get_environment_display()
        note(AuditKind.ENVIRONMENT, None, f"dépose sur : {label}", record)
    if others := [name for name in names if name != "environment"]:
        note(AuditKind.SETTINGS, None, ", ".join(others), record)


@company.command("list")
@json_option
@needs_database
def show_all(as_json: bool) -> None:
    """Lister les sociétés."""
    records = Company.objects.order_by("code")
    if as_json:
        emit_json([company_as_json(record) for record in records])
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
    record = chosen_company(code, by_argument=True)
    if as_json:
        emit_json(company_as_json(record))
        return
    announce(record)
    print_company(record)


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
    record = chosen_company(code, by_argument=True)
    if secrets_stdin:
        secret, password = (sys.stdin.readline().rstrip("\r\n") for _ in range(2))
    else:
        _require_terminal()
        secret = click.prompt("Secret PISTE", hide_input=True, default="", show_default=False)
        password = click.prompt(
            "Mot de passe du compte technique", hide_input=True, default="", show_default=False
        )
    store_access(record, environment, AccessForm(client_id, secret, technical_login, password))
    note(AuditKind.CREDENTIALS, None, ChorusEnvironment(environment).label, record)
    announce(record)
    label = ChorusEnvironment(environment).label
    out.print(f"Accès à l'environnement {label} enregistré, secrets chiffrés.")


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
    record = chosen_company(code, by_argument=True)
    form = register_supplier(record.siret, record.name)
    store_access(record, ChorusEnvironment.SIMULATOR, form)
    freed = deposit_on(record, ChorusEnvironment.SIMULATOR)
    announce(record)
    _tell_freed(freed)
    out.print("La société est inscrite sur le simulateur de Chorus Pro.")
    if shares_directory:
        with out.status("L'annuaire est donné au simulateur…"):
            count = share_annuaire()
        if count:
            out.print(f"Structures de l'annuaire données au simulateur : {count}.")
        else:
            out.print(
                "L'annuaire d'ici est vide : le simulateur ne connaît que ses propres "
                "destinataires. Importez-le (wochorus directory import FICHIER…), puis relancez "
                f"« wochorus company simulator {record.code} »."
            )
