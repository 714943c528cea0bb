"""`wochorus worker`: orders carried out and flows followed, until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import click
from rich.markup import escape

from wochorus.cli.app import FrenchHelp
from wochorus.cli.output import out
from wochorus.cli.session import needs_database
from wochorus.core.errors import Transient

if TYPE_CHECKING:
    from procrastinate import App

MOST_AT_ONCE = 32
SECONDS_BEFORE_RECONNECTING = 5.0
SECONDS_FOR_A_CONNECTION = 5.0


@click.command("worker", cls=FrenchHelp)
@click.option(
    "--at-once",
    type=click.IntRange(1, MOST_AT_ONCE),
    default=4,
    show_default=True,
    help="Nombre de tâches menées de front ; une seule à la fois par compte technique.",
)
def worker(at_once: int) -> None:
    """Mener les dépôts confiés au service et suivre les flux, jusqu'à Ctrl-C.

    Plusieurs de ces programmes peuvent tourner, sur une ou plusieurs machines, devant la même
    base (DATABASE_URL) et le même dossier de données (WOCHORUS_HOME). Si l'un meurt, un autre
    reprend son travail dans la minute. Si la base s'arrête, le service l'attend. À l'arrêt,
    l'envoi en cours se termine ; le reste attend le retour d'un de ces programmes.
    """
    asked = _serve(at_once)
    with suppress(KeyboardInterrupt):
        while not asked:
            out.print("La base ne répond plus : nouvel essai dans quelques secondes.")
            time.sleep(SECONDS_BEFORE_RECONNECTING)
            try:
                asked = _serve(at_once)
            except Transient as failure:
                out.print(escape(f"{failure.what}."))
    out.print("Service de dépôt arrêté ; rien n'est perdu.")


@needs_database
def _serve(at_once: int) -> bool:
    """Work until asked to stop; give whether it was, or else the database went away."""
    from django.db import OperationalError
    from procrastinate import PsycopgConnector
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.utils import connector_params
    from procrastinate.exceptions import ConnectorException

    out.print("Service de dépôt prêt (Ctrl-C l'arrête).")
    connector = PsycopgConnector(kwargs=connector_params(), timeout=SECONDS_FOR_A_CONNECTION)
    try:
        with app.replace_connector(connector) as workers:
            return asyncio.run(_run(workers, at_once))
    except (ConnectorException, OperationalError):
        return False


async def _run(app: App, at_once: int) -> bool:
    from wochorus.deposits.tasks import look

    asked = asyncio.Event()
    _listen_for_the_end(asked)
    async with app.open_async():
        await look(app)
        working = asyncio.create_task(
            app.run_worker_async(
                concurrency=at_once,
                # What is being sent ends; a task looks at this between two flows.
                shutdown_graceful_timeout=0,
                update_heartbeat_interval=5,
                stalled_worker_timeout=25,
                delete_jobs="always",
                install_signal_handlers=False,
            )
        )
        waiting = asyncio.create_task(asked.wait())
        await asyncio.wait((working, waiting), return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working
    return asked.is_set()


def _listen_for_the_end(asked: asyncio.Event) -> None:
    """Have Ctrl-C and SIGTERM ask for the end, once: the second time they act as usual."""
    if sys.platform == "win32":
        return
    loop = asyncio.get_running_loop()

    def ask() -> None:
        asked.set()
        for each in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(each)

    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, ask)
