"""Placing an order, and what its user may ask of it afterwards: start, pause, resume, cancel.

A wish is written at once and obeyed between two flows: what is on its way to Chorus Pro is never
stopped in the middle.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from wochorus.accounts.models import WayIn
from wochorus.core.errors import InvalidInput
from wochorus.deposits.events import acting, record_order_event
from wochorus.deposits.models import DepositOrder, OrderItem
from wochorus.deposits.orders.flow_files import clear_bench, drop_files
from wochorus.deposits.sending import abandon
from wochorus.deposits.states import (
    LEGAL_ORDER_MOVES,
    FlowState,
    ItemState,
    OrderState,
    OrderWish,
)

if TYPE_CHECKING:
    from wochorus.accounts.models import Company
    from wochorus.deposits.asking import DepositRequest

CANCELLED = "Ordre annulé."
_NOTHING_TO_SEND = "Rien à envoyer."
_ENDED = (OrderState.DONE, OrderState.CANCELLED)


def place_order(
    company: Company,
    request: DepositRequest,
    invoice_ids: list[int],
    *,
    unattended: bool = False,
) -> DepositOrder:
    """Write down what is asked; nothing is checked, made or sent yet.

    An ``unattended`` order is prepared and carried out by the workers.
    """
    with transaction.atomic():
        order = DepositOrder.objects.create(
            company=company,
            environment=company.environment,
            name=request.name,
            mode=request.engine_mode,
            way_in=request.way_in,
            accepts_reading=request.accepts_reading,
            syntax=request.syntax.value,
            day=request.today,
            date_choice=request.date_choice,
            skip_deposited=request.skip_deposited,
            continue_on_error=request.continue_on_error,
            wait_ms=request.wait_ms,
            unattended=unattended,
            actor=acting(),
        )
        OrderItem.objects.bulk_create(
            OrderItem(order=order, invoice_id=invoice_id, position=position)
            for position, invoice_id in enumerate(invoice_ids, start=1)
        )
        record_order_event(order, OrderState.DRAFT, payload={"invoices": len(invoice_ids)})
    return order


def move_order(order: DepositOrder, to: OrderState, message: str = "") -> None:
    """Move ``order`` from the state that it bears in memory; refresh it.

    Another program that moved it first is left in peace: then nothing is done.
    """
    if to not in LEGAL_ORDER_MOVES.get(OrderState(order.state), ()):
        raise ValueError(f"{order.state} → {to}")
    fields: dict[str, object] = {"state": to, "message": message}
    if to is OrderState.RUNNING:
        fields["started_at"] = order.started_at or timezone.now()
    if to is not OrderState.RUNNING:
        fields["wish"] = OrderWish.NONE
    if to in _ENDED:
        fields["ended_at"] = timezone.now()
    with transaction.atomic():
        moved = DepositOrder.objects.filter(pk=order.pk, state=order.state).update(**fields)
        if moved:
            record_order_event(order, to, message=message)
    order.refresh_from_db()


def start(order: DepositOrder) -> None:
    """Let a planned or paused order go on. Raises `InvalidInput` in any other state."""
    if order.state == OrderState.RUNNING:
        return
    _require(order, "repartir", OrderState.PLANNED, OrderState.PAUSED)
    move_order(order, OrderState.RUNNING)


def accept_reading(order: DepositOrder) -> None:
    """Have the PDFs of ``order`` leave even when Chorus Pro reads them otherwise than the journal.

    Raises `InvalidInput` when it sends no PDF.
    """
    if order.way_in not in (WayIn.PDF, WayIn.SIGNED_PDF):
        raise InvalidInput(
            f"Chorus Pro ne lit pas de PDF pour l'ordre {order.pk}, de la voie "
            f"« {WayIn(order.way_in).label} »",
            remedy="Relancez sans --accept-reading-differences.",
        )
    if not order.accepts_reading:
        order.accepts_reading = True
        with transaction.atomic():
            order.save(update_fields=["accepts_reading"])
            record_order_event(order, "accepts_reading")


def leave_to_workers(order: DepositOrder) -> None:
    """Let the workers carry out a planned or paused order, from now on."""
    _require(order, "être confié au service", OrderState.PLANNED, OrderState.PAUSED)
    DepositOrder.objects.filter(pk=order.pk).update(unattended=True, tries=0, next_try_at=None)
    order.refresh_from_db()
    start(order)


def ask_pause(order: DepositOrder) -> None:
    """Ask a running order to stop before its next flow. Raises `InvalidInput` when it is not."""
    _require(order, "être mis en pause", OrderState.RUNNING)
    _wish(order, OrderWish.PAUSE)


def ask_cancel(order: DepositOrder) -> None:
    """Cancel what has not left. Raises `InvalidInput` when the order has ended already."""
    states = (OrderState.DRAFT, OrderState.PLANNED, OrderState.RUNNING, OrderState.PAUSED)
    _require(order, "être annulé", *states)
    if order.state == OrderState.RUNNING:
        _wish(order, OrderWish.CANCEL)
    else:
        cancel(order)


def cancel(order: DepositOrder, message: str = CANCELLED) -> None:
    """End an order that nobody carries out: its files go, its invoices are left aside."""
    end_early(order, OrderState.CANCELLED, message)
    clear_bench(order)


def end_empty(order: DepositOrder) -> None:
    """End an order that has no flow: it did what it could, and nobody cancelled it."""
    end_early(order, OrderState.DONE, _NOTHING_TO_SEND)
    clear_bench(order)


def end_early(order: DepositOrder, to: OrderState, why: str) -> None:
    """End ``order`` and leave aside what has not left, all of it or nothing."""
    with transaction.atomic():
        _leave_rest(order, why)
        move_order(order, to, why)
    _drop_abandoned(order)


def leave_all_aside(order: DepositOrder) -> None:
    """Give up what was made for an order that was cancelled meanwhile."""
    with transaction.atomic():
        _leave_rest(order, CANCELLED)
    _drop_abandoned(order)
    clear_bench(order)


def _drop_abandoned(order: DepositOrder) -> None:
    for flow in order.flows.filter(state=FlowState.ABANDONED):
        drop_files(flow)


def obey(order: DepositOrder) -> None:
    """Do what was asked of a running order; call with the voice, between two flows."""
    if order.wish == OrderWish.CANCEL:
        cancel(order)
    elif order.wish == OrderWish.PAUSE:
        move_order(order, OrderState.PAUSED, "Mis en pause à la demande.")


def _leave_rest(order: DepositOrder, why: str) -> None:
    """Leave aside all that has not left: the flows that only lie ready, and what has no flow."""
    for flow in order.flows.filter(state=FlowState.BUILT).order_by("rank"):
        abandon(flow, why)
    waiting = order.items.filter(state__in=(ItemState.SELECTED, ItemState.IN_FLOW))
    waiting.filter(flow__isnull=True).update(state=ItemState.LEFT, message=why)
    waiting.filter(flow__state=FlowState.ABANDONED).update(state=ItemState.LEFT, message=why)


def _wish(order: DepositOrder, wish: OrderWish) -> None:
    DepositOrder.objects.filter(pk=order.pk, state=OrderState.RUNNING).update(wish=wish)
    record_order_event(order, "wish", message=str(wish.label))
    order.refresh_from_db()


def _require(order: DepositOrder, what: str, *states: OrderState) -> None:
    if order.state in states:
        return
    raise InvalidInput(
        f"L'ordre {order.pk} ne peut pas {what} : il est {order.get_state_display()}",
        remedy=f"Voyez « wochorus order show {order.pk} ».",
    )
