"""An order, live: server-sent events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asgiref.sync import sync_to_async
from django.db import connections
from django.http import HttpResponseNotAllowed, StreamingHttpResponse

from wochorus.accounts.users.models import Role
from wochorus.web.access import enter_company
from wochorus.web.deposit.live import hub
from wochorus.web.deposit.orders import found_order

if TYPE_CHECKING:
    from django.http import HttpResponseBase

    from wochorus.web.access import CompanyRequest


async def stream(request: CompanyRequest, company: str, number: int) -> HttpResponseBase:
    """Tell what happens to an order as long as the page stays open."""
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    order_id = await sync_to_async(_entered)(request, company, number)
    answer = StreamingHttpResponse(
        hub().listen(order_id, _since(request)), content_type="text/event-stream"
    )
    # Each event must leave at once: what is named here is not compressed, nor held by a proxy.
    answer["Content-Encoding"] = "identity"
    answer["X-Accel-Buffering"] = "no"
    answer["Cache-Control"] = "no-store"
    return answer


stream.needed_role = Role.READER  # type: ignore[attr-defined] # read by the tests


def _entered(request: CompanyRequest, company: str, number: int) -> int:
    enter_company(request, company)
    order_id = found_order(request.company, number).pk
    # The stream lasts; its session on the database is for others meanwhile.
    connections.close_all()
    return order_id


def _since(request: CompanyRequest) -> int:
    """Read what the browser saw last: told by itself when it comes back, else by the page."""
    for text in (request.headers.get("Last-Event-ID", ""), request.GET.get("depuis", "")):
        if text.isascii() and text.isdigit() and len(text) < 19:  # noqa: PLR2004 - 64 bits
            return int(text)
    return 0
