"""What a worker does: one order, one company, once. Whatever breaks, the next call goes on."""

from __future__ import annotations

from contextlib import suppress
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING

from django.db import Error, connection, transaction
from django.db.models import F
from django.utils import timezone

from wochorus.accounts.services import chorus_client
from wochorus.core.errors import Permanent, Transient
from wochorus.deposits.background.due import (
    FIRST_PAUSE,
    is_due,
    newly_silent,
    open_flows_everywhere,
    pause_after,
)
from wochorus.deposits.background.telling import tell, tell_flow, tell_order
from wochorus.deposits.events import record_event
from wochorus.deposits.follow_up import follow_flows
from wochorus.deposits.heartbeats import noted_reading
from wochorus.deposits.models import DepositOrder, Flow, ReadingKind
from wochorus.deposits.moves import TakenOverError
from wochorus.deposits.orders.elsewhere import require_documents_to_prepare
from wochorus.deposits.orders.placing import move_order, start
from wochorus.deposits.orders.preparing import (
    StoppedPreparationError,
    prepare_order,
)
from wochorus.deposits.orders.running import Runner
from wochorus.deposits.patience import patience_for
from wochorus.deposits.resending import place_again
from wochorus.deposits.reservation import take_over_if_alone, take_over_orphans
from wochorus.deposits.services import cause
from wochorus.deposits.states import FlowState, OrderState
from wochorus.deposits.voice import try_voice
from wochorus.deposits.workshop import Workshop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from wochorus.accounts.models import Company
    from wochorus.choruspro import ChorusClient

SILENT = (
    "Chorus Pro ne dit plus rien de ce flux : regardez sur le portail, puis réglez ce flux : "
    "wochorus flow resolve {flow}."
)


class Turn(Enum):
    """How a worker leaves an order."""

    OVER = "over"
    BUSY = "busy"
    """Another program deposits through the same technical account."""
    LATER = "later"
    """Chorus Pro cannot be reached, or this worker is asked to stop: what is left can leave."""


def _always() -> bool:
    return True


def carry_on(
    order: DepositOrder, goes_on: Callable[[], bool], has_turn: Callable[[], bool] = _always
) -> Turn:
    """Prepare an order, or send what is left of it, as long as ``goes_on`` says so.

    ``has_turn`` is asked between two flows: when it says no, the rest waits for the next turn. A
    refusal that only a person can mend pauses the order, with the reason. An order of another
    environment than the company's waits. What nobody foresaw is raised, once the order tells it
    and waits before the next try.
    """
    if order.environment != order.company.environment:
        return Turn.OVER
    before = order.state
    try:
        with Workshop() as workshop:
            turn = _step(order, workshop, goes_on, has_turn)
    except TakenOverError:
        _wait(order)
        return Turn.BUSY
    except StoppedPreparationError as stopped:
        tell_order(order, stopped.what)
        return Turn.LATER
    except Transient as failure:
        _note(order, failure.what)
        return Turn.LATER
    except Permanent as failure:
        _pause(order, failure)
        return Turn.OVER
    except Exception as failure:
        with suppress(Error):
            connection.close_if_unusable_or_obsolete()
            _note(order, f"Arrêt imprévu : {cause(failure)}")
        raise
    if order.state != before:
        tell_order(order, f"{order.get_state_display()}. {order.message}".strip())
    return turn


def _step(
    order: DepositOrder,
    workshop: Workshop,
    goes_on: Callable[[], bool],
    has_turn: Callable[[], bool],
) -> Turn:
    if order.state == OrderState.DRAFT:
        require_documents_to_prepare(order)
        tell_order(order, "préparation")
        prepare_order(order, workshop, goes_on=goes_on)
    if order.state == OrderState.PLANNED:
        start(order)
    if order.state != OrderState.RUNNING:
        return Turn.OVER
    return _send(order, workshop, goes_on, has_turn)


def _send(
    order: DepositOrder,
    workshop: Workshop,
    goes_on: Callable[[], bool],
    has_turn: Callable[[], bool],
) -> Turn:
    company = order.company
    with try_voice(company) as taken:
        if not taken:
            _wait(order)
            return Turn.BUSY
        take_over_orphans(company)
        with _client_of(order) as client:
            progressed = partial(_progressed, order)
            runner = Runner(order, client, workshop, progressed, prepares_while=goes_on)
            runner.run(lambda: goes_on() and has_turn())
    order.refresh_from_db()
    return Turn.LATER if order.state == OrderState.RUNNING else Turn.OVER


def _client_of(order: DepositOrder) -> ChorusClient:
    """Open a client; without the accesses or their key, wait: another worker may have them."""
    try:
        return chorus_client(order.company, interval_ms=order.wait_ms)
    except Permanent as failure:
        raise Transient(failure.what, remedy=failure.remedy) from failure


def _wait(order: DepositOrder) -> None:
    """Let the other deposit go on in peace."""
    told = "Un autre dépôt passe par le même compte technique ; celui-ci attend qu'il finisse."
    DepositOrder.objects.filter(pk=order.pk, state=OrderState.RUNNING).update(
        message=told, next_try_at=timezone.now() + FIRST_PAUSE
    )


def _note(order: DepositOrder, what: str) -> None:
    again = timezone.now() + pause_after(order.tries)
    told = f"{what} ; nouvel essai à {timezone.localtime(again):%H:%M:%S}."
    ended = (OrderState.DONE, OrderState.CANCELLED, OrderState.PAUSED)
    DepositOrder.objects.filter(pk=order.pk).exclude(state__in=ended).update(
        message=told, tries=F("tries") + 1, next_try_at=again
    )
    tell_order(order, told)


def _progressed(order: DepositOrder, flow: Flow) -> None:
    """Forget the tries that failed: Chorus Pro answers."""
    tell_flow(order, flow)
    if flow.state != FlowState.AMBIGUOUS and (order.tries or order.next_try_at):
        DepositOrder.objects.filter(pk=order.pk).update(tries=0, next_try_at=None, message="")


def _pause(order: DepositOrder, failure: Permanent) -> None:
    order.refresh_from_db()
    if order.state == OrderState.RUNNING:
        move_order(order, OrderState.PAUSED, f"{failure.what}. {failure.remedy}")
        tell_order(order, f"{order.get_state_display()}. {order.message}")
    else:
        _note(order, failure.what)


def follow_company(company: Company, goes_on: Callable[[], bool] = lambda: True) -> None:
    """Ask Chorus Pro about the flows of a company that are due; place again what was not received.

    Raises `Transient` or `Permanent` when Chorus Pro cannot be asked at all.
    """
    take_over_if_alone(company)
    # Before anything is asked: a portal out of reach is no reason to look for them at each turn.
    for order in place_again(company):
        tell_order(order, order.message)
    now = timezone.now()
    flows = list(open_flows_everywhere().filter(company=company).order_by("pk"))
    _tell_silent(newly_silent(flows, now))
    due = [flow for flow in flows if is_due(flow, now)]
    if due:
        with noted_reading(company, ReadingKind.FLOWS), chorus_client(company) as client:
            followed = follow_flows(due, client, patience_for(company), goes_on)
        for flow in followed.settled:
            told = flow.message or flow.get_state_display()
            tell(f"{company.code} · flux {flow.name} : {told}")
        read = len(followed.settled) + len(followed.still_open)
        tell(f"{company.code} · relevé : {read} flux, {len(followed.still_open)} en attente")


def _tell_silent(flows: Iterable[Flow]) -> None:
    """Say of each flow that it is asked for no more by itself."""
    for flow in flows:
        message = SILENT.format(flow=flow.pk)
        with transaction.atomic():
            Flow.objects.filter(pk=flow.pk, state=flow.state).update(message=message)
            record_event("silent", flow, message=message)
