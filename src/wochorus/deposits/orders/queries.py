"""Reads about orders."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q

from wochorus.billing.journal_filter import ON_CHORUS
from wochorus.deposits.models import DepositOrder, FlowLine, OrderItem
from wochorus.deposits.states import FlowState, ItemState, LineState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.models import QuerySet

    from wochorus.accounts.models import Company


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One invoice of an order: its number, the file that holds it, what became of it."""

    number: str
    flow_id: int | None
    file_name: str
    state: str
    report: str


def orders_of(company: Company, limit: int) -> tuple[list[DepositOrder], int]:
    """Give the latest orders of the company in its environment, and how many there are."""
    orders = all_orders(company)
    return list(orders[:limit]), orders.count()


def all_orders(company: Company) -> QuerySet[DepositOrder]:
    """Select the orders of the company in its environment, the latest first."""
    orders = DepositOrder.objects.filter(company=company, environment=company.environment)
    return orders.order_by("-pk")


def find_order(company: Company, number: int) -> DepositOrder | None:
    """Find an order of the company by its number."""
    return DepositOrder.objects.filter(company=company, pk=number).first()


def numbers_there_already(order: DepositOrder) -> set[str]:
    """Give the numbers of the invoices left aside because another deposit sent them."""
    skipped = order.items.filter(state=ItemState.SKIPPED, invoice__deposit_state__in=ON_CHORUS)
    return set(skipped.values_list("invoice__number", flat=True))


def rows_of(order: DepositOrder) -> Iterator[OrderRow]:
    """Give each invoice of the order with what became of it, in the order of the deposit."""
    lines: dict[tuple[int | None, int], tuple[str, str]] = {
        (flow_id, invoice_id): (state, message)
        for flow_id, invoice_id, state, message in FlowLine.objects.filter(
            flow__order=order
        ).values_list("flow_id", "invoice_id", "state", "message")
    }
    # Neither the reports nor the rest of the invoices: an order may hold thousands.
    columns = ("order", "state", "message", "position", "invoice__number")
    of_flow = ("flow__file_name", "flow__flow_number", "flow__message")
    items = order.items.select_related("invoice", "flow").only(*columns, *of_flow)
    items = items.order_by("position")
    return (_row(item, lines.get((item.flow_id, item.invoice_id))) for item in items)


def _row(item: OrderItem, line: tuple[str, str] | None) -> OrderRow:
    flow = item.flow
    if flow is None or line is None or item.state != ItemState.IN_FLOW:
        return OrderRow(item.invoice.number, None, "", item.get_state_display(), item.message)
    state, message = line
    report = flow.flow_number or message or flow.message
    return OrderRow(
        item.invoice.number, flow.pk, flow.file_name, str(LineState(state).label), report
    )


def counts_of(order: DepositOrder) -> Counter[str]:
    """Count the invoices of the order by the French label of their state."""
    return counts_by_order([order])[order.pk]


def counts_by_order(orders: Iterable[DepositOrder]) -> dict[int, Counter[str]]:
    """Count the invoices of several orders at once, each by the French label of their state."""
    ids = [order.pk for order in orders]
    counts: dict[int, Counter[str]] = {number: Counter() for number in ids}
    elsewhere = OrderItem.objects.filter(order__in=ids).exclude(state=ItemState.IN_FLOW)
    for number, state, count in _by_state(elsewhere, "order"):
        counts[number][str(ItemState(state).label)] += count
    in_flow = FlowLine.objects.filter(
        flow__order__in=ids,
        flow__items__invoice=F("invoice"),
        flow__items__state=ItemState.IN_FLOW,
    )
    for number, state, count in _by_state(in_flow, "flow__order"):
        counts[number][str(LineState(state).label)] += count
    return counts


def _by_state(rows: QuerySet[Any], order: str) -> list[tuple[int, str, int]]:
    return list(rows.order_by(order, "state").values_list(order, "state").annotate(Count("pk")))


def count_unsent(order: DepositOrder) -> int:
    """Count the invoices that leave if the order goes on: those that lie ready and those to be."""
    ready = Q(state=ItemState.IN_FLOW, flow__state__in=(FlowState.BUILT, FlowState.ABANDONED))
    return order.items.filter(ready | Q(state=ItemState.SELECTED)).count()
