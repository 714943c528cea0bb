"""`wochorus contract`: contracts, their lines, prices, calendar and files."""

from __future__ import annotations

import click

from wochorus.cli.app import FrenchGroup
from wochorus.cli.contract.calendar import calendar
from wochorus.cli.contract.indices import index
from wochorus.cli.contract.life import give_back, renew, resume, suspend, terminate
from wochorus.cli.contract.record import (
    add,
    change,
    confirm_draft,
    copy,
    list_contracts,
    show,
)
from wochorus.cli.contract.revising import clause, revise
from wochorus.cli.contract.selling import attach, detach, line, site
from wochorus.cli.contract.spending import consumed
from wochorus.cli.contract.table import export_file, import_file


@click.group(cls=FrenchGroup)
def contract() -> None:
    """Contrats : lignes, références, calendrier, révision de prix, pièces jointes."""


for command in (
    *(list_contracts, show, add, change, copy, confirm_draft, calendar),
    *(line, site, attach, detach, consumed),
    *(renew, terminate, give_back, suspend, resume),
    *(clause, revise, index, import_file, export_file),
):
    contract.add_command(command)
