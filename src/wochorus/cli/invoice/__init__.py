"""`wochorus invoice`: where a deposited invoice stands, and what may be done for it.

Each command has its own file and is added here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from wochorus.cli.app import FrenchGroup

if TYPE_CHECKING:
    from collections.abc import Iterable


@click.group(cls=FrenchGroup)
def invoice() -> None:
    """Suivre une facture après son dépôt : son statut, son histoire, que faire."""


_COMMANDS: Iterable[click.Command] = ()

for command in _COMMANDS:
    invoice.add_command(command)
