"""Finding the invoice that a user names by its number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Callable

    from wochorus.accounts.models import Company
    from wochorus.billing.models import Invoice


def year_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--year N`; see `found_invoice`."""
    return click.option(
        "--year",
        type=click.IntRange(1900, 9999),
        metavar="AAAA",
        help="Année de la facture, quand deux années ont le même numéro.",
    )(command)


def found_invoice(company: Company, number: str, year: int | None = None) -> Invoice:
    """Find an invoice of the company by its number, and by its year of issue when given.

    Raises `InvalidInput` when there is none, or one in several years.
    """
    from wochorus.billing.models import Invoice

    wanted = Invoice.objects.filter(company=company, number=number.strip())
    if year is not None:
        wanted = wanted.filter(issue_year=year)
    found = list(wanted.select_related("customer").order_by("issue_year"))
    if not found:
        in_year = f" en {year}" if year else ""
        raise InvalidInput(
            f"La facture « {number} » n'existe pas{in_year}",
            where=f"société {company.code}",
            remedy="Cherchez-la : wochorus journal list --search …",
        )
    if len(found) > 1:
        years = ", ".join(str(each.issue_year) for each in found)
        raise InvalidInput(
            f"Le numéro « {number} » désigne {len(found)} factures",
            where=f"années {years}",
            remedy=f"Dites laquelle : --year {found[-1].issue_year}",
        )
    return found[0]
