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
from starlette.responses import Response
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
    from starlette.requests import Request

    from chorus_simulator.simulator import Simulator

_ENVELOPE = 1_000_000
"""Bytes allowed around the deposited file in a request body."""
_DISCARDED_MAXIMUM = 4
"""A body is read (and dropped) up to this many times its limit before the line is cut."""


def build_app(simulator: Simulator, stopping: asyncio.Event) -> Starlette:
    """Build the application that serves a simulator; ``stopping`` ends what it makes wait."""

    async def cpro(request: Request) -> Response:
        return await _serve(simulator, stopping, request, request.path_params["operation"])

    async def token(request: Request) -> Response:
        return await _serve(simulator, stopping, request, TOKEN_OPERATION)

    app = Starlette(
        routes=[
            Route("/api/oauth/token", token, methods=["POST"]),
            Route("/cpro/{operation:path}", cpro, methods=["GET", "POST", "PUT", "DELETE"]),
            *admin_routes(simulator),
            *openapi_routes(simulator),
            *page_routes(simulator),
        ],
    )
    app.add_middleware(LoopbackOnly)
    return app


async def _serve(
    simulator: Simulator, stopping: asyncio.Event, request: Request, operation: str
) -> Response:
    body = await _read(request, simulator.settings.size_limit * 4 // 3 + _ENVELOPE)
    received = Received(request.method, operation, request.headers, body)
    del body
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
