"""The only place that moves flows and invoices from one state to another.

A move is one statement: the flow, its lines, the journal's own columns and the event go together
or not at all. It is also a fence: it succeeds only from the state that the mover saw,
and, before the file is sent, only for the program that owns the flow. A program that slept while
another took over finds that out here, and stops.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils import timezone

from wochorus.billing.models import DepositState
from wochorus.core.errors import Permanent
from wochorus.deposits.events import acting
from wochorus.deposits.models import Flow
from wochorus.deposits.statements import CLAIM, lines_statement, moving_statement
from wochorus.deposits.states import LEGAL_FLOW_MOVES, LIVE_LINE_STATES, FlowState, LineState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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
    """Where a flow goes, where its live lines go with it, and what is written beside.

    ``fields`` are columns of the flow that hold plain values, by name.
    """

    to: FlowState
    lines_to: LineState | None = None
    message: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    payload: dict[str, Any] = field(default_factory=dict)


def move_flow(flow: Flow, move: Move) -> None:
    """Apply ``move`` to ``flow`` and its live lines, in one statement; ``flow`` shows it after.

    Raises `TakenOverError` when the flow is no longer in the state, or of the owner, that
    ``flow`` bears in memory.
    """
    seen = FlowState(flow.state)
    if move.to not in LEGAL_FLOW_MOVES.get(seen, ()):
        raise ValueError(f"{flow.state} → {move.to}")
    # What only lay ready held no invoice: the journal shows another flow's story, perhaps.
    shown = seen is not FlowState.BUILT or move.lines_to in LIVE_LINE_STATES
    statement = moving_statement(tuple(move.fields), move.lines_to, shown=shown)
    with connection.cursor() as cursor:
        cursor.execute(statement, _moving(flow, move))
        if cursor.fetchone() is None:
            raise _taken_over(flow)
    for name, value in {**move.fields, "state": move.to.value, "message": move.message}.items():
        setattr(flow, name, value)


def _moving(flow: Flow, move: Move) -> dict[str, Any]:
    return {
        **_as_seen(flow),
        **{f"field_{name}": value for name, value in move.fields.items()},
        **_lines_going(move.lines_to),
        "to": move.to.value,
        "message": move.message,
        "moving": [state.value for state in (LineState.PLANNED, *LIVE_LINE_STATES)],
        "payload": json.dumps(move.payload),
        "actor": acting(),
    }


def _lines_going(to: LineState | None) -> dict[str, Any]:
    return {} if to is None else {"line_state": to.value, "journal_state": JOURNAL_STATES[to].value}


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
    if flow.state != FlowState.SENDING:
        raise _taken_over(flow)
    claim = _as_seen(flow)
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, claim)
        if not cursor.rowcount:
            raise _taken_over(flow)
    flow.sent_at = claim["now"]


def _as_seen(flow: Flow) -> dict[str, Any]:
    """Name the flow as its mover saw it, and the moment."""
    return {
        "flow": flow.pk,
        "from": str(FlowState(flow.state).value),
        "owner": flow.owner,
        "now": timezone.now(),
    }


def _still_as_seen(flow: Flow) -> QuerySet[Flow]:
    return Flow.objects.filter(pk=flow.pk, state=flow.state, owner=flow.owner)


def _taken_over(flow: Flow) -> TakenOverError:
    return TakenOverError(
        f"Le flux {flow.name} a été repris par un autre programme",
        remedy="Laissez l'autre programme finir, puis lancez « wochorus follow ».",
    )


def move_lines(flow: Flow, line_ids: Iterable[int], to: LineState, message: str = "") -> None:
    """Move lines of ``flow`` and show it in the journal, in one statement."""
    tell_lines(flow, dict.fromkeys(line_ids, message), to)


def tell_lines(flow: Flow, told: Mapping[int, str], to: LineState, kind: str = "") -> None:
    """Move lines of ``flow`` by their ids, each with its own message, and show it in the journal.

    With ``kind``, each gets an event of that kind, about its invoice, with the same message.
    """
    if not told:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            lines_statement(to, told=bool(kind)),
            {
                **_as_seen(flow),
                **_lines_going(to),
                "ids": list(told),
                "messages": list(told.values()),
                "kind": kind,
                "actor": acting(),
            },
        )
