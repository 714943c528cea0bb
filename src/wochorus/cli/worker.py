"""`wochorus worker`: orders carried out and flows followed, until it is told to stop."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, cast

import click

from wochorus.cli.app import FrenchHelp
from wochorus.cli.output import out
from wochorus.cli.session import needs_database

if TYPE_CHECKING:
    from procrastinate import App
    from procrastinate.contrib.django.django_connector import DjangoConnector

MOST_AT_ONCE = 32


@click.command("worker", cls=FrenchHelp)
@click.option(
    "--at-once",
    type=click.IntRange(1, MOST_AT_ONCE),
    default=4,
    show_default=True,
    help="Nombre de tâches menées de front ; une seule à la fois par compte technique.",
)
@needs_database
def worker(at_once: int) -> None:
    """Mener les dépôts confiés au service et suivre les flux, jusqu'à Ctrl-C.

    Plusieurs de ces programmes peuvent tourner, sur une ou plusieurs machines, devant la même
    base. Si l'un meurt, un autre reprend son travail dans la minute. À l'arrêt, l'envoi en cours
    se termine ; le reste attend le retour d'un de ces programmes.
    """
    from procrastinate.contrib.django import app

    out.print("Service de dépôt prêt (Ctrl-C l'arrête).")
    django = cast("DjangoConnector", app.connector)
    with app.replace_connector(django.get_worker_connector()) as workers:
        asyncio.run(_run(workers, at_once))
    out.print("Service de dépôt arrêté ; rien n'est perdu.")


async def _run(app: App, at_once: int) -> None:
    from wochorus.deposits.tasks import look

    async with app.open_async():
        await look(app)
        await app.run_worker_async(
            concurrency=at_once,
            # What is being sent ends; a task looks at this between two flows.
            shutdown_graceful_timeout=0,
            update_heartbeat_interval=5,
            stalled_worker_timeout=25,
            delete_jobs="always",
            install_signal_handlers=sys.platform != "win32",
        )
