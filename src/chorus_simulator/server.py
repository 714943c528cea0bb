"""Running the web server: one socket on a loopback address, a ready file, a clean stop."""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import json
import os
import signal
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click
import uvicorn

from chorus_simulator.app import build_app
from chorus_simulator.connections import CuttableProtocol

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from chorus_simulator.simulator import Simulator

_BACKLOG = 1024


class CannotListenError(Exception):
    """The address cannot be listened to; the message is French and says what to do."""


def open_socket(host: str, port: int) -> socket.socket:
    """Take the port, on a loopback address only (CannotListenError)."""
    address = "127.0.0.1" if host == "localhost" else host
    if not _is_loopback(address):
        raise CannotListenError(
            f"Le simulateur n'écoute que cette machine : « {host} » n'est pas une adresse de "
            "boucle locale. Utilisez --host 127.0.0.1."
        )
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        return _listen(family, address, port)
    except OSError as error:
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            raise CannotListenError(
                f"Le port {port} est déjà pris ou interdit. Un simulateur tourne peut-être déjà ; "
                "sinon, choisissez un autre port avec --port (0 : n'importe quel port libre)."
            ) from error
        raise CannotListenError(f"Impossible d'écouter {host}:{port} ({error}).") from error


def _listen(family: socket.AddressFamily, address: str, port: int) -> socket.socket:
    # The protocol must be named: asyncio turns Nagle's delay off only for sockets that say TCP,
    # and with the delay each answer takes 40 ms more.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((address, port))
        listening.listen(_BACKLOG)
    except OSError:
        listening.close()
        raise
    return listening


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def url_of(listening: socket.socket) -> str:
    """Write the address of a listening socket."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class _Server(uvicorn.Server):
    """The web server; it says when it listens, and a signal is its normal end."""

    def __init__(
        self,
        config: uvicorn.Config,
        stopping: asyncio.Event,
        url: str,
        ready_file: Path | None,
    ) -> None:
        super().__init__(config)
        self._stopping = stopping
        self._url = url
        self._ready_file = ready_file

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then announce the address."""
        await super().startup(sockets)
        if self.started:
            _announce(self._url, self._ready_file)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop, without waiting for the calls that a fault makes wait."""
        self._stopping.set()
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop at the first signal, without raising it again afterwards."""
        former = {
            number: signal.signal(number, self.handle_exit)
            for number in (signal.SIGINT, signal.SIGTERM)
        }
        try:
            yield
        finally:
            for number, handler in former.items():
                signal.signal(number, handler)


def _announce(url: str, ready_file: Path | None) -> None:
    if ready_file is not None:
        partial = ready_file.with_name(ready_file.name + ".partial")
        partial.write_text(json.dumps({"url": url, "pid": os.getpid()}), encoding="utf-8")
        partial.replace(ready_file)
    click.echo(f"Simulateur de Chorus Pro : {url} (Ctrl+C pour l'arrêter)")


def serve(simulator: Simulator, listening: socket.socket, ready_file: Path | None) -> None:
    """Serve until a signal comes."""
    stopping = asyncio.Event()
    config = uvicorn.Config(
        build_app(simulator, stopping),
        http=CuttableProtocol,
        ws="none",
        lifespan="off",
        log_level="error",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=30,
        timeout_keep_alive=60,
    )
    _Server(config, stopping, url_of(listening), ready_file).run(sockets=[listening])
