"""The web application: the two APIs, and a door for those who test."""

from __future__ import annotations

import asyncio
import re
import time
from collections import deque
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from register_simulator import recherche, sirene
from register_simulator.faults import Fault, FaultRefusedError, Faults, read_fault

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from starlette.requests import Request

    from register_simulator.register import Register

KEY_HEADER = "x-insee-api-key-integration"
PER_SECOND = 7
LONGEST_ORDER = 1_000
_LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})
_SIRET = re.compile(r"\d{14}", re.ASCII)
_COUNT = re.compile(r"\d{1,6}", re.ASCII)
_QUOTED = re.compile(r'"([^"]*)"')
_HUGE_BLOCK = b" " * 65_536
_HUGE_BLOCKS = 1_600
"""A hundred million bytes: no reader needs them."""


class Desk:
    """Answers the calls of the two APIs, and counts them."""

    def __init__(
        self,
        register: Register,
        faults: Faults,
        *,
        key: str = "",
        per_second: int = PER_SECOND,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._register = register
        self._faults = faults
        self._key = key
        self._per_second = per_second
        self._clock = clock
        self._recent: deque[float] = deque()
        self.calls: deque[str] = deque(maxlen=1000)

    async def search(self, request: Request) -> Response:
        """Answer `/search` of Recherche d'entreprises."""
        if refusal := await self._troubled(request):
            return refusal
        try:
            page = int(request.query_params.get("page", 1))
            per_page = int(request.query_params.get("per_page", recherche.USUAL_PER_PAGE))
        except ValueError:
            return _bad("Veuillez indiquer un numéro de page entier.")
        text = request.query_params.get("q", "").strip()
        if len(text) < recherche.SHORTEST_TEXT:
            return _bad("3 caractères minimum pour les termes de la requête.")
        if page < 1 or not 1 <= per_page <= recherche.MOST_PER_PAGE:
            return _bad("`per_page` doit être entre 1 et 25, `page` à partir de 1.")
        return JSONResponse(recherche.search_answer(self._register.search(text), page, per_page))

    async def establishment(self, request: Request) -> Response:
        """Answer `/siret/{siret}` of Sirene."""
        if refusal := await self._troubled(request) or self._keyless(request):
            return refusal
        siret = request.path_params["siret"]
        if not _SIRET.fullmatch(siret):
            return _sirene_error(400, "Erreur de syntaxe dans le siret")
        found = self._register.by_siret(siret)
        if found is None:
            return _sirene_error(404, f"Aucun élément trouvé pour le siret {siret}")
        return JSONResponse(sirene.one_answer(*found))

    async def establishments(self, request: Request) -> Response:
        """Answer `/siret?q=…` of Sirene: of its query language, the quoted words are looked for."""
        if refusal := await self._troubled(request) or self._keyless(request):
            return refusal
        words = " ".join(_QUOTED.findall(request.query_params.get("q", "")))
        count = request.query_params.get("nombre", "20")
        if not words or not _COUNT.fullmatch(count):
            return _sirene_error(400, "Erreur de syntaxe dans le paramètre q")
        matches = self._register.search(words)
        if not matches:
            return _sirene_error(404, "Aucun élément trouvé")
        return JSONResponse(sirene.many_answer(matches, min(int(count), 1000)))

    async def order_fault(self, request: Request) -> Response:
        """Take a fault to come: its text is the body."""
        if _is_stranger(request):
            return _strangers_refused()
        body = b""
        async for block in request.stream():
            body += block
            if len(body) > LONGEST_ORDER:
                return JSONResponse({"erreur": "Cette panne est trop longue à lire."}, 413)
        try:
            self._faults.waiting.append(read_fault(body.decode()))
        except (FaultRefusedError, UnicodeDecodeError) as error:
            return JSONResponse({"erreur": str(error)}, 400)
        return JSONResponse({"en_attente": len(self._faults.waiting)})

    async def told_calls(self, request: Request) -> Response:
        """List the calls that came, the oldest first."""
        if _is_stranger(request):
            return _strangers_refused()
        return JSONResponse({"appels": list(self.calls)})

    async def _troubled(self, request: Request) -> Response | None:
        """Refuse strangers and the hurried, and do the harm that was ordered."""
        if _is_stranger(request):
            return _strangers_refused()
        self.calls.append(str(request.url.path))
        if not request.headers.get("user-agent"):
            return JSONResponse({"erreur": "En-tête User-Agent absent."}, 403)
        if self._is_hurried():
            return _throttled(1)
        fault = self._faults.take()
        return await _harm(fault) if fault else None

    def _is_hurried(self) -> bool:
        now = self._clock()
        while self._recent and self._recent[0] <= now - 1:
            self._recent.popleft()
        if self._per_second and len(self._recent) >= self._per_second:
            return True
        self._recent.append(now)
        return False

    def _keyless(self, request: Request) -> Response | None:
        if self._key and request.headers.get(KEY_HEADER) != self._key:
            return _sirene_error(401, "Clé d'API absente ou inconnue")
        return None


def build_app(desk: Desk) -> Starlette:
    """Build the application."""
    base = "/api-sirene/3.11/siret"
    return Starlette(
        routes=[
            Route("/search", desk.search),
            Route(base, desk.establishments),
            Route(f"{base}/{{siret}}", desk.establishment),
            Route("/simulator/faults", desk.order_fault, methods=["POST"]),
            Route("/simulator/calls", desk.told_calls),
        ]
    )


def _is_stranger(request: Request) -> bool:
    """Tell a page of a browser, or another machine, from a program of this one."""
    try:
        host = urlsplit(f"//{request.headers.get('host', '')}").hostname
    except ValueError:
        return True
    return host not in _LOCAL or bool(request.headers.get("origin"))


def _strangers_refused() -> Response:
    return JSONResponse({"erreur": "Ce registre ne répond qu'à cette machine."}, 403)


async def _harm(fault: Fault) -> Response | None:
    match fault.kind:
        case "throttled":
            return _throttled(fault.seconds)
        case "slow":
            await asyncio.sleep(fault.seconds)
            return None
        case "status_500":
            return JSONResponse({"erreur": "Une erreur interne est survenue."}, 500)
        case "malformed":
            return Response("<html><body>Maintenance</body></html>", media_type="text/html")
        case "wrong_shape":
            return JSONResponse(["inattendu"])
        case "cut":
            return Response(b'{"results": [{"siren": "1', headers={"content-length": "4096"})
    return StreamingResponse(_endless(), media_type="application/json")


async def _endless() -> AsyncIterator[bytes]:
    for _ in range(_HUGE_BLOCKS):
        yield _HUGE_BLOCK


def _throttled(seconds: float) -> Response:
    return JSONResponse(
        {"erreur": "Trop de requêtes."}, 429, headers={"Retry-After": f"{seconds:g}"}
    )


def _bad(message: str) -> Response:
    return JSONResponse({"erreur": message}, 400)


def _sirene_error(status: int, message: str) -> Response:
    return JSONResponse(sirene.error_answer(status, message), status)
