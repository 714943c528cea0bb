"""`wochorus serve`: the screens, the database, a simulator and workers, until Ctrl-C."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from django.conf import settings
from rich.markup import escape

from wochorus.choruspro.simulator_address import USUAL_PORT, local_port
from wochorus.cli.app import FrenchHelp
from wochorus.cli.output import out
from wochorus.cli.web import USUAL_PORT as WEB_PORT
from wochorus.cli.web import tell_first_start

if TYPE_CHECKING:
    from wochorus.demo.serving import Served

MOST_WORKERS = 16


@click.command("serve", cls=FrenchHelp)
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    help=f"Port du simulateur ; 0 : n'importe quel port libre. Sans lui : celui de "
    f"WOCHORUS_SIMULATOR_URL ({USUAL_PORT} par défaut).",
)
@click.option(
    "--workers",
    type=click.IntRange(1, MOST_WORKERS),
    default=1,
    show_default=True,
    metavar="N",
    help="Combien de programmes mènent les dépôts confiés au service (wochorus worker).",
)
@click.option("--no-workers", is_flag=True, help="N'en lancer aucun.")
@click.option(
    "--web-port",
    type=click.IntRange(0, 65_535),
    help="Port des écrans ; 0 : n'importe quel port libre. Sans lui : celui de WOCHORUS_WEB_URL "
    "(8000 par défaut).",
)
@click.option("--no-web", is_flag=True, help="Ne pas ouvrir les écrans.")
@click.option("--demo", "is_demo", is_flag=True, help="Servir le dossier de la démonstration.")
def serve(
    port: int | None,
    workers: int,
    web_port: int | None,
    *,
    no_workers: bool,
    no_web: bool,
    is_demo: bool,
) -> None:
    """Tenir ouverts les écrans, la base, un simulateur de Chorus Pro et le service de dépôt.

    Les écrans s'ouvrent dans un navigateur, à l'adresse affichée ; Ctrl-C arrête tout. Le service
    mène les ordres confiés (deposit --background) et suit les flux ; s'il meurt, il est relancé.
    Les autres commandes se tapent dans un autre terminal.
    """
    from wochorus.demo.serving import Asked, serving, serving_demo

    environment = settings.ENVIRONMENT
    if port is None:
        port = _usual_port(environment.simulator_url)
    if web_port is None:
        web_port = local_port(environment.web_url) or WEB_PORT
    asked = Asked(0 if no_workers else workers, None if no_web else web_port, _say)
    services = (
        serving_demo(environment.home, port, asked)
        if is_demo
        else serving(environment.home, environment.database_url, port, asked)
    )
    try:
        with services as served:
            try:
                _explain(served, is_demo=is_demo)
                served.simulator.wait()
            finally:
                if served.worker_logs:
                    out.print("\nArrêt : l'envoi en cours se termine…")
    except KeyboardInterrupt:
        out.print("Tout est arrêté ; rien n'est perdu.")


def _usual_port(url: str) -> int:
    """Give the port where the other commands look for the simulator; say when it is not here."""
    port = local_port(url)
    if port is not None:
        return port
    out.print(
        f"WOCHORUS_SIMULATOR_URL ({escape(url)}) n'est pas une adresse http:// de cette machine : "
        f"le simulateur s'ouvre sur le port {USUAL_PORT}."
    )
    return USUAL_PORT


def _say(line: str) -> None:
    out.print(escape(line))


def _explain(served: Served, *, is_demo: bool) -> None:
    _tell_screens(served)
    if settings.ENVIRONMENT.database_url and not is_demo:
        out.print("Base de données : celle de DATABASE_URL")
    else:
        out.print(f"Base de données ouverte : [cyan]{escape(str(served.home))}[/]")
    out.print(f"Simulateur de Chorus Pro : [bold]{served.simulator.url}[/]")
    out.print(f"Sa mémoire : {escape(str(served.files.state))}")
    if served.worker_logs:
        out.print("Service de dépôt ouvert ; son journal :")
        out.print("\n".join(f"  {path}" for path in served.worker_logs), markup=False)
    else:
        out.print("Service de dépôt : fermé (--no-workers) ; « wochorus worker » l'ouvre.")
    out.print("\nDans un autre terminal :")
    out.print("\n".join(f"  {line}" for line in _lines(served, is_demo=is_demo)), markup=False)
    out.print("\nCtrl-C arrête tout.")


def _tell_screens(served: Served) -> None:
    if not served.screens:
        out.print("Écrans : fermés (--no-web) ; « wochorus web » les ouvre.")
        return
    out.print(f"Écrans : [bold]{served.screens}[/]")
    if served.account is not None:
        out.print(
            f"  Compte de la démonstration : {served.account.address}, mot de passe "
            f"{served.account.password}",
            soft_wrap=True,
        )
    else:
        tell_first_start(served.screens)


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
