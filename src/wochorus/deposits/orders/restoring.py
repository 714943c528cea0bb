"""After a backup is put back: nothing may leave by itself on the word of yesterday's data."""

from __future__ import annotations

from django.db import connection, transaction

from wochorus.deposits.models import DepositOrder
from wochorus.deposits.orders.placing import move_order
from wochorus.deposits.states import OrderState

RESTORED = (
    "Remis d'une sauvegarde : comparez d'abord avec Chorus Pro, qui sait ce qui a été déposé "
    "depuis (wochorus compare)."
)


def quieten() -> int:
    """Take every order from the workers, and empty their queue; count the orders paused."""
    with transaction.atomic():
        DepositOrder.objects.update(unattended=False)
        running = list(DepositOrder.objects.filter(state=OrderState.RUNNING))
        for order in running:
            move_order(order, OrderState.PAUSED, RESTORED)
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")
    return len(running)
