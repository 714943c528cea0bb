"""`wochorus demo`: the whole job on a company that does not exist."""

from __future__ import annotations

import click
from django.conf import settings
from django.utils import timezone

from wochorus.cli.app import FrenchHelp
from wochorus.cli.output import out


@click.command("demo", cls=FrenchHelp)
def demo() -> None:
    """Montrer tout le travail sur une société de démonstration.

    Des fichiers au dépôt sur un simulateur de Chorus Pro, dans un dossier à part : vos données
    ne sont pas touchées. Se termine seule, et peut être relancée.
    """
    from wochorus.demo.tour import run_demo

    run_demo(settings.ENVIRONMENT.home, timezone.localdate(), out)
