"""The only place that moves flows and invoices from one state to another.

A move is one transaction: the flow, its lines, the journal's own columns and the event go
together or not at all. It is also a fence: it succeeds only from the state that the mover saw,
and, before the file is sent, only for the program that owns the flow. A program that slept while
another took over finds that out here, and stops.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from wochorus.billing.models import DepositState, Invoice
from wochorus.core.errors import Permanent
from wochorus.deposits.events import record_event
from wochorus.deposits.models import Flow, FlowLine
from wochorus.deposits.states import LEGAL_FLOW_MOVES, LIVE_LINE_STATES, FlowState, LineState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

JOURNAL_STATES: dict[LineState, DepositState] = {
    LineState.RESERVED: DepositState.RESERVED,
    LineState.SENT: DepositState.RESERVED,
    LineState.AMBIGUOUS: DepositState.AMBIGUOUS,
    LineState.DEPOSITED: DepositState.DEPOSITED,
    LineState.INTEGRATED: DepositState.INTEGRATED,
    LineState.REFUSED: DepositState.REFUSED,
    LineState.RELEASED: DepositState.TO_DEPOSIT,
}
"""What the journal shows for an invoice whose latest line is in that state."""


class TakenOverError(Permanent):
    """Another program moved this flow: the present one must not go on with it."""


@dataclass(frozen=True, slots=True)
class Move:
    """Where a flow goes, where its live lines go with it, and what is written beside."""

    to: FlowState
    lines_to: LineState | None = None
    message: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    payload: dict[str, Any] = field(default_factory=dict)


def move_flow(flow: Flow, move: Move) -> None:
    """Apply ``move`` to ``flow`` and its live lines, and refresh ``flow``.

    Raises `TakenOverError` when the flow is no longer in the state, or of the owner, that
    ``flow`` bears in memory.
    """
    if move.to not in LEGAL_FLOW_MOVES.get(FlowState(flow.state), ()):
        raise ValueError(f"{flow.state} → {move.to}")
    with transaction.atomic():
        if not _still_as_seen(flow).update(state=move.to, message=move.message, **move.fields):
            raise _taken_over(flow)
        if move.lines_to is not None:
            _move_all_lines(flow, move.lines_to, move.message)
        record_event(move.to, flow, message=move.message, payload=move.payload)
    flow.refresh_from_db()


def _move_all_lines(flow: Flow, to: LineState, message: str) -> None:
    """Move the live lines of ``flow``, or those of a flow that only lay ready.

    What only lay ready held no invoice: the journal shows another flow's story, perhaps.
    """
    planned = flow.lines.filter(state=LineState.PLANNED)
    if to not in LIVE_LINE_STATES:
        planned.update(state=to, message=message)
    moving = flow.lines.filter(state__in=(LineState.PLANNED, *LIVE_LINE_STATES))
    move_lines(flow, moving.values_list("pk", flat=True), to, message)


def hold(flow: Flow) -> None:
    """Keep every other program from moving ``flow`` until the present transaction ends.

    Raises `TakenOverError` as `move_flow`.
    """
    if not _still_as_seen(flow).select_for_update().values_list("pk").first():
        raise _taken_over(flow)


def claim_sending(flow: Flow) -> None:
    """Make sure, at the last moment before a request leaves, that ``flow`` is still ours to send.

    The delay after which an absence is believed runs again from here. Raises `TakenOverError`
    when another program took over while this one slept.
    """
    if not _still_as_seen(flow).filter(state=FlowState.SENDING).update(sent_at=timezone.now()):
        raise _taken_over(flow)


def _still_as_seen(flow: Flow) -> QuerySet[Flow]:
    return Flow.objects.filter(pk=flow.pk, state=flow.state, owner=flow.owner)


def _taken_over(flow: Flow) -> TakenOverError:
    return TakenOverError(
        f"Le flux {flow.name} a été repris par un autre programme",
        remedy="Laissez l'autre programme finir, puis lancez « wochorus follow ».",
    )


def move_lines(flow: Flow, line_ids: Iterable[int], to: LineState, message: str = "") -> None:
    """Move lines of ``flow`` and show it in the journal; call inside a transaction."""
    ids = list(line_ids)
    FlowLine.objects.filter(pk__in=ids).update(state=to, message=message)
    Invoice.objects.filter(lines__in=ids).update(**_journal_columns(flow, to, message))


def _journal_columns(flow: Flow, to: LineState, message: str) -> dict[str, Any]:
    columns: dict[str, Any] = {"deposit_state": JOURNAL_STATES[to], "updated_at": timezone.now()}
    if to is LineState.DEPOSITED:
        number, sent_at = Flow.objects.values_list("flow_number", "sent_at").get(pk=flow.pk)
        columns |= {"flow_number": number, "deposited_at": sent_at, "refusal": ""}
    elif to in (LineState.REFUSED, LineState.RELEASED):
        columns |= {"flow_number": "", "deposited_at": None, "chorus_id": None}
        columns |= {"chorus_status": "", "refusal": message if to is LineState.REFUSED else ""}
    return columns
