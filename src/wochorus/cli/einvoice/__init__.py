"""`wochorus einvoice`: e-invoices as files, without any database."""

from __future__ import annotations

import click

from wochorus.cli.app import FrenchGroup
from wochorus.cli.einvoice.building import build
from wochorus.cli.einvoice.checking import check
from wochorus.cli.einvoice.pages import render, template
from wochorus.cli.einvoice.reading import read
from wochorus.cli.einvoice.schema import schema


@click.group(cls=FrenchGroup)
def einvoice() -> None:
    """Factures électroniques : écrire, contrôler, lire, mettre en page, sans base de données."""


for command in (build, check, read, render, template, schema):
    einvoice.add_command(command)
