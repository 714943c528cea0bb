"""Asking for a deposit that the workers carry out, when several people may ask at once.

That nothing is sent twice is held by the database, in `reservation`. Here nothing is even asked
twice: what waits in an order that may go on is left to it, and the person is told where it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from wochorus.accounts.services import lock_company
from wochorus.billing.models import FREE_STATES, Invoice
from wochorus.deposits.models import DepositOrder, OrderItem
from wochorus.deposits.orders.placing import place_order
from wochorus.deposits.states import FlowState, ItemState, OrderState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wochorus.accounts.models import Company
    from wochorus.deposits.asking import DepositRequest

_OPEN = (OrderState.DRAFT, OrderState.PLANNED, OrderState.RUNNING, OrderState.PAUSED)
_NOT_SENT = (FlowState.BUILT, FlowState.RESERVED, FlowState.SENDING, FlowState.ABANDONED)


@dataclass(frozen=True, slots=True)
class Ordered:
    """The order placed, if any invoice was left for it, and those that another one holds.

    ``elsewhere`` gives the number of the other order by the id of the invoice; ``gone`` counts
    those that left, or that nobody may deposit any more.
    """

    order: DepositOrder | None
    elsewhere: dict[int, int]
    gone: int


def order_deposit(company: Company, request: DepositRequest, invoice_ids: list[int]) -> Ordered:
    """Place an order of these invoices for the workers; what another one holds is left to it."""
    with transaction.atomic():
        # Two people who press the button at the same moment come one after the other.
        lock_company(company)
        elsewhere = waiting_elsewhere(company, invoice_ids)
        free = Invoice.objects.filter(
            company=company, pk__in=invoice_ids, deposit_state__in=FREE_STATES
        )
        may_leave = set(free.values_list("pk", flat=True))
        asked = [each for each in invoice_ids if each in may_leave and each not in elsewhere]
        gone = len(invoice_ids) - len(may_leave)
        if not asked:
            return Ordered(None, elsewhere, gone)
        return Ordered(place_order(company, request, asked, unattended=True), elsewhere, gone)


def waiting_elsewhere(company: Company, invoice_ids: Iterable[int]) -> dict[int, int]:
    """Say which of these invoices wait in an order that may go on: its number by their id.

    A trial run that nobody sent does not count: its files lie ready, and are thrown away or not.
    """
    trial = Q(order__state=OrderState.PLANNED, order__unattended=False)
    waits = Q(state=ItemState.SELECTED) | Q(state=ItemState.IN_FLOW, flow__state__in=_NOT_SENT)
    items = OrderItem.objects.filter(
        waits,
        order__company=company,
        order__environment=company.environment,
        order__state__in=_OPEN,
        invoice__in=list(invoice_ids),
    ).exclude(trial)
    return dict(items.order_by("order_id").values_list("invoice_id", "order_id"))
