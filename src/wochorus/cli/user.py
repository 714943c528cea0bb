"""`wochorus user`: who may open the screens, and with which role."""

from __future__ import annotations

import sys

import click

from wochorus.cli.app import FrenchGroup
from wochorus.cli.output import out
from wochorus.cli.session import chosen_company, needs_database

ROLES = ("reader", "clerk", "administrator")


@click.group("user", cls=FrenchGroup)
def user() -> None:
    """Ouvrir les écrans à des personnes, leur donner un rôle."""


@user.command("add")
@click.argument("email", metavar="ADRESSE")
@click.option("--company", "company_code", metavar="CODE", help="Société ouverte à la personne.")
@click.option(
    "--role",
    type=click.Choice(ROLES),
    default="clerk",
    show_default=True,
    help="reader : lire ; clerk : préparer et déposer ; administrator : régler aussi.",
)
@click.option(
    "--administrator", is_flag=True, help="Administrateur de l'installation, de toute société."
)
@click.option("--password-stdin", is_flag=True, help="Lire le mot de passe sur l'entrée standard.")
@needs_database
def add(
    email: str, company_code: str | None, role: str, *, administrator: bool, password_stdin: bool
) -> None:
    """Ouvrir un compte."""
    from wochorus.accounts.users.models import Role
    from wochorus.accounts.users.services import add_user, give_role

    company = None if administrator else chosen_company(company_code)
    person = add_user(email, _password(from_input=password_stdin), administers_all=administrator)
    if company is None:
        out.print(f"{person.email} administre l'installation.")
        return
    give_role(person, company, Role(role))
    out.print(f"{person.email} : {Role(role).label} pour {company.name}.", markup=False)


def _password(*, from_input: bool) -> str:
    if from_input:
        return sys.stdin.readline().rstrip("\r\n")
    typed: str = click.prompt(
        "Mot de passe", hide_input=True, confirmation_prompt="Encore une fois"
    )
    return typed
