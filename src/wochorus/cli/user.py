"""`wochorus user`: who may open the screens, and with which role."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click
from rich.markup import escape
from rich.table import Table

from wochorus.cli.app import FrenchGroup
from wochorus.cli.output import emit_json, out
from wochorus.cli.session import chosen_company, company_option, json_option, needs_database
from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from wochorus.accounts.users.models import User

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


@user.command("list")
@json_option
@needs_database
def show_all(as_json: bool) -> None:
    """Lister les personnes et leurs rôles."""
    from wochorus.accounts.users.models import User

    people = list(User.objects.order_by("email").prefetch_related("memberships__company"))
    if as_json:
        emit_json({"users": [_described(person) for person in people]})
        return
    table = Table("Adresse", "Rôles", "Dernière connexion", box=None)
    for person in people:
        last = f"{person.last_login:%d/%m/%Y}" if person.last_login else "jamais"
        closed = " (compte fermé)" if not person.is_active else ""
        table.add_row(escape(person.email + closed), escape(_roles_told(person)), last)
    out.print(table)
    out.print(f"{len(people)} personne(s)")


@user.command("role")
@click.argument("email", metavar="ADRESSE")
@click.option("--role", type=click.Choice(ROLES), required=True, help="Le rôle voulu.")
@company_option
@needs_database
def change_role(email: str, role: str, company_code: str | None) -> None:
    """Donner à une personne un rôle pour une société, à la place de celui qu'elle a."""
    from wochorus.accounts.users.models import Role
    from wochorus.accounts.users.queries import user_at
    from wochorus.accounts.users.services import give_role

    company, person = chosen_company(company_code), user_at(email)
    give_role(person, company, Role(role))
    out.print(f"{person.email} : {Role(role).label} pour {company.name}.", markup=False)


@user.command("withdraw")
@click.argument("email", metavar="ADRESSE")
@company_option
@needs_database
def withdraw(email: str, company_code: str | None) -> None:
    """Fermer une société à une personne ; son compte reste."""
    from wochorus.accounts.users.queries import user_at
    from wochorus.accounts.users.services import withdraw_role

    company, person = chosen_company(company_code), user_at(email)
    if not withdraw_role(person, company):
        raise InvalidInput(
            "Cette personne n'a pas de rôle dans cette société",
            where=f"{person.email}, {company.code}",
            remedy="Voyez « wochorus user list ».",
        )
    out.print(f"{person.email} ne voit plus {company.name}.", markup=False)


@user.command("password")
@click.argument("email", metavar="ADRESSE")
@click.option("--password-stdin", is_flag=True, help="Lire le mot de passe sur l'entrée standard.")
@needs_database
def change_password(email: str, *, password_stdin: bool) -> None:
    """Donner un nouveau mot de passe à une personne ; ce qu'elle avait d'ouvert se ferme."""
    from wochorus.accounts.users.audit import note
    from wochorus.accounts.users.models import AuditKind
    from wochorus.accounts.users.queries import user_at
    from wochorus.accounts.users.services import set_password

    person = user_at(email)
    set_password(person, _password(from_input=password_stdin))
    note(AuditKind.PASSWORD, None, f"nouveau mot de passe pour {person.email}")
    out.print(f"Le mot de passe de {person.email} est changé.", markup=False)


def _described(person: User) -> dict[str, Any]:
    return {
        "email": person.email,
        "name": person.get_full_name(),
        "active": person.is_active,
        "administers_all": person.is_superuser,
        "last_login": person.last_login,
        "roles": {held.company.code: held.role for held in person.memberships.all()},
    }


def _roles_told(person: User) -> str:
    if person.is_superuser:
        return "administre l'installation"
    held = person.memberships.all()
    return ", ".join(f"{each.company.code} : {each.get_role_display()}" for each in held) or "aucun"


def _password(*, from_input: bool) -> str:
    if from_input:
        return sys.stdin.readline().rstrip("\r\n")
    typed: str = click.prompt(
        "Mot de passe", hide_input=True, confirmation_prompt="Encore une fois"
    )
    return typed
