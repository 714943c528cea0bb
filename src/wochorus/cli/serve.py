"""`wochorus serve`: the database and a simulator of Chorus Pro, until Ctrl-C."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from django.conf import settings
from rich.markup import escape

from wochorus.cli.app import FrenchHelp
from wochorus.cli.output import out

if TYPE_CHECKING:
    from wochorus.demo.serving import Served

USUAL_PORT = 8765


@click.command("serve", cls=FrenchHelp)
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=USUAL_PORT,
    show_default=True,
    help="Port du simulateur ; 0 : n'importe quel port libre.",
)
@click.option("--demo", "is_demo", is_flag=True, help="Servir le dossier de la démonstration.")
def serve(port: int, is_demo: bool) -> None:
    """Tenir ouverts la base et un simulateur de Chorus Pro, jusqu'à Ctrl-C.

    Les autres commandes se tapent dans un autre terminal.
    """
    from wochorus.demo.serving import serving, serving_demo

    environment = settings.ENVIRONMENT
    services = (
        serving_demo(environment.home, port)
        if is_demo
        else serving(environment.home, environment.database_url, port)
    )
    try:
        with services as served:
            _explain(served, is_demo=is_demo)
            served.simulator.wait()
    except KeyboardInterrupt:
        out.print("\nTout est arrêté ; rien n'est perdu.")


def _explain(served: Served, *, is_demo: bool) -> None:
    if settings.ENVIRONMENT.database_url and not is_demo:
        out.print("Base de données : celle de DATABASE_URL")
    else:
        out.print(f"Base de données ouverte : [cyan]{escape(str(served.home))}[/]")
    out.print(f"Simulateur de Chorus Pro : [bold]{served.simulator.url}[/]")
    out.print(f"Sa mémoire : {escape(str(served.files.state))}")
    out.print("\nDans un autre terminal :")
    out.print("\n".join(f"  {line}" for line in _lines(served, is_demo=is_demo)), markup=False)
    out.print("\nCtrl-C arrête tout.")


def _lines(served: Served, *, is_demo: bool) -> list[str]:
    from wochorus.demo.opening import forgetting_lines, opening_lines, setting
    from wochorus.demo.simulator_process import our_program

    lines = opening_lines(served.home, Path(our_program("wochorus")))
    if is_demo:
        lines += forgetting_lines()
    if is_demo or served.simulator.url != settings.ENVIRONMENT.simulator_url:
        lines.append(setting("WOCHORUS_SIMULATOR_URL", served.simulator.url))
    if not is_demo:
        lines.append(
            "wochorus company simulator CODE    # y inscrire la société, lui donner l'annuaire"
        )
    return [
        *lines,
        "wochorus deposit --mode batch      # y déposer les factures",
        "wochorus follow                    # suivre les flux",
    ]
