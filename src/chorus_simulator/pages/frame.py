"""What all pages share: how they are written, how forms are read, what keeps them safe.

Nothing runs in the page and nothing comes from elsewhere: the content policy allows our style
sheet alone. A form carries a token that only this process knows, so that no page of another site
can send one even if a browser would let it; the middleware `LoopbackOnly` has already refused
foreign hosts and origins.
"""

from __future__ import annotations

import hmac
import secrets
from collections import defaultdict
from dataclasses import dataclass, field
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from chorus_simulator import __version__, labels
from chorus_simulator.pages import words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.requests import Request

    from chorus_simulator.simulator import Simulator

_FORM_MAXIMUM, _FIELDS_MAXIMUM = 100_000, 50
_FORM = "application/x-www-form-urlencoded"
TOKEN_FIELD = "jeton"  # noqa: S105  the name of a field, not a secret
_TOKEN = secrets.token_urlsafe(32)
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)
_SAFE = {
    "X-Content-Type-Options": "nosniff",
    # Not "no-referrer": browsers would then send forms with the origin "null".
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_templates = Environment(
    loader=PackageLoader("chorus_simulator.pages"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.filters |= words.FILTERS | {
    "status": labels.status_words,
    "flow_state": labels.flow_words,
}
_templates.globals |= {"version": __version__, "token": _TOKEN, "token_field": TOKEN_FIELD}


@dataclass(frozen=True, slots=True)
class Visit:
    """One request for a page: its path and query parameters, and its form when it is a POST.

    A field that the form does not have reads as an empty text.
    """

    simulator: Simulator
    path: Mapping[str, Any]
    query: Mapping[str, str]
    form: Mapping[str, str] = field(default_factory=lambda: defaultdict(str))

    def asked(self, name: str, maximum: int = 200) -> str:
        """Read a query parameter; too long a one is cut."""
        return self.query.get(name, "").strip()[:maximum]

    def given(self, name: str) -> str:
        """Read a field of the form."""
        return self.form.get(name, "").strip()

    def page_number(self) -> int:
        """Read the page asked for; a wrong one is the first."""
        text = self.query.get("page", "1")
        return max(int(text), 1) if text.isascii() and text.isdecimal() and len(text) < 8 else 1  # noqa: PLR2004  more pages than rows


class NotFoundError(LookupError):
    """There is no such page; the message is French."""


def page(template: str, status: int = 200, **content: Any) -> Response:  # noqa: ANN401  a template takes all
    """Write a page."""
    html = _templates.get_template(template).render(content)
    return HTMLResponse(html, status, headers=_SAFE | {"Content-Security-Policy": _POLICY})


def back_to(address: str) -> Response:
    """Send the browser to a page after a form did its work."""
    return RedirectResponse(address, 303, headers=dict(_SAFE))


def file_response(content: bytes, name: str, mime: str, *, shown: bool) -> Response:
    """Send a file: shown in our own pages (PDF only), or saved by the browser."""
    plain = "".join(sign if sign.isalnum() or sign in "-_." else "_" for sign in name)
    ascii_name = plain.encode("ascii", "replace").decode().replace("?", "_")
    way = "inline" if shown else "attachment"
    return Response(
        content,
        media_type=mime if shown else "application/octet-stream",
        headers=_SAFE
        | {
            "Content-Disposition": f'{way}; filename="{ascii_name}"',
            "Content-Security-Policy": "frame-ancestors 'self'",
        },
    )


def route(simulator: Simulator, path: str, handler: Callable[[Visit], Response]) -> Route:
    """Serve a page that is only looked at."""

    async def endpoint(request: Request) -> Response:
        visit = Visit(simulator, request.path_params, dict(request.query_params))
        return await run_in_threadpool(_guarded, handler, visit)

    return Route(path, endpoint, methods=["GET"])


def form_route(simulator: Simulator, path: str, handler: Callable[[Visit], Response]) -> Route:
    """Serve a form."""

    async def endpoint(request: Request) -> Response:
        form = await _form_of(request)
        if form is None or not _is_ours(request, form):
            return _refusal(
                403,
                "Ce formulaire n'est plus valable : le simulateur a redémarré depuis que la page "
                "est affichée. Revenez à la page, rechargez-la, puis recommencez.",
            )
        fields = defaultdict(str, form)
        visit = Visit(simulator, request.path_params, dict(request.query_params), fields)
        return await run_in_threadpool(_guarded, handler, visit)

    return Route(path, endpoint, methods=["POST"])


def style_route() -> Route:
    """Serve the style sheet."""
    sheet = (files("chorus_simulator.pages") / "static" / "style.css").read_bytes()

    async def endpoint(request: Request) -> Response:
        del request
        return Response(sheet, media_type="text/css", headers=dict(_SAFE))

    return Route("/simulator/style.css", endpoint, methods=["GET"])


def no_icon_route() -> Route:
    """Answer browsers that ask for an icon of their own accord."""

    async def endpoint(request: Request) -> Response:
        del request
        return Response(status_code=204)

    return Route("/favicon.ico", endpoint, methods=["GET"])


def redirect_route(path: str, target: str) -> Route:
    """Send the browser from one address to another."""

    async def endpoint(request: Request) -> Response:
        del request
        return RedirectResponse(target)

    return Route(path, endpoint, methods=["GET"])


def _guarded(handler: Callable[[Visit], Response], visit: Visit) -> Response:
    try:
        return handler(visit)
    except NotFoundError as error:
        return _refusal(404, str(error))


def _refusal(status: int, message: str) -> Response:
    return page("refusal.html", status, message=message)


async def _form_of(request: Request) -> dict[str, str] | None:
    """Read a form of bounded size; None if it is not one."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != _FORM:
        return None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _FORM_MAXIMUM:
            return None
    try:
        found = parse_qs(body.decode(), max_num_fields=_FIELDS_MAXIMUM, errors="strict")
    except ValueError:
        return None
    return {name: values[-1] for name, values in found.items()}


def _is_ours(request: Request, form: Mapping[str, str]) -> bool:
    site = request.headers.get("sec-fetch-site", "same-origin")
    known = form.get(TOKEN_FIELD, "").encode()
    return site in ("same-origin", "none") and hmac.compare_digest(known, _TOKEN.encode())
