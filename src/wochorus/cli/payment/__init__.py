"""`wochorus payment`: money received, and the invoices that it pays; money paid back."""

from __future__ import annotations

import click

from wochorus.cli.app import FrenchGroup
from wochorus.cli.payment.changing import cancel, match, move, unmatch
from wochorus.cli.payment.importing import import_file, template
from wochorus.cli.payment.listing import list_payments, show
from wochorus.cli.payment.refunding import refund
from wochorus.cli.payment.typing_in import add, credit


@click.group(cls=FrenchGroup)
def payment() -> None:
    """Enregistrer les règlements reçus et les remboursements, les affecter."""


for command in (
    *(list_payments, show, add, credit, refund, import_file, template),
    *(match, unmatch, move, cancel),
):
    payment.add_command(command)
