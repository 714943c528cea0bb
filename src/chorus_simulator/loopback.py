"""Keeping strangers out: only this machine may speak to the simulator.

It listens on a loopback address, but a web page opened on this machine could still send it
requests. A call whose ``Host`` is not a loopback name, or that comes from a page of another
origin, is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.responses import JSONResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

NAMES = frozenset({"127.0.0.1", "localhost", "::1"})


class LoopbackOnly:
    """Refuse a request that was not meant for this machine by this machine."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or answer 403."""
        if scope["type"] == "http" and not _is_local(dict(scope["headers"])):
            refusal = JSONResponse(
                {"erreur": "Le simulateur ne répond qu'aux appels de cette machine."}, 403
            )
            await refusal(scope, receive, send)
            return
        await self.app(scope, receive, send)


def _is_local(headers: dict[bytes, bytes]) -> bool:
    host = headers.get(b"host", b"").decode("latin-1")
    origin = headers.get(b"origin", b"").decode("latin-1")
    if _name("//" + host) not in NAMES and not _name("//" + host).startswith("127."):
        return False
    return not origin or urlsplit(origin).netloc == host


def _name(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
