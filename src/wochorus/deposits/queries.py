"""Reads about flows."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from wochorus.billing.journal_filter import ON_CHORUS
from wochorus.billing.models import Invoice
from wochorus.deposits.models import Flow, FlowLine
from wochorus.deposits.states import FlowState, LineState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from wochorus.accounts.models import Company


def flows_of(company: Company, limit: int) -> tuple[list[Flow], int]:
    """Give the latest flows of the company in its environment, and how many there are."""
    flows = Flow.objects.filter(company=company, environment=company.environment)
    return list(flows.order_by("-pk")[:limit]), flows.count()


def all_flows(company: Company, state: FlowState | None = None) -> QuerySet[Flow]:
    """Select the flows of the company in its environment, the latest first, without reports.

    ``state`` keeps those in that state alone.
    """
    flows = Flow.objects.filter(company=company, environment=company.environment)
    if state is not None:
        flows = flows.filter(state=state)
    return flows.defer("report").order_by("-pk")


def find_flow(company: Company, reference: str) -> Flow | None:
    """Find a flow of the company by our id or by Chorus Pro's number."""
    reference = reference.strip()
    if not reference:
        return None
    by_reference = Q(flow_number=reference)
    if reference.isascii() and reference.isdigit() and len(reference) < 19:  # noqa: PLR2004 - 64 bits
        by_reference |= Q(pk=int(reference))
    return Flow.objects.filter(by_reference, company=company).first()


MOST_AMBIGUOUS = 20


def ambiguous_flows(company: Company) -> list[Flow]:
    """Give the flows of the company whose answer was lost, the oldest first, each with its lines.

    No more than `MOST_AMBIGUOUS`: the others come up as these are settled.
    """
    flows = Flow.objects.filter(
        company=company, environment=company.environment, state=FlowState.AMBIGUOUS
    )
    return list(flows.annotate(invoices=Count("lines")).order_by("pk")[:MOST_AMBIGUOUS])


def flow_counts(flow_ids: Iterable[int]) -> dict[int, dict[str, int]]:
    """Count the invoices of each flow by the French label of their state."""
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    rows = (
        FlowLine.objects.filter(flow_id__in=list(flow_ids))
        .values_list("flow_id", "state")
        .annotate(count=Count("pk"))
        .order_by("flow_id", "state")
    )
    for flow_id, state, count in rows:
        counts[flow_id][str(LineState(state).label)] = count
    return counts


def count_not_on_chorus(invoice_ids: list[int]) -> int:
    """Count the invoices that are not known to be on Chorus Pro."""
    return Invoice.objects.filter(pk__in=invoice_ids).exclude(deposit_state__in=ON_CHORUS).count()


def lines_not_kept(flows: Iterable[Flow]) -> list[FlowLine]:
    """List the invoices of these flows that Chorus Pro did not keep, nor has otherwise, by now.

    Each bears its flow: refused, given back, or still of an unknown fate.
    """
    lost = (LineState.REFUSED, LineState.RELEASED, LineState.SENT, LineState.AMBIGUOUS)
    lines = FlowLine.objects.filter(flow__in=[flow.pk for flow in flows], state__in=lost)
    not_there = lines.exclude(invoice__deposit_state__in=ON_CHORUS)
    return list(not_there.select_related("flow", "invoice").order_by("flow", "position"))
