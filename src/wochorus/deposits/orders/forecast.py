"""What a deposit would send, flow by flow, before any file is made.

The weights are estimates, rather high than low: a flow is cut by its true weight when its file is
made, and the plan of the order tells it then.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wochorus.deposits.asking import amount_asked, by_format
from wochorus.deposits.orders.duration import estimated_seconds
from wochorus.deposits.orders.flow_files import minimal_weight
from wochorus.deposits.orders.splitting import (
    NEAR_LIMIT,
    Bounds,
    Weighed,
    encoded_weight,
    heaviest_file,
    split,
)
from wochorus.deposits.states import DepositMode
from wochorus.deposits.syntaxes import is_einvoice, is_submitted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from wochorus.accounts.models import Company
    from wochorus.deposits.asking import DepositRequest
    from wochorus.deposits.checks.anomaly import Candidate
    from wochorus.deposits.syntaxes import DepositFormat

_XML_BYTES = 20_000
_PAGE_BYTES = 60_000
"""What a page made here weighs, of an invoice that has none yet."""


@dataclass(frozen=True, slots=True)
class ForecastFlow:
    """A flow to be made. ``weight`` is that of its file once encoded, in bytes, estimated."""

    name: str
    document_format: DepositFormat
    invoices: int
    amount: Decimal
    weight: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """The flows to be made, the most that one may weigh (bytes), the time it takes (seconds)."""

    flows: list[ForecastFlow]
    size_limit: int
    seconds: float

    @property
    def heaviest(self) -> int:
        """The weight of the heaviest flow, in bytes."""
        return max((flow.weight for flow in self.flows), default=0)

    @property
    def is_near_limit(self) -> bool:
        """Whether one of them may be refused for its weight."""
        return self.heaviest > self.size_limit * NEAR_LIMIT


def forecast(company: Company, request: DepositRequest, ready: list[Candidate]) -> Forecast:
    """Tell in which flows ``ready`` would leave, cut as the files will be."""
    flows = list(_flows(company, request, ready))
    interval = company.call_interval_ms if request.wait_ms is None else request.wait_ms
    seconds = estimated_seconds((flow.weight for flow in flows), interval)
    return Forecast(flows, company.flow_size_limit, seconds)


def _flows(
    company: Company, request: DepositRequest, ready: list[Candidate]
) -> Iterator[ForecastFlow]:
    alone = request.engine_mode is DepositMode.SEQUENTIAL
    bounds = Bounds(
        heaviest_file(company.flow_size_limit), 1 if alone else company.flow_invoice_limit
    )
    groups = by_format(ready)
    for document_format, candidates in groups:
        name = request.name
        if len(groups) > 1 and not alone:
            name = f"{name}-{document_format.value}"
        weighed = (Weighed(each, _file_bytes(each)) for each in candidates)
        for rank, group in enumerate(split(weighed, bounds), start=1):
            yield ForecastFlow(
                name if rank == 1 else f"{name}-{rank}",
                document_format,
                len(group),
                amount_asked(group),
                encoded_weight(sum(map(_file_bytes, group))),
            )


def _file_bytes(candidate: Candidate) -> int:
    documents = sum(file.size for file in candidate.documents)
    if candidate.main_document is None:
        documents += _PAGE_BYTES
    if is_einvoice(candidate.document_format):
        return documents + _XML_BYTES
    if is_submitted(candidate.document_format):
        return documents
    return minimal_weight(candidate)
