"""The part of `wochorus follow` about requests whose answer was lost."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from rich.markup import escape

from wochorus.accounts.services import chorus_client
from wochorus.cli.growing_pauses import tries_within
from wochorus.cli.output import out
from wochorus.core.errors import Transient
from wochorus.deposits.models import RequestState
from wochorus.deposits.requests.reconciliation import reconcile_requests, requests_to_settle

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wochorus.accounts.models import Company
    from wochorus.deposits.models import InvoiceRequest
    from wochorus.deposits.patience import Patience

_COLOURS = {
    RequestState.DONE: "green",
    RequestState.AMBIGUOUS: "yellow",
    RequestState.SENDING: "yellow",
}


def follow_requests(
    company: Company, seconds: float, patience: Patience, *, quiet: bool
) -> list[InvoiceRequest]:
    """Ask Chorus Pro about the uncertain requests for ``seconds`` at most; give them as they end.

    An interruption of the network is waited out.
    """
    requests = requests_to_settle(company)
    if not requests:
        return []
    trouble = None
    with (
        chorus_client(company) as client,
        nullcontext() if quiet else out.status("Recherche des demandes sans réponse…"),
    ):
        waiting = requests
        for _ in tries_within(seconds):
            trouble = None
            try:
                waiting = reconcile_requests(waiting, client, patience)
            except Transient as failure:
                trouble = failure
            if not waiting:
                break
    if trouble:
        raise trouble
    return requests


def still_uncertain(requests: Iterable[InvoiceRequest]) -> list[InvoiceRequest]:
    """Keep those that Chorus Pro has not settled yet."""
    return [request for request in requests if request.state == RequestState.AMBIGUOUS]


def request_as_json(request: InvoiceRequest) -> dict[str, Any]:
    """Describe a request for programs."""
    return {
        "id": request.pk,
        "invoice": request.invoice.number,
        "chorus_id": request.chorus_id,
        "environment": request.environment,
        "kind": request.kind,
        "state": request.state,
        "message": request.message,
        "sent": request.body,
        "files": request.files,
        "actor": request.actor,
        "created_at": request.created_at,
        "sent_at": request.sent_at,
        "ended_at": request.ended_at,
    }


def print_request(request: InvoiceRequest) -> None:
    """Print one line for a request: the invoice, what was asked, what became of it."""
    state = RequestState(request.state)
    colour = _COLOURS.get(state, "red")
    message = f" — {escape(request.message)}" if request.message else ""
    out.print(
        f"{escape(request.invoice.number)} : {request.get_kind_display()}, "
        f"[{colour}]{state.label}[/]{message}"
    )
