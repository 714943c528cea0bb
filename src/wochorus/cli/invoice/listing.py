"""`wochorus invoice list`: the invoices that Chorus Pro holds, by what they wait for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from django.utils import timezone

from wochorus.choruspro.catalogue import invoice_status
from wochorus.cli.app import FrenchHelp
from wochorus.cli.columns import TextColumn, print_columns
from wochorus.cli.invoice.wording import invoice_as_json
from wochorus.cli.output import emit_json, out
from wochorus.cli.session import (
    announce,
    chosen_company,
    company_option,
    json_option,
    needs_database,
)
from wochorus.core.dates import format_moment
from wochorus.core.money import format_amount
from wochorus.deposits.heartbeats import heartbeat, readings_of
from wochorus.deposits.models import ReadingKind
from wochorus.deposits.statuses.queries import Wanted, watched_lives
from wochorus.deposits.statuses.telling import standing_of_life

if TYPE_CHECKING:
    from wochorus.deposits.models import InvoiceLife

_COLUMNS = (
    TextColumn("N° facture"),
    TextColumn("Client", least=12),
    TextColumn("TTC", right=True),
    TextColumn("Statut"),
    TextColumn("Depuis"),
    TextColumn("Doit agir"),
    TextColumn("Motif", least=12),
    TextColumn("Que faire", least=16),
)


@click.command("list", cls=FrenchHelp)
@click.option(
    "--status",
    "statuses",
    metavar="CODE",
    multiple=True,
    help="Statut de Chorus Pro, par exemple SUSPENDUE (répétable).",
)
@click.option("--to-act", is_flag=True, help="Celles où c'est à vous d'agir.")
@click.option("--late", is_flag=True, help="Celles dont le paiement est échu et pas annoncé.")
@click.option("--unknown", is_flag=True, help="Celles dont le statut est inconnu d'ici.")
@click.option("--limit", type=click.IntRange(1, 100_000), default=200, show_default=True)
@company_option
@json_option
@needs_database
def list_invoices(
    statuses: tuple[str, ...],
    to_act: bool,
    late: bool,
    unknown: bool,
    limit: int,
    company_code: str | None,
    as_json: bool,
) -> None:
    """Lister les factures intégrées par Chorus Pro, de celle qui attend depuis le plus longtemps.

    « wochorus journal list » montre tout le journal ; ici, ce que les destinataires en ont fait.
    """
    company = chosen_company(company_code)
    now = timezone.now()
    codes = tuple(code.strip().upper() for code in statuses)
    found = watched_lives(company, Wanted(codes, to_act, late, unknown), now)
    shown, total = list(found[:limit]), found.count()
    read = heartbeat(readings_of(company).get(ReadingKind.STATUSES), now)
    if as_json:
        emit_json(
            {
                "company": company.code,
                "environment": company.environment,
                "total": total,
                "reading": read,
                "invoices": [
                    invoice_as_json(life.invoice, standing_of_life(life)) for life in shown
                ],
            }
        )
        return
    announce(company)
    print_columns(_COLUMNS, [_cells(life) for life in shown])
    out.print(f"{len(shown)} / {total} facture(s) ; statuts : {read}", markup=False)
    never_seen = [code for code in codes if not invoice_status(code).is_known]
    if never_seen and not total:
        out.print(
            f"Aucun statut connu ne s'appelle {', '.join(never_seen)} : vérifiez son code "
            "(docs/reference/codes-chorus.md).",
            markup=False,
        )


def _cells(life: InvoiceLife) -> tuple[str, ...]:
    standing = standing_of_life(life)
    since = format_moment(timezone.localtime(standing.since)) if standing.since else "–"
    return (
        life.invoice.number,
        life.invoice.customer.name,
        format_amount(life.invoice.total_with_tax),
        standing.status or "–",
        since,
        standing.actor,
        standing.reason,
        standing.remedy,
    )
