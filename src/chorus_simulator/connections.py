"""Cutting a TCP connection for real, as a router that dies would.

The web server gives an application no way to drop a connection, so the protocol notes the
transport of each peer. The cut sends a TCP reset (linger of zero) and no byte of an answer.
"""

from __future__ import annotations

import asyncio
import socket
import struct

from uvicorn.protocols.http.h11_impl import H11Protocol

_transports: dict[tuple[str, int], asyncio.Transport] = {}


class CuttableProtocol(H11Protocol):
    """The server's HTTP protocol, whose connections can be cut by peer address."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Note the transport."""
        super().connection_made(transport)  # type: ignore[arg-type]  # uvicorn narrows it
        self._peer = _peer(transport.get_extra_info("peername"))
        if isinstance(transport, asyncio.Transport):
            _transports[self._peer] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the transport."""
        _transports.pop(self._peer, None)
        super().connection_lost(exc)


def _peer(name: tuple[object, ...]) -> tuple[str, int]:
    return str(name[0]), int(str(name[1]))


def cut(client: tuple[str, int]) -> None:
    """Reset the connection of a client, if it is still there."""
    transport = _transports.get(_peer(client))
    if transport is None:
        return
    sock = transport.get_extra_info("socket")
    if sock is not None:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
