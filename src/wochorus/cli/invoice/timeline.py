"""`wochorus invoice history`: all that happened to an invoice, here and on Chorus Pro."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click
from django.utils import timezone

from wochorus.cli.app import FrenchHelp
from wochorus.cli.columns import TextColumn, print_columns
from wochorus.cli.found_invoice import found_invoice, year_option
from wochorus.cli.output import emit_json, out
from wochorus.cli.session import (
    announce,
    chosen_company,
    company_option,
    json_option,
    needs_database,
)
from wochorus.core.dates import format_moment
from wochorus.deposits.statuses.timeline import timeline_of

if TYPE_CHECKING:
    from wochorus.deposits.statuses.timeline import Happening

_COLUMNS = (
    TextColumn("Quand"),
    TextColumn("Où"),
    TextColumn("Quoi"),
    TextColumn("Détail", least=20),
    TextColumn("Qui", least=8),
)


@click.command("history", cls=FrenchHelp)
@click.argument("number", metavar="N°_FACTURE")
@year_option
@company_option
@json_option
@needs_database
def history(number: str, year: int | None, company_code: str | None, as_json: bool) -> None:
    """Montrer tout ce qui est arrivé à une facture, ici et sur Chorus Pro, dans l'ordre."""
    company = chosen_company(company_code)
    invoice = found_invoice(company, number, year)
    told = timeline_of(invoice)
    if as_json:
        emit_json(
            {
                "company": company.code,
                "environment": company.environment,
                "number": invoice.number,
                "issue_date": invoice.issue_date,
                "history": [asdict(each) for each in told],
            }
        )
        return
    announce(company)
    print_columns(_COLUMNS, [_cells(each) for each in told])
    out.print(f"{len(told)} événement(s)")


def _cells(told: Happening) -> tuple[str, ...]:
    moment = format_moment(timezone.localtime(told.at)) if told.at else "–"
    return moment, told.place, told.what, told.detail, told.who
