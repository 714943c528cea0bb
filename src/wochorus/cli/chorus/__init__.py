"""`wochorus chorus`: what Chorus Pro says, and whether one may deposit on it."""

from __future__ import annotations

import click

from wochorus.cli.app import FrenchGroup
from wochorus.cli.chorus.explaining import explain
from wochorus.cli.chorus.testing import test


@click.group(cls=FrenchGroup)
def chorus() -> None:
    """Expliquer ce que dit Chorus Pro, vérifier qu'on peut y déposer."""


for command in (explain, test):
    chorus.add_command(command)
