"""Orders being prepared, and those whose program died at it.

Whoever prepares an order holds a lock of its database session, which falls with the program. A
draft that nobody prepares, and that the workers have not been given, was left behind: its user may
take it up again or cancel it.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection
from django.utils import timezone

from wochorus.core.errors import Transient
from wochorus.deposits.events import record_order_event
from wochorus.deposits.models import DepositOrder
from wochorus.deposits.states import OrderState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wochorus.accounts.models import Company

LOCK_CLASS = 0x574F_4344
"""The first half of the numbers of these locks; the second is that of the order."""
JUST_PLACED = timedelta(seconds=30)
"""A program that has placed an order takes its lock a moment later."""
LEFT = (
    "Le programme s'est arrêté pendant la préparation ; rien n'est parti. "
    "« wochorus order start {order} » la reprend, « wochorus order cancel {order} » y renonce."
)


@contextmanager
def preparing(order: DepositOrder) -> Iterator[None]:
    """Be the one program that prepares ``order``. Raises `Transient` when another does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", (LOCK_CLASS, _half(order.pk)))
        (taken,) = cursor.fetchone() or (False,)
    if not taken:
        raise Transient(
            f"L'ordre {order.pk} est en préparation dans un autre programme",
            remedy="Attendez qu'il ait fini, ou annulez l'ordre : « wochorus order cancel ».",
        )
    try:
        yield
    finally:
        if connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", (LOCK_CLASS, _half(order.pk)))


def left_drafts(orders: Iterable[DepositOrder]) -> set[int]:
    """Say which of ``orders``, by id, were left by a program that died while it prepared them."""
    drafts = {
        order.pk for order in orders if order.state == OrderState.DRAFT and not order.unattended
    }
    if not drafts:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_HELD, (LOCK_CLASS,))
        held = {number for (number,) in cursor.fetchall()}
    return {number for number in drafts if _half(number) not in held}


_HELD = """
SELECT objid::bigint FROM pg_locks
WHERE locktype = 'advisory' AND granted AND objsubid = 2 AND classid::bigint = %s
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def note_left_drafts(company: Company) -> None:
    """Write, once, in each draft that a dead program left, what its user may do."""
    drafts = DepositOrder.objects.filter(
        company=company,
        environment=company.environment,
        state=OrderState.DRAFT,
        message="",
        created_at__lt=timezone.now() - JUST_PLACED,
    )
    found = list(drafts)
    for number in left_drafts(found):
        message = LEFT.format(order=number)
        if drafts.filter(pk=number).update(message=message):
            record_order_event(DepositOrder.objects.get(pk=number), "left", message=message)


def _half(number: int) -> int:
    """Fit the number of an order in the 32 bits of half a lock."""
    return number & 0x7FFF_FFFF
