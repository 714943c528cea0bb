"""The web application: it reads bodies within bounds, and sends what the gateway answers.

The work itself is done in a thread, so that a large flow does not stop other connections from
being read.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from chorus_simulator import connections, gateway
from chorus_simulator.admin.routes import admin_routes
from chorus_simulator.connections import CutHalfWay
from chorus_simulator.exchange import Received
from chorus_simulator.faults import TOKEN_OPERATION, Strikes
from chorus_simulator.loopback import LoopbackOnly
from chorus_simulator.openapi.routes import openapi_routes
from chorus_simulator.pages.routes import page_routes

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.types import ASGIApp, Receive, Scope, Send

    from chorus_simulator.simulator import Simulator

_OWN_PATHS = ("/simulator/", "/acheteur/")
_PATH_MAXIMUM = 200
_ENVELOPE = 1_000_000
"""Bytes allowed around the deposited file in a request body."""
_DISCARDED_MAXIMUM = 4
"""A body is read (and dropped) up to this many times its limit before the line is cut."""


def build_app(simulator: Simulator, stopping: asyncio.Event) -> Starlette:
    """Build the application that serves a simulator; ``stopping`` ends what it makes wait."""

    def portal(name: Callable[[Request], str]) -> ASGIApp:
        return _Portal(lambda request: _serve(simulator, stopping, request, name(request)))

    async def unknown(request: Request) -> Response:
        path = request.url.path
        if path.startswith(_OWN_PATHS):
            return JSONResponse({"erreur": "Le simulateur n'a rien à cette adresse."}, 404)
        return await _serve(simulator, stopping, request, path[:_PATH_MAXIMUM])

    cpro = portal(lambda request: request.path_params.get("operation", ""))
    app = Starlette(
        routes=[
            Route("/api/oauth/token", portal(lambda _: TOKEN_OPERATION)),
            Route("/cpro", cpro),
            Route("/cpro/{operation:path}", cpro),
            *admin_routes(simulator),
            *openapi_routes(simulator),
            *page_routes(simulator),
        ],
    )
    # What no route knows is a call to the portal too, and has its line in the ledger.
    app.router.default = _Portal(unknown)
    app.add_middleware(LoopbackOnly)
    return app


class _Portal:
    """Answers a request of any method; a route made of a function would take only some."""

    def __init__(self, answer: Callable[[Request], Awaitable[Response]]) -> None:
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        response = await self._answer(Request(scope, receive, send))
        await response(scope, receive, send)


async def _serve(
    simulator: Simulator, stopping: asyncio.Event, request: Request, operation: str
) -> Response:
    received = Received(request.method, operation, request.headers, None)
    try:
        limit = simulator.settings.size_limit * 4 // 3 + _ENVELOPE
        received.body = await _read(request, limit)
    except ClientDisconnect:
        await run_in_threadpool(gateway.note, simulator, received, "envoi interrompu")
        return Response()
    strikes = Strikes()
    if simulator.faulty:
        strikes = await run_in_threadpool(gateway.strikes_on, simulator, operation)
    blow = strikes.answer
    if blow is not None and blow.kind == "slow_before_recording":
        await _wait(stopping, blow.seconds)
        if stopping.is_set():
            return await _cut(request)
    reply = await run_in_threadpool(gateway.answer, simulator, received, strikes)
    if reply.wait:
        await _wait(stopping, reply.wait)
    if reply.wait and stopping.is_set():
        return await _cut(request)
    answer = Response(reply.body, status_code=reply.status, headers=reply.headers)
    match reply.cut:
        case "reset":
            return await _cut(request)
        case "close":
            return await _cut(request, gently=True)
        case "half":
            return CutHalfWay(answer)
        case _:
            return answer


async def _wait(stopping: asyncio.Event, seconds: float) -> None:
    """Wait, but not longer than the simulator lives."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stopping.wait(), seconds)


async def _read(request: Request, limit: int) -> bytearray | None:
    """Read the body; None if it is over the limit, whose rest is dropped."""
    body = bytearray()
    dropped = 0
    async for chunk in request.stream():
        if not dropped and len(body) + len(chunk) <= limit:
            body += chunk
            continue
        dropped += len(body) + len(chunk)
        body.clear()
        if dropped > limit * _DISCARDED_MAXIMUM:
            await _cut(request)
            break
    return None if dropped else body


async def _cut(request: Request, *, gently: bool = False) -> Response:
    """Cut the connection and wait until the server has seen it; the answer goes nowhere."""
    if request.client is not None:
        connections.cut((request.client.host, request.client.port), gently=gently)
        await request.receive()
    return Response()
