"""`wochorus web`: the screens, until Ctrl-C."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import click

from wochorus.cli.app import FrenchHelp
from wochorus.cli.output import out
from wochorus.cli.session import needs_database
from wochorus.core.errors import InvalidInput
from wochorus.core.system_reasons import system_reason

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
@click.option(
    "--ready-file",
    type=click.Path(dir_okay=False, path_type=Path),
    hidden=True,
    help="Y écrire l'adresse, une fois ouverte.",
)
@needs_database
def web(port: int, host: str, parent: int | None, ready_file: Path | None) -> None:
    """Ouvrir les écrans de WO CHORUS dans un navigateur, jusqu'à Ctrl-C.

    Derrière un serveur mandataire, nommez l'adresse publique : WOCHORUS_WEB_URL=https://…
    """
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
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named: asyncio sends small parts at once only on sockets that name it. On the
    # others the body of an answer waited 40 ms for the browser to acknowledge its head.
    with socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        _listen(listening, host, port)
        url = f"http://{_shown(host)}:{listening.getsockname()[1]}/"
        out.print(f"Écrans : {url}")
        tell_first_start(url)
        if ready_file is not None:
            _write_whole(ready_file, json.dumps({"url": url}))
        uvicorn.Server(config).run(sockets=[listening])


def tell_first_start(url: str) -> None:
    """Say how the first account is opened, while nobody has one."""
    from django.db import connections

    from wochorus.accounts.users.first_start import first_start_code, is_first_start

    if is_first_start():
        code = first_start_code()
        out.print(
            "Premier démarrage : personne n'a encore de compte. Ouvrez cette adresse sur cette "
            "machine, ou d'ailleurs avec ce code :",
            soft_wrap=True,
        )
        out.print(f"  {url}premier-demarrage/?code={code}", markup=False, soft_wrap=True)
    connections.close_all()


def _listen(listening: socket.socket, host: str, port: int) -> None:
    """Listen at once: a browser that comes before the server is ready waits instead of failing."""
    try:
        listening.bind((host, port))
    except OSError as refused:
        raise InvalidInput(
            f"Les écrans ne peuvent pas s'ouvrir à l'adresse {host}, port {port}",
            where=system_reason(refused),
            remedy="Si le port est pris, arrêtez l'autre programme, ou choisissez un autre port.",
        ) from refused
    listening.listen()


def _write_whole(path: Path, text: str) -> None:
    """Write a file that nobody reads half written."""
    beside = path.with_suffix(".tmp")
    beside.write_text(text, "utf-8")
    beside.replace(path)


def _shown(host: str) -> str:
    return "localhost" if host in {"127.0.0.1", "::1"} else host
