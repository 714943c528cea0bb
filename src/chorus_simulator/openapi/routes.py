"""Serving the description of the API: the document, and its page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from starlette.responses import Response
from starlette.routing import Route

from chorus_simulator.openapi.document import document
from chorus_simulator.pages.frame import route
from chorus_simulator.pages.reference import reference

if TYPE_CHECKING:
    from starlette.requests import Request

    from chorus_simulator.simulator import Simulator


def openapi_routes(simulator: Simulator) -> list[Route]:
    """Build the routes of the document and of its page."""
    return [
        Route("/simulator/openapi.json", _document, methods=["GET"]),
        route(simulator, "/simulator/docs", reference),
    ]


async def _document(request: Request) -> Response:
    del request
    content = json.dumps(document(), ensure_ascii=False)
    return Response(content, media_type="application/json")
