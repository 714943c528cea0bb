"""Telling which row of the portal is a submission whose answer was lost.

There is no flow number to adopt: the invoice itself is looked for, by number, supplier, year and
amount. A draft that somebody began on the portal is not a deposit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.choruspro.catalogue import invoice_status
from wochorus.deposits.comparing.portal_rows import is_draft
from wochorus.deposits.models import Flow, FlowLine
from wochorus.deposits.states import LIVE_LINE_STATES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wochorus.choruspro import InvoiceRow


def row_of_submission(flow: Flow, rows: Iterable[InvoiceRow]) -> InvoiceRow | None:
    """Choose among ``rows``, that may each be this deposit, the one that is; none when unsure."""
    found = {row.chorus_id: row for row in rows if _may_be_ours(flow, row)}
    return next(iter(found.values())) if len(found) == 1 else None


def _may_be_ours(flow: Flow, row: InvoiceRow) -> bool:
    if row.chorus_id is None or is_draft(row):
        return False
    if not invoice_status(row.status).is_recorded:
        return False
    if row.flow_number and _is_of_another_flow(flow, row.flow_number):
        return False
    holders = FlowLine.objects.filter(
        flow__environment=flow.environment,
        invoice__chorus_id=row.chorus_id,
        state__in=LIVE_LINE_STATES,
    )
    return not holders.exclude(flow=flow).exists()


def _is_of_another_flow(flow: Flow, flow_number: str) -> bool:
    same = Flow.objects.filter(environment=flow.environment, flow_number=flow_number)
    return same.exclude(pk=flow.pk).exists()
