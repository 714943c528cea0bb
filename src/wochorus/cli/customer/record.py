"""`wochorus customer list|show|add|change|archive|reactivate|duplicates`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from rich.markup import escape

from wochorus.cli.app import FrenchHelp
from wochorus.cli.columns import TextColumn, print_columns
from wochorus.cli.customer.card import (
    customer_as_json,
    print_customer,
    print_questions,
    summary_as_json,
)
from wochorus.cli.customer.filters import filter_options
from wochorus.cli.customer.options import field_options, given_fields, provider_option
from wochorus.cli.output import emit_json, out
from wochorus.cli.session import (
    announce,
    chosen_company,
    company_option,
    json_option,
    needs_database,
)
from wochorus.core.errors import InvalidInput
from wochorus.core.identifiers import format_siret
from wochorus.customers.lookup.providers import ProviderName

if TYPE_CHECKING:
    from wochorus.accounts.models import Company
    from wochorus.customers.lookup import Establishment
    from wochorus.customers.models import Customer
    from wochorus.customers.queries import CustomerFilter

_CODE = click.argument("code", metavar="CODE")


@click.command("list", cls=FrenchHelp)
@filter_options
@company_option
@json_option
@needs_database
def list_customers(wanted: CustomerFilter, company_code: str | None, as_json: bool) -> None:
    """Lister les clients."""
    from wochorus.customers.queries import customers_matching

    company = chosen_company(company_code)
    customers = customers_matching(company, wanted)
    if as_json:
        emit_json({"customers": [summary_as_json(one) for one in customers]})
        return
    announce(company)
    columns = (
        *(TextColumn("Code"), TextColumn("Client", least=20), TextColumn("SIRET")),
        *(TextColumn("Public / Privé"), TextColumn("Code service"), TextColumn("Ville", least=10)),
    )
    rows = [
        (
            *(one.code, one.name, format_siret(one.siret) or "manquant"),
            *(str(one.get_kind_display()) or "à indiquer", one.code_service, one.town),
        )
        for one in customers
    ]
    print_columns(columns, rows)
    out.print(f"{len(rows)} client(s)")


@click.command("show", cls=FrenchHelp)
@_CODE
@company_option
@json_option
@needs_database
def show(code: str, company_code: str | None, as_json: bool) -> None:
    """Montrer la fiche d'un client, ce qu'en dit l'annuaire, et ce qui manque."""
    customer = _found(chosen_company(company_code), code)
    if as_json:
        emit_json(customer_as_json(customer))
        return
    print_customer(customer)


@click.command("add", cls=FrenchHelp)
@_CODE
@click.option("--name", help="Nom (celui du registre sinon).")
@field_options
@click.option(
    "--lookup/--no-lookup",
    "looks_up",
    default=True,
    help="Compléter d'après le registre des entreprises quand --siret est donné (par défaut).",
)
@provider_option
@company_option
@json_option
@needs_database
def add(
    code: str,
    name: str | None,
    looks_up: bool,
    provider: str,
    company_code: str | None,
    as_json: bool,
    **options: Any,  # noqa: ANN401 - options of any type
) -> None:
    """Enregistrer un client sous son CODE.

    Avec --siret, nom, adresse, code APE et catégorie juridique viennent du registre des
    entreprises ; ce que vous donnez l'emporte.
    """
    company, fields = chosen_company(company_code), given_fields(options)
    found = _establishment(fields.get("siret", ""), provider) if looks_up else None
    if name is not None:
        fields["name"] = name
    record = _created(company, code, found, fields)
    if as_json:
        emit_json(customer_as_json(record))
        return
    announce(company)
    _tell_found(record, found)
    out.print(f"Client {escape(record.code)} enregistré.")
    print_questions(record)


def _created(
    company: Company, code: str, found: Establishment | None, fields: dict[str, Any]
) -> Customer:
    from wochorus.customers.completing import create_from_register
    from wochorus.customers.services import create_customer

    if found is not None and (found.name or fields.get("name")):
        return create_from_register(company, code, found, **fields)
    name = fields.pop("name", None)
    if name is None:
        raise InvalidInput(
            "Le nom du client n'est pas connu",
            where=f"client {code}",
            remedy="Donnez --name"
            + (" : le registre n'a pas le droit de le dire." if found else ", ou --siret."),
        )
    return create_customer(company, code, name, **fields)


def _establishment(siret: str, provider: str) -> Establishment | None:
    """Ask the register; a SIRET that it does not know is told, and stops nothing."""
    from wochorus.customers.lookup import look_up_siret

    if not siret:
        return None
    found = look_up_siret(siret, ProviderName(provider))
    if found is None:
        click.echo(f"Le registre des entreprises ne connaît pas le SIRET {siret}.", err=True)
    return found


def _tell_found(record: Customer, found: Establishment | None) -> None:
    from wochorus.customers.completing import kind_hint
    from wochorus.customers.lookup.filling import remarks_on

    if found is None:
        return
    for remark in remarks_on(found):
        out.print(f"[yellow]Registre :[/] {escape(remark)}", soft_wrap=True)
    if not record.kind and (hint := kind_hint(record, found)):
        out.print(f"[yellow]Registre :[/] {escape(hint)} (--kind)", soft_wrap=True)


@click.command("change", cls=FrenchHelp)
@_CODE
@click.option("--name", help="Nom.")
@field_options
@click.option(
    "--lookup",
    "looks_up",
    is_flag=True,
    help="Compléter ce qui est vide d'après le registre des entreprises.",
)
@provider_option
@company_option
@json_option
@needs_database
def change(
    code: str,
    looks_up: bool,
    provider: str,
    company_code: str | None,
    as_json: bool,
    **options: Any,  # noqa: ANN401 - same
) -> None:
    """Corriger un client : seules les options données changent ; vide, une option efface."""
    from wochorus.customers.completing import complete_customer
    from wochorus.customers.services import change_customer

    record, fields = _found(chosen_company(company_code), code), given_fields(options)
    if not fields and not looks_up:
        raise click.UsageError(
            "Aucune option n'a été donnée : rien n'a été demandé, rien n'a changé"
        )
    found = _establishment(fields.get("siret") or record.siret, provider) if looks_up else None
    record = change_customer(record, **fields) if fields else record
    if found is not None:
        complete_customer(record, found)
        record.refresh_from_db()
    if as_json:
        emit_json(customer_as_json(record))
        return
    _tell_found(record, found)
    out.print(f"Client {escape(record.code)} enregistré.")
    print_questions(record)


@click.command("archive", cls=FrenchHelp)
@_CODE
@company_option
@needs_database
def archive(code: str, company_code: str | None) -> None:
    """Ranger un client qu'on ne facture plus : il reste, hors des listes."""
    from wochorus.customers.services import archive_customer

    record = archive_customer(_found(chosen_company(company_code), code))
    out.print(
        f"Client {escape(record.code)} archivé ; « wochorus customer reactivate » le reprend."
    )


@click.command("reactivate", cls=FrenchHelp)
@_CODE
@company_option
@needs_database
def reactivate(code: str, company_code: str | None) -> None:
    """Reprendre un client archivé."""
    from wochorus.customers.services import reactivate_customer

    record = reactivate_customer(_found(chosen_company(company_code), code))
    out.print(f"Client {escape(record.code)} repris.")


@click.command("duplicates", cls=FrenchHelp)
@company_option
@json_option
@needs_database
def duplicates(company_code: str | None, as_json: bool) -> None:
    """Lister les clients qui sont peut-être les mêmes : même SIRET, ou nom presque identique."""
    from wochorus.customers.queries import duplicates_among

    pairs = [
        {"code": one.code, "name": one.name, "other": double.customer.code, "reason": double.reason}
        for one, double in duplicates_among(chosen_company(company_code))
    ]
    if as_json:
        emit_json({"duplicates": pairs})
        return
    columns = (*map(TextColumn, ("Code", "Client", "Autre code", "Pourquoi")),)
    print_columns(columns, [tuple(pair.values()) for pair in pairs])
    out.print(f"{len(pairs)} doublon(s) possible(s)")


def _found(company: Company, code: str) -> Customer:
    from wochorus.customers.queries import customer_by_code

    return customer_by_code(company, code)
