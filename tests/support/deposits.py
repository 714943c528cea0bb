"""Deposits as the command makes them: an order planned, then carried out."""

from __future__ import annotations

import time
from contextlib import nullcontext
from typing import TYPE_CHECKING

from django.utils import timezone

from wochorus.billing.models import Invoice
from wochorus.deposits.asking import DepositRequest
from wochorus.deposits.candidates import load_candidates
from wochorus.deposits.orders.flow_files import FlowMaker
from wochorus.deposits.orders.placing import cancel, place_order
from wochorus.deposits.packing import flow_folder
from wochorus.deposits.reservation import reserve
from wochorus.deposits.services import DepositResult, ReportLine, carry_out, plan_deposit
from wochorus.deposits.states import DepositMode, OrderState
from wochorus.deposits.syntaxes import SyntaxChoice
from wochorus.deposits.workshop import Workshop
from wochorus.einvoice import Format

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.db.models import QuerySet

    from wochorus.accounts.models import Company
    from wochorus.choruspro import ChorusClient
    from wochorus.deposits.checks.anomaly import Finding
    from wochorus.deposits.models import Flow


def deposit(
    company: Company,
    invoices: QuerySet[Invoice],
    request: DepositRequest,
    client: ChorusClient,
    on_line: Callable[[ReportLine], None] = lambda _: None,
    *,
    sleep: Callable[[float], None] = time.sleep,
    workshop: Workshop | None = None,
) -> DepositResult:
    """Plan a deposit and carry it out; what never began is cancelled."""
    with nullcontext(workshop) if workshop else Workshop() as place:
        order, _ = plan_deposit(company, invoices, request, place)
        if not order.flows.exists():
            cancel(order)
            return DepositResult()
        try:
            return carry_out(order, client, on_line, workshop=place, sleep=sleep)
        finally:
            order.refresh_from_db()
            if order.state == OrderState.PLANNED:
                cancel(order)


def built_flows(
    company: Company,
    invoices: Iterable[Invoice],
    document_format: Format = Format.CPP_MINIMAL,
    *,
    name: str = "lot",
    mode: DepositMode = DepositMode.BATCH,
    workshop: Workshop | None = None,
) -> tuple[list[Flow], list[Finding]]:
    """Make the flows that these invoices fill, and give what was refused; nothing is checked."""
    ids = [invoice.pk for invoice in invoices]
    choice = SyntaxChoice(document_format.value)
    request = DepositRequest(mode, name, timezone.localdate(), syntax=choice)
    order = place_order(company, request, ids)
    by_id = {
        candidate.invoice_id: candidate
        for candidate in load_candidates(Invoice.objects.filter(pk__in=ids), choice)
    }
    refused: list[Finding] = []
    with nullcontext(workshop) if workshop else Workshop() as place:
        maker = FlowMaker(
            order,
            document_format,
            name,
            place,
            lambda _: None,
            lambda _, finding: refused.append(finding),
        )
        made = maker.make([by_id[each] for each in ids])
        return [flow for flows in made for flow in flows], refused


def reserved_flow(
    company: Company,
    name: str,
    ids: Iterable[int],
    document_format: Format = Format.CPP_MINIMAL,
) -> Flow:
    """Make one flow and hold its invoices, as a program does just before it sends."""
    by_id = Invoice.objects.in_bulk(list(ids))
    invoices = [by_id[each] for each in ids]
    ((flow,), _) = built_flows(company, invoices, document_format, name=name)
    reserve(flow)
    return flow


def bytes_of(flow: Flow) -> bytes:
    """Read the file of a flow."""
    return (flow_folder(flow) / flow.file_name).read_bytes()
