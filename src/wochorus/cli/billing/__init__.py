"""`wochorus billing`: series of numbers, drafts, credit notes, the billing run."""

from __future__ import annotations

import click

from wochorus.cli.app import FrenchGroup
from wochorus.cli.billing.crediting import credit
from wochorus.cli.billing.drafts import draft
from wochorus.cli.billing.runs import run
from wochorus.cli.billing.series import series


@click.group(cls=FrenchGroup)
def billing() -> None:
    """Facturer : contrats dus, factures libres, travaux, avoirs, numérotation."""


for command in (run, draft, credit, series):
    billing.add_command(command)
