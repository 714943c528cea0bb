"""The table of the admin calls, and the frame that they share."""

from __future__ import annotations

import json
import tempfile
from typing import IO, TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse
from starlette.routing import Route

from chorus_simulator import __version__
from chorus_simulator.admin import (
    directory,
    flows,
    lives,
    orders,
    possessions,
    recipients,
    snapshots,
    suppliers,
)
from chorus_simulator.admin.asked import Asked, WrongRequestError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from chorus_simulator.simulator import Simulator

BODY_MAXIMUM = 400_000_000
"""Bytes of the largest directory file; a national one has about 50 MB."""
_IN_MEMORY = 4_000_000

CALLS: dict[tuple[str, str], Callable[[Asked], Any]] = {
    ("POST", "/simulator/suppliers"): suppliers.register,
    ("GET", "/simulator/suppliers"): suppliers.listing,
    ("PATCH", "/simulator/suppliers/{siret}"): suppliers.change,
    ("POST", "/simulator/recipients"): recipients.register,
    ("GET", "/simulator/recipients"): recipients.listing,
    ("POST", "/simulator/suppliers/{siret}/accounts"): possessions.add_account,
    ("POST", "/simulator/orders"): possessions.load_orders,
    ("GET", "/simulator/orders"): possessions.list_orders,
    ("GET", "/simulator/attachments"): possessions.attachments_page,
    ("POST", "/simulator/structures"): directory.load_structures,
    ("POST", "/simulator/services"): directory.load_services,
    ("POST", "/simulator/directory/generate"): directory.generate,
    ("GET", "/simulator/ledger"): flows.ledger_page,
    ("GET", "/simulator/ledger/counts"): flows.ledger_counts,
    ("GET", "/simulator/witness"): flows.witness_page,
    ("GET", "/simulator/invoices"): flows.invoices_page,
    ("POST", "/simulator/invoices/{invoice_id:int}/status"): flows.set_status,
    ("GET", "/simulator/flows"): flows.flows_page,
    ("POST", "/simulator/faults"): orders.order_fault,
    ("GET", "/simulator/faults"): orders.list_faults,
    ("GET", "/simulator/faults/kinds"): orders.list_kinds,
    ("DELETE", "/simulator/faults"): orders.cancel_faults,
    ("DELETE", "/simulator/faults/{fault_id:int}"): orders.cancel_faults,
    ("POST", "/simulator/lives"): lives.order_life,
    ("GET", "/simulator/lives"): lives.list_lives,
    ("DELETE", "/simulator/lives"): lives.cancel_lives,
    ("DELETE", "/simulator/lives/{life_id:int}"): lives.cancel_lives,
    ("GET", "/simulator/settings"): orders.show_settings,
    ("PATCH", "/simulator/settings"): orders.change_settings,
    ("GET", "/simulator/clock"): orders.show_clock,
    ("POST", "/simulator/clock"): orders.change_clock,
    ("POST", "/simulator/reset"): orders.reset,
    ("POST", "/simulator/snapshot"): snapshots.take,
    ("GET", "/simulator/snapshots"): snapshots.listing,
    ("POST", "/simulator/snapshots/{name}/restore"): snapshots.restore,
    ("DELETE", "/simulator/snapshots/{name}"): snapshots.remove,
}


def admin_routes(simulator: Simulator) -> list[Route]:
    """Build the routes of the admin calls."""
    routes = [
        Route(path, _endpoint(simulator, call), methods=[method])
        for (method, path), call in CALLS.items()
    ]
    return [*routes, Route("/simulator/health", _health, methods=["GET"])]


async def _health(request: Request) -> Response:
    del request
    return JSONResponse({"status": "ok", "version": __version__})


def _endpoint(
    simulator: Simulator, call: Callable[[Asked], Any]
) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as body:
            if not await _spool(request, body):
                return JSONResponse({"erreur": "Le fichier envoyé est trop grand."}, 413)
            return await run_in_threadpool(_run, simulator, call, request, body)

    return endpoint


async def _spool(request: Request, body: IO[bytes]) -> bool:
    """Put the body in a file; say whether it was within bounds."""
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > BODY_MAXIMUM:
            return False
        body.write(chunk)
    body.seek(0)
    return True


def _run(
    simulator: Simulator, call: Callable[[Asked], Any], request: Request, body: IO[bytes]
) -> Response:
    try:
        asked = Asked(
            simulator,
            body,
            request.headers.get("content-type", ""),
            dict(request.path_params),
            dict(request.query_params),
        )
        return JSONResponse(call(asked))
    except WrongRequestError as error:
        return JSONResponse({"erreur": str(error)}, 400)
    except json.JSONDecodeError:
        return JSONResponse({"erreur": "Le corps de la requête n'est pas du JSON."}, 400)
