"""`wochorus worker`: orders carried out and flows followed, until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
import sys
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import click
import psutil

from wochorus.cli.app import FrenchHelp
from wochorus.cli.session import needs_database
from wochorus.core.errors import Transient
from wochorus.deposits.background.telling import tell, telling

if TYPE_CHECKING:
    from procrastinate import App

    from wochorus.deposits.background.working import Slots

ACTOR_OF_THE_SERVICE = "service de dépôt"
MOST_AT_ONCE = 32
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 10.0
"""Seconds before the database is called again; twice as long each time that it does not answer."""
SECONDS_FOR_A_CONNECTION = 3.0


@click.command("worker", cls=FrenchHelp)
@click.option(
    "--at-once",
    type=click.IntRange(1, MOST_AT_ONCE),
    default=4,
    show_default=True,
    help="Nombre d'ordres menés de front, un seul à la fois par compte technique. Le suivi a ses "
    "propres places : il n'attend pas la fin des ordres.",
)
@click.option("--parent", type=int, hidden=True, help="Finir avec ce processus.")
def worker(at_once: int, parent: int | None) -> None:
    """Mener les dépôts confiés au service et suivre les flux, jusqu'à Ctrl-C.

    Il dit ce qu'il fait, une ligne par événement. Plusieurs de ces programmes peuvent tourner, sur
    une ou plusieurs machines, devant la même base (DATABASE_URL). Si l'un meurt, un autre reprend
    son travail dans la minute. Si la base s'arrête, le service l'attend. À l'arrêt, l'envoi en
    cours se termine ; le reste attend le retour d'un de ces programmes.
    """
    from wochorus.deposits.background.working import Slots
    from wochorus.deposits.events import acting_as

    slots = Slots(orders=at_once)
    if parent is not None:
        end_with(parent)
    with telling(click.echo), acting_as(ACTOR_OF_THE_SERVICE):
        _serve_until_asked(slots)
        tell("Service de dépôt arrêté ; rien n'est perdu.")


def end_with(parent: int) -> None:
    """Ask this program to end, as Ctrl-C does, soon after the one that started it has."""

    def watch() -> None:
        with suppress(psutil.Error):
            psutil.Process(parent).wait()
        tell("Le programme qui a lancé ce service n'est plus là.")
        _ask_ourselves_to_end()

    threading.Thread(target=watch, name="parent", daemon=True).start()


def _ask_ourselves_to_end() -> None:
    main = threading.main_thread().ident
    if sys.platform == "win32" or main is None:
        signal.raise_signal(signal.SIGTERM)
    else:
        # Sent to this thread, it would not interrupt what the main one waits for.
        signal.pthread_kill(main, signal.SIGTERM)


def _serve_until_asked(slots: Slots) -> None:
    asked, pause = _serve(slots), FIRST_PAUSE
    with suppress(KeyboardInterrupt):
        while not asked:
            tell(f"La base ne répond plus : nouvel essai dans {pause:.0f} s.")
            time.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
            try:
                asked = _serve(slots)
            except Transient as failure:
                tell(f"{failure.what}.")
            else:
                pause = FIRST_PAUSE


@needs_database
def _serve(slots: Slots) -> bool:
    """Work until asked to stop; give whether it was, or else the database went away."""
    from django.db import OperationalError
    from procrastinate import PsycopgConnector
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.utils import connector_params
    from procrastinate.exceptions import ConnectorException

    tell(f"Service de dépôt prêt : {slots.orders} ordres à la fois (Ctrl-C l'arrête).")
    connector = PsycopgConnector(kwargs=connector_params(), timeout=SECONDS_FOR_A_CONNECTION)
    try:
        with app.replace_connector(connector) as workers:
            return asyncio.run(_run(workers, slots))
    except (ConnectorException, OperationalError):
        return False


async def _run(app: App, slots: Slots) -> bool:
    from wochorus.deposits.background.working import work

    asked = asyncio.Event()
    _listen_for_the_end(asked)
    await work(app, slots, asked)
    return asked.is_set()


def _listen_for_the_end(asked: asyncio.Event) -> None:
    """Have Ctrl-C and SIGTERM ask for the end, once: the second time they act as usual."""
    if sys.platform == "win32":
        return
    loop = asyncio.get_running_loop()

    def ask() -> None:
        asked.set()
        tell("Arrêt demandé : l'envoi en cours se termine.")
        for each in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(each)

    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, ask)
