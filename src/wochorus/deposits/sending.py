"""One flow, from its frozen file to Chorus Pro's answer.

The order of the steps is the guarantee: the file and its SHA-256 are stored, then "sending" is
committed, then the call is made outside any transaction, then the answer is committed. Whatever
breaks in between, the database says what may have happened.
"""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from django.db import IntegrityError
from django.utils import timezone

from wochorus.choruspro import BusinessRefusal, FlowDeposit, TooManyCalls, UncertainOutcome
from wochorus.core.errors import Ambiguous, Permanent, Transient
from wochorus.deposits.events import record_event
from wochorus.deposits.late_answers import may_be_taken_up, take_up
from wochorus.deposits.moves import Move, TakenOverError, claim_sending, move_flow
from wochorus.deposits.states import FlowState, LineState

if TYPE_CHECKING:
    from collections.abc import Callable

    from wochorus.choruspro import ChorusClient
    from wochorus.deposits.models import Flow
    from wochorus.deposits.packing import PackedFile

_Answer = TypeVar("_Answer")

PAUSES_BEFORE_RETRY = (1.0, 3.0)
"""Seconds to wait after a failure known to precede the request."""
LONGEST_ASKED_PAUSE = 120.0


def abandon(flow: Flow, message: str) -> None:
    """Give the invoices back: nothing was sent."""
    move_flow(flow, Move(FlowState.ABANDONED, LineState.RELEASED, message))


def send(
    flow: Flow,
    packed: PackedFile,
    client: ChorusClient,
    *,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Send the frozen file of a reserved flow, once, and record what Chorus Pro said.

    On return the flow is deposited, not accepted (a certain refusal: its invoices are refused)
    or ambiguous (held until Chorus Pro has been asked). Raises `Transient` when no connection
    could be made and `Permanent` when the credentials are refused: nothing was sent and the
    invoices are free again. Raises `TakenOverError` when another program took the flow over.
    """
    named = client.with_correlation_id(f"flow-{flow.pk}")

    def attempt() -> FlowDeposit:
        # Between "sending" and the request lie waits during which the lid may close.
        return named.deposit_flow(
            packed.name, packed.path, flow.syntax, claim=partial(claim_sending, flow)
        )

    send_once(flow, attempt, partial(_record_deposit, flow), sleep)


def send_once(
    flow: Flow,
    attempt: Callable[[], _Answer],
    record: Callable[[_Answer], None],
    sleep: Callable[[float], None],
) -> None:
    """Make the call of a reserved flow, and record what Chorus Pro said; raises as `send`.

    ``attempt`` claims the flow at its last moment; it is made again only when nothing had left.
    """
    move_flow(flow, Move(FlowState.SENDING, LineState.SENT, fields={"sent_at": timezone.now()}))
    try:
        answer = _tried(flow, attempt, sleep)
    except BusinessRefusal as refusal:
        record_refusal(flow, refusal)
    except Ambiguous as doubt:
        record_doubt(flow, doubt)
    except TakenOverError:
        raise
    except (Transient, Permanent) as failure:
        abandon(flow, f"Rien n'est parti : {failure.what}")
        raise
    except BaseException:
        # Ctrl-C or a defect of ours, with the request perhaps on its way.
        move_flow(flow, Move(FlowState.AMBIGUOUS, LineState.AMBIGUOUS, "Envoi interrompu."))
        raise
    else:
        record(answer)


def _tried(flow: Flow, attempt: Callable[[], _Answer], sleep: Callable[[float], None]) -> _Answer:
    for pause in PAUSES_BEFORE_RETRY:
        try:
            return attempt()
        except Transient as failure:
            record_event("retry", flow, message=str(failure))
            sleep(asked_pause(failure) or pause)
    return attempt()


def asked_pause(failure: Transient) -> float | None:
    """Give the pause that Chorus Pro asked for, within reason."""
    asked = failure.retry_after if isinstance(failure, TooManyCalls) else None
    return min(asked, LONGEST_ASKED_PAUSE) if asked else None


def record_refusal(flow: Flow, refusal: BusinessRefusal) -> None:
    """Record that Chorus Pro said no before it recorded anything."""
    move_flow(
        flow,
        Move(
            FlowState.NOT_ACCEPTED,
            LineState.REFUSED,
            refusal.what,
            payload={"code": refusal.code, "label": refusal.label},
        ),
    )


def record_doubt(flow: Flow, doubt: Ambiguous) -> None:
    """Record that nobody knows whether Chorus Pro has the flow."""
    evidence = asdict(doubt.evidence) if isinstance(doubt, UncertainOutcome) else {}
    move_flow(flow, Move(FlowState.AMBIGUOUS, LineState.AMBIGUOUS, doubt.what, payload=evidence))


def _record_deposit(flow: Flow, deposit: FlowDeposit) -> None:
    try:
        adopt_number(flow, deposit.flow_number)
    except TakenOverError:
        # We slept, another program settled the flow: its number must not be lost.
        record_event("late_answer", flow, payload={"flow_number": deposit.flow_number})
        flow.refresh_from_db()
        if may_be_taken_up(flow):
            # A number that an adoption bears by now is there already: nothing is lost.
            with suppress(IntegrityError):
                take_up(flow, deposit.flow_number)
                return
        if flow.state != FlowState.AMBIGUOUS:
            raise
        adopt_number(flow, deposit.flow_number)
    except IntegrityError:
        # A portal for trials that was emptied gives the same numbers again.
        message = f"Chorus Pro a donné le n° {deposit.flow_number}, qu'un autre flux porte déjà."
        payload = {"flow_number": deposit.flow_number}
        move_flow(flow, Move(FlowState.AMBIGUOUS, LineState.AMBIGUOUS, message, payload=payload))


def adopt_number(flow: Flow, flow_number: str, message: str = "") -> None:
    """Record that Chorus Pro has the flow, under ``flow_number``."""
    move_flow(
        flow,
        Move(
            FlowState.DEPOSITED,
            LineState.DEPOSITED,
            message,
            fields={"flow_number": flow_number},
            payload={"flow_number": flow_number},
        ),
    )
