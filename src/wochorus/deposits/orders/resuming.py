"""Letting the workers go on with an order that was stopped, or that only lies ready."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from wochorus.deposits.orders.placing import leave_to_workers
from wochorus.deposits.orders.running import check_again
from wochorus.deposits.states import OrderState
from wochorus.deposits.workshop import Workshop

if TYPE_CHECKING:
    from wochorus.deposits.models import DepositOrder


def may_resume(order: DepositOrder) -> bool:
    """Tell whether `resume` takes an order in this state."""
    return order.state in (OrderState.PLANNED, OrderState.PAUSED)


def resume(order: DepositOrder) -> None:
    """Let the workers carry out a planned or paused order, from now on.

    One that was checked on an earlier day is checked once more: the annuaire may have changed.
    Raises `InvalidInput` in any other state.
    """
    if may_resume(order) and _last_day(order) != timezone.localdate():
        with Workshop() as workshop:
            check_again(order, workshop, timezone.localdate())
    leave_to_workers(order)


def _last_day(order: DepositOrder) -> object:
    last = order.events.order_by("-pk").values_list("at", flat=True).first()
    return None if last is None else timezone.localdate(last)
