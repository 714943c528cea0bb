"""What a command needs before it works: the database, the company, the environment."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import click
from rich.markup import escape

from wochorus.cli.output import out
from wochorus.core.errors import InvalidInput
from wochorus.core.identifiers import format_siret

if TYPE_CHECKING:
    from collections.abc import Callable

    from wochorus.accounts.models import Company

P = ParamSpec("P")
R = TypeVar("R")


def needs_database(command: Callable[P, R]) -> Callable[P, R]:
    """Run ``command`` with the database started and its tables up to date."""

    @wraps(command)
    def with_database(*args: P.args, **kwargs: P.kwargs) -> R:
        from django.conf import settings
        from django.db import connections

        from wochorus.schema import bring_up_to_date
        from wochorus.storage.server import running_database

        environment = settings.ENVIRONMENT
        with running_database(environment.home, environment.database_url):
            try:
                bring_up_to_date()
                return command(*args, **kwargs)
            finally:
                connections.close_all()

    return with_database


def company_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--company CODE`; see `chosen_company`."""
    return click.option(
        "--company",
        "company_code",
        metavar="CODE",
        help="Société émettrice (inutile quand il n'y en a qu'une).",
    )(command)


def json_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--json`, for programs that read the answer."""
    return click.option("--json", "as_json", is_flag=True, help="Répondre en JSON.")(command)


def chosen_company(code: str | None, *, by_argument: bool = False) -> Company:
    """Find the company asked for, or the only one; ``by_argument``: the code is no option.

    Raises `InvalidInput` when there is none, when the code is unknown, or when several exist
    and none was named.
    """
    from django.conf import settings

    from wochorus.accounts.models import Company

    companies = {company.code: company for company in Company.objects.order_by("code")}
    if not companies:
        raise InvalidInput(
            "Aucune société n'est enregistrée",
            where=str(settings.ENVIRONMENT.home),
            remedy="Créez-la : wochorus company add CODE --name … --siret …",
        )
    if code is None and len(companies) == 1:
        return next(iter(companies.values()))
    if code is None:
        raise InvalidInput(
            "Plusieurs sociétés sont enregistrées",
            where=", ".join(companies),
            remedy="Nommez celle qu'il faut : --company CODE",
        )
    if code not in companies:
        wrong = "le code" if by_argument else "--company"
        raise InvalidInput(
            f"La société « {code} » n'existe pas",
            where=f"sociétés connues : {', '.join(companies)}",
            remedy=f"Corrigez {wrong}, ou créez-la : wochorus company add",
        )
    return companies[code]


def announce(company: Company) -> None:
    """Say on the first line which company and which Chorus Pro environment are in use."""
    siret = format_siret(company.siret) or "SIRET manquant"
    environment = company.get_environment_display()
    out.print(f"[dim]{escape(company.name)} · {siret} · environnement[/] [bold]{environment}[/]")
