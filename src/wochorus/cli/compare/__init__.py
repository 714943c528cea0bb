"""`wochorus compare`: our journal against the portal's list, and what is done about it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from django.utils import timezone
from rich.markup import escape

from wochorus.cli.app import FrenchGroup
from wochorus.cli.compare.adopting import adopt_invoices, give_back
from wochorus.cli.compare.report import comparison_as_json, print_comparison, write_comparison
from wochorus.cli.failures import fail_partially
from wochorus.cli.filters import FrenchDate
from wochorus.cli.output import emit_json, out
from wochorus.cli.session import (
    announce,
    chosen_company,
    company_option,
    json_option,
    needs_database,
)
from wochorus.core.errors import InvalidInput
from wochorus.deposits.comparing.queries import is_to_do, last_comparison, rows_in_order
from wochorus.deposits.heartbeats import heartbeat, readings_of
from wochorus.deposits.models import ReadingKind

if TYPE_CHECKING:
    from datetime import date

    from wochorus.accounts.models import Company
    from wochorus.deposits.models import Comparison


@click.group("compare", cls=FrenchGroup, invoke_without_command=True)
@click.option(
    "--from",
    "first",
    type=FrenchDate(),
    help="Factures datées de ce jour ou après (1er du mois d'avant --to).",
)
@click.option(
    "--to", "last", type=FrenchDate(), help="Factures datées de ce jour ou avant (aujourd'hui)."
)
@click.option("--last", "stored", is_flag=True, help="Montrer la dernière comparaison faite.")
@click.option(
    "--output",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FICHIER",
    help="Écrire aussi le tableau dans ce fichier .xlsx ou .csv.",
)
@click.option("--force", is_flag=True, help="Remplacer le fichier s'il existe.")
@company_option
@json_option
@click.pass_context
def compare(ctx: click.Context, /, **options: Any) -> None:  # noqa: ANN401 - those of `_compare`
    """Comparer le journal avec ce que Chorus Pro montre, pour une période.

    Trois colonnes : les factures qui sont ici seulement, sur Chorus Pro seulement, ou différentes.
    Rien n'est envoyé. Le code de sortie est 1 quand il y a quelque chose à faire.
    """
    if ctx.invoked_subcommand is None:
        _compare(**options)


@needs_database
def _compare(
    first: date | None,
    last: date | None,
    stored: bool,
    target: Path | None,
    force: bool,
    company_code: str | None,
    as_json: bool,
) -> None:
    if stored and (first or last):
        raise click.UsageError("--last montre une comparaison faite : sans --from ni --to")
    if target is not None:
        _check(target, force=force)
    company = chosen_company(company_code)
    if not as_json:
        announce(company)
    comparison = _stored(company) if stored else _made(company, first, last)
    rows = rows_in_order(comparison)
    if target is not None:
        write_comparison(target, rows)
    if as_json:
        emit_json(comparison_as_json(company, comparison, rows))
    else:
        print_comparison(comparison, rows)
        if stored:
            _print_trouble(company)
    count = sum(map(is_to_do, rows))
    if count:
        fail_partially(
            f"{count} facture(s) demandent un geste",
            remedy="Chacune dit lequel, après sa flèche (→).",
        )


def _check(target: Path, *, force: bool) -> None:
    from wochorus.spreadsheets.writing import check_target

    check_target(target, force=force)


def _made(company: Company, first: date | None, last: date | None) -> Comparison:
    from wochorus.accounts.services import chorus_client
    from wochorus.deposits.comparing.portal_side import Period
    from wochorus.deposits.comparing.reading import compare_with_portal
    from wochorus.deposits.patience import patience_for

    usual = Period.usual(last or timezone.localdate())
    period = Period(first or usual.first, usual.last)
    with chorus_client(company) as client:
        return compare_with_portal(company, client, period, patience_for(company))


def _stored(company: Company) -> Comparison:
    found = last_comparison(company)
    if found is None:
        raise InvalidInput(
            "Aucune comparaison n'a encore été faite",
            where=f"société {company.code}, {company.get_environment_display()}",
            remedy="Lancez « wochorus compare ».",
        )
    return found


def _print_trouble(company: Company) -> None:
    """Say what stopped the last try, if it did: what is shown is then an older comparison."""
    reading = readings_of(company).get(ReadingKind.COMPARISON)
    if reading is not None and reading.trouble:
        out.print(f"\n[bold yellow]Attention :[/] {escape(heartbeat(reading, timezone.now()))}")


compare.add_command(adopt_invoices)
compare.add_command(give_back)
