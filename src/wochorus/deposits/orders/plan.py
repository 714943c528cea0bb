"""The split plan of an order: its flows before they leave, with their weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count

from wochorus.deposits.orders.duration import estimated_seconds
from wochorus.deposits.orders.splitting import encoded_weight
from wochorus.deposits.packing import flow_folder
from wochorus.deposits.states import FlowState
from wochorus.deposits.submissions.freezing import weights_of

if TYPE_CHECKING:
    from pathlib import Path

    from wochorus.deposits.models import DepositOrder
    from wochorus.deposits.syntaxes import DepositFormat


@dataclass(frozen=True, slots=True)
class PlannedFlow:
    """A flow that lies ready. ``weight`` is that of its file once encoded, in bytes."""

    name: str
    document_format: DepositFormat
    invoices: int
    path: Path
    size: int
    weight: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What would leave, flow by flow, and how long it would take (seconds, an estimate)."""

    flows: list[PlannedFlow]
    size_limit: int
    seconds: float

    @property
    def invoices(self) -> int:
        """How many invoices leave."""
        return sum(flow.invoices for flow in self.flows)


def plan_of(order: DepositOrder) -> Plan:
    """Give the flows of ``order`` that lie ready, in the order in which they leave."""
    built = order.flows.filter(state=FlowState.BUILT).annotate(count=Count("lines"))
    ready = list(built.order_by("rank", "pk"))
    flows = [
        PlannedFlow(
            name=flow.name,
            document_format=flow.document_format,
            invoices=flow.count,
            path=flow_folder(flow) / flow.file_name,
            size=flow.file_size or 0,
            weight=sum(map(encoded_weight, weights_of(flow))),
            sha256=flow.file_sha256,
        )
        for flow in ready
    ]
    company = order.company
    interval = company.call_interval_ms if order.wait_ms is None else order.wait_ms
    calls = (encoded_weight(size) for flow in ready for size in weights_of(flow))
    seconds = estimated_seconds(calls, interval)
    return Plan(flows, company.flow_size_limit, seconds)
