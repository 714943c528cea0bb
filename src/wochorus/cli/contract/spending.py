"""`wochorus contract consumed`: what had been spent of an order before the contract came in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from wochorus.cli.app import FrenchHelp
from wochorus.cli.contract.common import DAY, NUMBER, Read, conclude, found_contract
from wochorus.cli.session import company_option, json_option, needs_database
from wochorus.deposits.events import acting
from wochorus.spreadsheets import line_cells

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal


@click.command("consumed", cls=FrenchHelp)
@NUMBER
@click.option("--ht", required=True, type=Read(line_cells.amount), help="Déjà facturé, HT.")
@click.option("--ttc", required=True, type=Read(line_cells.amount), help="Déjà facturé, TTC.")
@click.option("--on", "day", type=DAY, metavar="DATE", help="À cette date (aujourd'hui sinon).")
@company_option
@json_option
@needs_database
def consumed(
    number: str,
    ht: Decimal,
    ttc: Decimal,
    day: date | None,
    company_code: str | None,
    as_json: bool,
) -> None:
    """Dire ce que l'engagement en cours avait déjà consommé ailleurs."""
    from django.utils import timezone

    from wochorus.contracts.reference_terms import Spent, set_opening_use

    contract = found_contract(company_code, number)
    spent = Spent("", day or timezone.localdate(), ht, ttc)
    engagement = set_opening_use(contract, spent, actor=acting())
    conclude(contract, f"Consommation de l'engagement {engagement} reprise.", as_json=as_json)
