"""Cutting a TCP connection for real, as a router that dies would.

The web server gives an application no way to drop a connection, so the protocol notes the
transport of each peer. A cut sends a TCP reset (linger of zero), or closes the connection as a
server that ends does; both without a byte of an answer, or after half of one.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from typing import TYPE_CHECKING

from starlette.responses import Response
from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

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


def cut(client: tuple[str, int], *, gently: bool = False) -> None:
    """Reset the connection of a client (or close it), if it is still there."""
    transport = _transports.get(_peer(client))
    if transport is None:
        return
    if gently:
        transport.close()
        return
    sock = transport.get_extra_info("socket")
    if sock is not None:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


class CutHalfWay(Response):
    """An answer whose connection is cut in the middle of its body."""

    def __init__(self, whole: Response) -> None:
        super().__init__(whole.body, status_code=whole.status_code)
        self.raw_headers = whole.raw_headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the headers of the whole and half of the body, then cut."""
        start = {"type": "http.response.start", "status": self.status_code}
        half = bytes(self.body)[: len(self.body) // 2]
        await send(start | {"headers": self.raw_headers})
        await send({"type": "http.response.body", "body": half, "more_body": True})
        cut(scope["client"], gently=True)
        await receive()
