"""`wochorus customer contact|address`: the people and the places of a customer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click
from rich.markup import escape

from wochorus.cli.app import FrenchGroup
from wochorus.cli.output import out
from wochorus.cli.session import chosen_company, company_option, needs_database
from wochorus.customers.models import AddressPurpose

if TYPE_CHECKING:
    from collections.abc import Callable

    from wochorus.customers.models import Customer

Command = TypeVar("Command", bound="Callable[..., Any]")

_CODE = click.argument("code", metavar="CODE")
_NAME = click.argument("name", metavar="NOM")
_CONTACT = (
    click.option("--role", help="Fonction."),
    click.option("--email", help="Courriel."),
    click.option("--phone", help="Téléphone."),
)
_ADDRESS = (
    click.option(
        "--purpose",
        type=click.Choice(AddressPurpose.values),
        help="Facturation, ou site où le travail est fait (par défaut).",
    ),
    click.option("--siret", help="SIRET du site."),
    click.option("--address", help="Adresse."),
    click.option("--address-2", "address_line_2", help="Complément d'adresse."),
    click.option("--postcode", help="Code postal."),
    click.option("--town", help="Ville."),
    click.option("--country", help="Pays."),
)


def _options(options: tuple[Any, ...]) -> Callable[[Command], Command]:
    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


@click.group("contact", cls=FrenchGroup)
def contact() -> None:
    """Contacts d'un client."""


@click.group("address", cls=FrenchGroup)
def address() -> None:
    """Autres adresses d'un client : facturation, sites."""


@contact.command("add")
@_CODE
@_NAME
@_options(_CONTACT)
@company_option
@needs_database
def add_person(code: str, name: str, company_code: str | None, **fields: Any) -> None:  # noqa: ANN401 - options of any type
    """Ajouter un contact."""
    from wochorus.customers.people import add_contact

    person = add_contact(_customer(company_code, code), name, **_given(fields))
    out.print(f"Contact {escape(person.name)} ajouté.")


@contact.command("change")
@_CODE
@_NAME
@click.option("--new-name", "name_after", help="Nouveau nom.")
@_options(_CONTACT)
@company_option
@needs_database
def change_person(
    code: str,
    name: str,
    name_after: str | None,
    company_code: str | None,
    **fields: Any,  # noqa: ANN401 - same
) -> None:
    """Corriger un contact : seules les options données changent."""
    from wochorus.customers.people import change_contact, contact_named

    person = contact_named(_customer(company_code, code), name)
    person = change_contact(person, **_required(_given({**fields, "name": name_after})))
    out.print(f"Contact {escape(person.name)} enregistré.")


@contact.command("remove")
@_CODE
@_NAME
@company_option
@needs_database
def remove_person(code: str, name: str, company_code: str | None) -> None:
    """Oublier un contact."""
    from wochorus.customers.people import contact_named, remove_contact

    remove_contact(contact_named(_customer(company_code, code), name))
    out.print(f"Contact {escape(name)} oublié.")


@address.command("add")
@_CODE
@_NAME
@_options(_ADDRESS)
@company_option
@needs_database
def add_place(code: str, name: str, company_code: str | None, **fields: Any) -> None:  # noqa: ANN401 - same
    """Ajouter une adresse, sous un NOM à elle."""
    from wochorus.customers.people import add_address

    place = add_address(_customer(company_code, code), name, **_given(fields))
    out.print(f"Adresse {escape(place.label)} ajoutée.")


@address.command("change")
@_CODE
@_NAME
@click.option("--new-name", "name_after", help="Nouveau nom.")
@_options(_ADDRESS)
@company_option
@needs_database
def change_place(
    code: str,
    name: str,
    name_after: str | None,
    company_code: str | None,
    **fields: Any,  # noqa: ANN401 - same
) -> None:
    """Corriger une adresse : seules les options données changent."""
    from wochorus.customers.people import address_named, change_address

    place = address_named(_customer(company_code, code), name)
    place = change_address(place, **_required(_given({**fields, "label": name_after})))
    out.print(f"Adresse {escape(place.label)} enregistrée.")


@address.command("remove")
@_CODE
@_NAME
@company_option
@needs_database
def remove_place(code: str, name: str, company_code: str | None) -> None:
    """Oublier une adresse."""
    from wochorus.customers.people import address_named, remove_address

    remove_address(address_named(_customer(company_code, code), name))
    out.print(f"Adresse {escape(name)} oubliée.")


def _customer(company_code: str | None, code: str) -> Customer:
    from wochorus.customers.queries import customer_by_code

    return customer_by_code(chosen_company(company_code), code)


def _given(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _required(fields: dict[str, Any]) -> dict[str, Any]:
    if not fields:
        raise click.UsageError(
            "Aucune option n'a été donnée : rien n'a été demandé, rien n'a changé"
        )
    return fields
