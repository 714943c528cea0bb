"""`wochorus customer`: who is billed."""

from __future__ import annotations

import click

from wochorus.cli.app import FrenchGroup
from wochorus.cli.customer.lookup import api_key, look_up
from wochorus.cli.customer.people import address, contact
from wochorus.cli.customer.record import (
    add,
    archive,
    change,
    duplicates,
    list_customers,
    reactivate,
    show,
)
from wochorus.cli.customer.table import export_file, import_file


@click.group(cls=FrenchGroup)
def customer() -> None:
    """Clients : fiche, contacts, adresses, recherche au registre des entreprises."""


for command in (
    *(list_customers, show, add, change, archive, reactivate, duplicates),
    *(look_up, api_key, contact, address, import_file, export_file),
):
    customer.add_command(command)
