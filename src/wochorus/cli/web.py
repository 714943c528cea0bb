"""`wochorus web`: the screens, until Ctrl-C."""

from __future__ import annotations

import click

from wochorus.cli.app import FrenchHelp
from wochorus.cli.output import out
from wochorus.cli.session import needs_database

USUAL_PORT = 8000


@click.command("web", cls=FrenchHelp)
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=USUAL_PORT,
    show_default=True,
    help="Port des écrans ; 0 : n'importe quel port libre.",
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Adresse où écouter ; celle de cette machine seule par défaut.",
)
@click.option("--parent", type=int, hidden=True, help="Finir avec ce processus.")
@needs_database
def web(port: int, host: str, parent: int | None) -> None:
    """Ouvrir les écrans de WO CHORUS dans un navigateur, jusqu'à Ctrl-C.

    Derrière un serveur mandataire, nommez l'adresse publique : WOCHORUS_WEB_URL=https://…
    """
    import socket

    import uvicorn

    from wochorus.cli.worker import end_with

    if parent is not None:
        end_with(parent)
    config = uvicorn.Config(
        "wochorus.config.asgi:application",
        log_config=None,
        lifespan="off",
        proxy_headers=True,
        server_header=False,
        timeout_graceful_shutdown=3,
    )
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        out.print(f"Écrans : http://{_shown(host)}:{listening.getsockname()[1]}/")
        uvicorn.Server(config).run(sockets=[listening])


def _shown(host: str) -> str:
    return "localhost" if host in {"127.0.0.1", "::1"} else host
