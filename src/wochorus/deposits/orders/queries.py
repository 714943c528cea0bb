"""Reads about orders."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wochorus.deposits.models import DepositOrder, FlowLine
from wochorus.deposits.states import ItemState, LineState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wochorus.accounts.models import Company
    from wochorus.deposits.models import OrderItem


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
    orders = DepositOrder.objects.filter(company=company, environment=company.environment)
    return list(orders.order_by("-pk")[:limit]), orders.count()


def find_order(company: Company, number: int) -> DepositOrder | None:
    """Find an order of the company by its number."""
    return DepositOrder.objects.filter(company=company, pk=number).first()


def rows_of(order: DepositOrder) -> Iterator[OrderRow]:
    """Give each invoice of the order with what became of it, in the order of the deposit."""
    lines: dict[tuple[int | None, int], tuple[str, str]] = {
        (flow_id, invoice_id): (state, message)
        for flow_id, invoice_id, state, message in FlowLine.objects.filter(
            flow__order=order
        ).values_list("flow_id", "invoice_id", "state", "message")
    }
    items = order.items.select_related("invoice", "flow").order_by("position")
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
    return Counter(row.state for row in rows_of(order))
