"""The rows of flows that are being made, written for many flows at once.

A row exists before its file: a program that dies in between leaves rows without a SHA-256, which
the next one throws away.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from django.db import connection, transaction

from wochorus.deposits.events import acting
from wochorus.deposits.fingerprints import fingerprints
from wochorus.deposits.models import DateChoice, Event, Flow, FlowLine
from wochorus.deposits.stamps import stamps
from wochorus.deposits.states import DepositMode, FlowState, ItemState, LineState
from wochorus.deposits.syntaxes import CHORUS_SYNTAXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from wochorus.deposits.checks.anomaly import Candidate
    from wochorus.deposits.models import DepositOrder
    from wochorus.deposits.syntaxes import DepositFormat


@dataclass(frozen=True, slots=True)
class Origins:
    """What the files of invoices are made from, in two short texts for each: see `FlowLine`."""

    stamps: dict[int, str]
    fingerprints: dict[int, str]

    @classmethod
    def of(cls, order: DepositOrder, ids: list[int], document_format: DepositFormat) -> Self:
        """Read them now."""
        # The stamps first: what changes in between shows, and the fingerprints have the word.
        stamped = stamps(ids)
        return cls(stamped, fingerprints(order.company, ids, document_format))


@dataclass(frozen=True, slots=True)
class FlowRows:
    """Writes the rows of an order's flows of one format; ``name`` is that of the first flow."""

    order: DepositOrder
    document_format: DepositFormat
    name: str
    origins: Origins

    def write(self, groups: list[list[Candidate]]) -> list[Flow]:
        """Write a flow, and its lines, for each group of invoices, after those there are."""
        order = self.order
        names = self._names(groups)
        rank = order.flows.count() + 1
        flows = [
            Flow(
                company=order.company,
                order=order,
                rank=rank + later,
                environment=order.environment,
                name=name,
                mode=order.mode,
                way_in=order.way_in,
                syntax=CHORUS_SYNTAXES[self.document_format],
                deposit_date=self.day(group),
                state=FlowState.BUILT,
                owner=uuid.uuid4(),
            )
            for later, (name, group) in enumerate(zip(names, groups, strict=True))
        ]
        with transaction.atomic():
            Flow.objects.bulk_create(flows)
            FlowLine.objects.bulk_create(
                line
                for flow, group in zip(flows, groups, strict=True)
                for line in self._lines(flow, group)
            )
        return flows

    def day(self, group: list[Candidate]) -> date:
        """Give the date that a flow bears."""
        if self.order.date_choice == DateChoice.TODAY:
            return self.order.day
        return max(candidate.issue_date for candidate in group)

    def _names(self, groups: list[list[Candidate]]) -> list[str]:
        if self.order.mode == DepositMode.SEQUENTIAL:
            return [f"{self.name}_{group[0].number}" for group in groups]
        earlier = self.order.flows.filter(syntax=CHORUS_SYNTAXES[self.document_format]).count()
        ranks = range(earlier + 1, earlier + 1 + len(groups))
        return [f"{self.name}-{rank}" if rank > 1 else self.name for rank in ranks]

    def _lines(self, flow: Flow, group: list[Candidate]) -> Iterator[FlowLine]:
        for position, candidate in enumerate(group, start=1):
            yield FlowLine(
                flow=flow,
                invoice_id=candidate.invoice_id,
                position=position,
                state=LineState.PLANNED,
                fingerprint=self.origins.fingerprints.get(candidate.invoice_id, ""),
                stamp=self.origins.stamps.get(candidate.invoice_id, ""),
            )


def note_files(flows: Iterable[Flow]) -> None:
    """Write the name, the size and the SHA-256 of the files that now lie on the disk."""
    made = [(flow.pk, flow.file_name, flow.file_sha256, flow.file_size) for flow in flows]
    with connection.cursor() as cursor:
        columns = ("ids", "names", "sums", "sizes")
        cursor.execute(_FILES, dict(zip(columns, map(list, zip(*made, strict=True)), strict=True)))


def note_built(order: DepositOrder, flows: list[Flow]) -> None:
    """Show the invoices of ``order`` in their flows, and tell of each flow that it lies ready."""
    with transaction.atomic(), connection.cursor() as cursor:
        flow_ids = [flow.pk for flow in flows]
        state = ItemState.IN_FLOW.value
        cursor.execute(_ITEMS, {"order": order.pk, "flows": flow_ids, "state": state})
        counts = dict(cursor.fetchall())
        Event.objects.bulk_create(_built(flow, counts.get(flow.pk, 0)) for flow in flows)


def _built(flow: Flow, invoices: int) -> Event:
    return Event(
        company_id=flow.company_id,
        order_id=flow.order_id,
        flow=flow,
        kind=FlowState.BUILT,
        payload={"invoices": invoices, "sha256": flow.file_sha256, "bytes": flow.file_size},
        actor=acting(),
    )


_FILES = """
UPDATE deposits_flow flow
SET file_name = made.name, file_sha256 = made.sha256, file_size = made.size
FROM unnest(%(ids)s::bigint[], %(names)s::text[], %(sums)s::text[], %(sizes)s::bigint[])
  AS made (id, name, sha256, size)
WHERE flow.id = made.id
"""

_ITEMS = """
WITH placed AS (
  UPDATE deposits_orderitem item SET flow_id = line.flow_id, state = %(state)s, message = ''
  FROM deposits_flowline line
  WHERE line.flow_id = ANY(%(flows)s) AND item.order_id = %(order)s
    AND item.invoice_id = line.invoice_id
  RETURNING item.flow_id
)
SELECT flow_id, count(*) FROM placed GROUP BY flow_id
"""
