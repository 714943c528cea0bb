"""The only place that moves a request from one state to another: a fence and an event, together.

A program that slept while another took its request over finds that out here, and stops.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from wochorus.core.text import storable
from wochorus.deposits.events import record_invoice_event
from wochorus.deposits.models import InvoiceRequest, RequestState
from wochorus.deposits.moves import TakenOverError

if TYPE_CHECKING:
    from collections.abc import Mapping

LEGAL_REQUEST_MOVES: dict[RequestState, tuple[RequestState, ...]] = {
    RequestState.SENDING: (
        RequestState.DONE,
        RequestState.REFUSED,
        RequestState.AMBIGUOUS,
        RequestState.NOT_DONE,
    ),
    RequestState.AMBIGUOUS: (RequestState.DONE, RequestState.REFUSED, RequestState.NOT_DONE),
    RequestState.NOT_DONE: (RequestState.DONE,),
}
"""An answer that comes late is certain: it corrects what was concluded from its absence."""
_OPEN = (RequestState.SENDING, RequestState.AMBIGUOUS)


def move_request(
    request: InvoiceRequest,
    to: RequestState,
    message: str = "",
    payload: Mapping[str, Any] | None = None,
) -> None:
    """Move ``request`` and record it as an event of its invoice; ``request`` is refreshed.

    Raises `TakenOverError` when it is no longer in the state that it bears in memory.
    """
    if to not in LEGAL_REQUEST_MOVES.get(RequestState(request.state), ()):
        raise ValueError(f"{request.state} → {to}")
    ended_at = None if to in _OPEN else timezone.now()
    with transaction.atomic():
        told = storable(message)
        if not _as_seen(request).update(state=to, message=told, ended_at=ended_at):
            raise taken_over(request)
        record_request_event(request, to, message, payload)
    request.refresh_from_db()


def record_request_event(
    request: InvoiceRequest, kind: str, message: str, payload: Mapping[str, Any] | None = None
) -> None:
    """Write what happened to ``request`` in the story of its invoice."""
    label = request.get_kind_display()
    record_invoice_event(
        request.invoice,
        f"request_{kind}",
        message=f"{label.capitalize()} : {storable(message)}" if message else label.capitalize(),
        payload={"request": request.pk, "kind": request.kind, **_kept(payload or {})},
    )


def _kept(value: Any) -> Any:  # noqa: ANN401 - JSON
    """Drop from what Chorus Pro said the characters that the database cannot keep."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {key: _kept(each) for key, each in value.items()}
    return value


def claim_request(request: InvoiceRequest) -> None:
    """Make sure, at the last moment before it leaves, that ``request`` is still ours to send.

    The delay after which an absence is believed runs from here. Raises `TakenOverError`.
    """
    sending = _as_seen(request).filter(state=RequestState.SENDING)
    if not sending.update(sent_at=timezone.now()):
        raise taken_over(request)


def _as_seen(request: InvoiceRequest) -> Any:  # noqa: ANN401 - a query set
    return InvoiceRequest.objects.filter(pk=request.pk, state=request.state)


def taken_over(request: InvoiceRequest) -> TakenOverError:
    """Say that another program has moved ``request``."""
    return TakenOverError(
        f"La demande « {request.get_kind_display()} » de la facture {request.invoice.number} a été "
        "reprise par un autre programme",
        remedy="Lancez « wochorus follow » : Chorus Pro dira si elle est faite.",
    )
