"""Running the web server: one socket of this machine, a ready file, a clean stop."""

from __future__ import annotations

import json
import os
import signal
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click
import uvicorn

from register_simulator.app import Desk, build_app

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOOPBACK = "127.0.0.1"


class CannotListenError(Exception):
    """The port cannot be listened to. The text is French."""


def open_socket(port: int) -> socket.socket:
    """Take a port of this machine (`CannotListenError`)."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((LOOPBACK, port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise CannotListenError(
            f"Le port {port} est déjà pris ou interdit ; choisissez-en un autre avec --port "
            "(0 : n'importe quel port libre)."
        ) from error
    return listening


def serve(desk: Desk, listening: socket.socket, ready_file: Path | None) -> None:
    """Serve until a signal comes."""
    url = f"http://{LOOPBACK}:{listening.getsockname()[1]}"
    _Server(desk, url, ready_file).run([listening])


class _Server(uvicorn.Server):
    """The web server; it says when it listens, and a signal is its normal end."""

    def __init__(self, desk: Desk, url: str, ready_file: Path | None) -> None:
        super().__init__(
            uvicorn.Config(build_app(desk), log_level="critical", access_log=False, lifespan="off")
        )
        self._url = url
        self._ready_file = ready_file

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then say so."""
        await super().startup(sockets)
        if self._ready_file is not None:
            draft = self._ready_file.with_name(self._ready_file.name + ".part")
            draft.write_text(json.dumps({"url": self._url, "pid": os.getpid()}), encoding="utf-8")
            draft.replace(self._ready_file)
        click.echo(f"Registre simulé : {self._url} (Ctrl+C pour l'arrêter)")

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop at the first signal, without raising it again."""
        numbers = (signal.SIGINT, signal.SIGTERM)
        former = {number: signal.signal(number, self.handle_exit) for number in numbers}
        try:
            yield
        finally:
            for number, handler in former.items():
                signal.signal(number, handler)
