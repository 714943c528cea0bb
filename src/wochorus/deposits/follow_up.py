"""Following the deposited flows until Chorus Pro has integrated or refused each invoice.

A state that is not known to be final is not final, and an invoice that neither the report nor
the search names stays deposited: the follow-up never guesses.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from wochorus.billing.models import Invoice
from wochorus.choruspro import FlowNotFoundYet, FlowStateKind, InvoiceSearch
from wochorus.deposits.events import record_event
from wochorus.deposits.models import Flow, FlowLine
from wochorus.deposits.moves import Move, TakenOverError, move_flow, move_lines
from wochorus.deposits.reconciliation import Patience, reconcile
from wochorus.deposits.reservation import take_over_orphans, try_company_lock
from wochorus.deposits.states import LIVE_LINE_STATES, FlowState, LineState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from wochorus.accounts.models import Company
    from wochorus.choruspro import ChorusClient, FlowReport, InvoiceRow

OPEN_STATES = (FlowState.AMBIGUOUS, FlowState.DEPOSITED)
_FINAL_STATES = {
    FlowStateKind.INTEGRATED: FlowState.INTEGRATED,
    FlowStateKind.PARTLY: FlowState.PARTLY_INTEGRATED,
    FlowStateKind.REJECTED: FlowState.REJECTED,
    FlowStateKind.INCIDENT: FlowState.INCIDENT,
}


@dataclass(slots=True)
class FollowUp:
    """One round: the flows that moved, and those still open."""

    settled: list[Flow] = field(default_factory=list)
    still_open: list[Flow] = field(default_factory=list)


def open_flows(company: Company) -> list[Flow]:
    """List the flows whose fate Chorus Pro has not told yet, oldest first."""
    return list(
        Flow.objects.filter(company=company, environment=company.environment, state__in=OPEN_STATES)
        .select_related("company")
        .order_by("pk")
    )


def follow_once(company: Company, client: ChorusClient, patience: Patience) -> FollowUp:
    """Ask Chorus Pro about every open flow of the company, once.

    Flows left by a program that died are taken over first, unless a deposit is running now.
    Raises `Transient` or `Permanent` when Chorus Pro cannot be asked.
    """
    with try_company_lock(company) as alone:
        if alone:
            take_over_orphans(company)
    outcome = FollowUp()
    for flow in open_flows(company):
        try:
            _follow(flow, client, patience)
        except TakenOverError:
            flow.refresh_from_db()
        (outcome.still_open if flow.state in OPEN_STATES else outcome.settled).append(flow)
    return outcome


def _follow(flow: Flow, client: ChorusClient, patience: Patience) -> None:
    if flow.state == FlowState.AMBIGUOUS:
        reconcile(flow, client, patience, timezone.now())
    if flow.state != FlowState.DEPOSITED:
        return
    try:
        report = client.flow_report(flow.flow_number, flow.syntax)
    except FlowNotFoundYet:
        _note_reading(flow, "", None)
        return
    _note_reading(flow, report.flow_state, report)
    if report.meaning.kind in _FINAL_STATES:
        _settle(flow, client, report)


def _note_reading(flow: Flow, state: str, report: FlowReport | None) -> None:
    changed = state != flow.chorus_state
    flow.chorus_state, flow.chorus_state_at = state, timezone.now()
    if report is not None:
        flow.report, flow.message = report.raw, report.meaning.label
    flow.save(update_fields=["chorus_state", "chorus_state_at", "report", "message"])
    if changed:
        record_event("read", flow, message=f"{state} : {flow.message}".strip(" :"))


def _settle(flow: Flow, client: ChorusClient, report: FlowReport) -> None:
    rows = client.search_invoices(InvoiceSearch(flow_number=flow.flow_number))
    with transaction.atomic():
        _integrate(flow, rows)
        _apply_report(flow, report)
        waiting = flow.lines.filter(state=LineState.DEPOSITED).count()
        if waiting:
            message = f"Chorus Pro n'a pas encore dit le sort de {waiting} facture(s)."
            Flow.objects.filter(pk=flow.pk).update(message=message)
        else:
            move_flow(flow, Move(_FINAL_STATES[report.meaning.kind], message=report.meaning.label))
    flow.refresh_from_db()


def _integrate(flow: Flow, rows: Iterable[InvoiceRow]) -> None:
    """Record the invoices that the search shows: they are on Chorus Pro for certain."""
    by_number = {row.invoice_number: row for row in rows}
    lines = _live_lines(flow).filter(invoice__number__in=by_number).select_related("invoice")
    found = list(lines)
    move_lines(flow, [line.pk for line in found], LineState.INTEGRATED)
    for line in found:
        row = by_number[line.invoice.number]
        line.invoice.chorus_id, line.invoice.chorus_status = row.chorus_id, row.status
    Invoice.objects.bulk_update(
        [line.invoice for line in found], ["chorus_id", "chorus_status"], batch_size=500
    )


def _apply_report(flow: Flow, report: FlowReport) -> None:
    pending = _live_lines(flow).filter(state=LineState.DEPOSITED)
    if report.meaning.kind is FlowStateKind.INTEGRATED:
        move_lines(flow, pending.values_list("pk", flat=True), LineState.INTEGRATED)
    elif report.meaning.kind is FlowStateKind.INCIDENT:
        message = "Incident sur Chorus Pro : rien n'a été enregistré, à déposer à nouveau."
        move_lines(flow, pending.values_list("pk", flat=True), LineState.RELEASED, message)
    else:
        _refuse(flow, pending, report)


def _refuse(flow: Flow, pending: QuerySet[FlowLine], report: FlowReport) -> None:
    reasons = report.errors_by_invoice
    technical = " | ".join(
        f"{error.code} {error.label}".strip() for error in report.technical_errors
    )
    everything = report.meaning.kind is FlowStateKind.REJECTED
    for line in pending.select_related("invoice"):
        said = reasons.get(line.invoice.number, [])
        if said or everything:
            message = " | ".join(said) or technical or "Flux rejeté par Chorus Pro sans motif."
            move_lines(flow, [line.pk], LineState.REFUSED, message)
            record_event("refused", flow, invoice=line.invoice, message=message)


def _live_lines(flow: Flow) -> QuerySet[FlowLine]:
    return flow.lines.filter(state__in=LIVE_LINE_STATES)
