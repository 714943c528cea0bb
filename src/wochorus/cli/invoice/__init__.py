"""`wochorus invoice`: where a deposited invoice stands, and what may be done for it.

Each command has its own file and is added here.
"""

from __future__ import annotations

import click

from wochorus.cli.app import FrenchGroup
from wochorus.cli.invoice.completing import complete
from wochorus.cli.invoice.handling import handled
from wochorus.cli.invoice.listing import list_invoices
from wochorus.cli.invoice.recycling import recycle
from wochorus.cli.invoice.reissuing import reissue
from wochorus.cli.invoice.showing import show
from wochorus.cli.invoice.timeline import history
from wochorus.cli.invoice.validating import validator


@click.group(cls=FrenchGroup)
def invoice() -> None:
    """Suivre une facture après son dépôt : son statut, son histoire, que faire."""


for command in (list_invoices, show, history, complete, reissue, handled, recycle, validator):
    invoice.add_command(command)
