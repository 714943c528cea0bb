"""`wochorus archive`: the PDF of each invoice, kept with its hash and its history.

Each command has its own file and is added here.
"""

from __future__ import annotations

import click

from wochorus.cli.app import FrenchGroup
from wochorus.cli.archive.one_invoice import attach, export, show
from wochorus.cli.archive.rebuilding import rebuild
from wochorus.cli.archive.standing import status
from wochorus.cli.archive.verifying import verify


@click.group(cls=FrenchGroup)
def archive() -> None:
    """PDF des factures : ce qui manque, refaire, joindre, vérifier, exporter."""


for command in (status, rebuild, attach, show, export, verify):
    archive.add_command(command)
