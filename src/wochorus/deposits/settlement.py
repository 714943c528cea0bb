"""Giving a flow its final state, and each of its invoices its own.

Two witnesses speak: the report of the flow, which names the refused invoices, and the search of
the portal, which shows the recorded ones. What the search shows is recorded, whatever the report
says; what neither names waits, and the flow with it.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from wochorus.billing.models import Invoice
from wochorus.choruspro import FlowStateKind
from wochorus.choruspro.catalogue import invoice_status
from wochorus.deposits.events import record_event
from wochorus.deposits.matching import Roll
from wochorus.deposits.models import Flow, FlowLine
from wochorus.deposits.moves import Move, hold, move_flow, move_lines
from wochorus.deposits.states import FlowState, LineState
from wochorus.deposits.statuses.lives import begin_lives
from wochorus.deposits.statuses.news import news_of_row

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from wochorus.choruspro import FlowReport, InvoiceError, InvoiceRow
    from wochorus.deposits.patience import Patience

_FINAL_STATES = {
    FlowStateKind.INTEGRATED: FlowState.INTEGRATED,
    FlowStateKind.PARTLY: FlowState.PARTLY_INTEGRATED,
    FlowStateKind.REJECTED: FlowState.REJECTED,
    FlowStateKind.INCIDENT: FlowState.INCIDENT,
}
_STATUS_COLUMNS = ("chorus_id", "chorus_status", "chorus_status_at", "chorus_comment")


def settle(
    flow: Flow, report: FlowReport, rows: Iterable[InvoiceRow], patience: Patience, now: datetime
) -> None:
    """Apply the final ``report`` of ``flow`` and the ``rows`` that its number finds.

    The flow is refreshed; it is still deposited while the fate of an invoice is not told. Raises
    `TakenOverError` when another program has settled it meanwhile.
    """
    with transaction.atomic():
        hold(flow)
        _integrate(flow, rows)
        waiting_for = _apply(flow, report, patience, now)
        if waiting_for:
            Flow.objects.filter(pk=flow.pk).update(message=waiting_for)
        else:
            move_flow(flow, Move(_final_state(flow, report), message=report.meaning.label))
    flow.refresh_from_db()


def _final_state(flow: Flow, report: FlowReport) -> FlowState:
    kind = report.meaning.kind
    is_on_portal = flow.lines.filter(state=LineState.INTEGRATED).exists()
    if is_on_portal and kind in (FlowStateKind.REJECTED, FlowStateKind.INCIDENT):
        return FlowState.PARTLY_INTEGRATED
    return _FINAL_STATES[kind]


def _waiting_lines(flow: Flow) -> list[FlowLine]:
    waiting = flow.lines.filter(state=LineState.DEPOSITED)
    return list(waiting.select_related("invoice").order_by("position"))


def _integrate(flow: Flow, rows: Iterable[InvoiceRow]) -> None:
    """Record the invoices that the search shows: they are on Chorus Pro for certain."""
    roll = Roll(flow.company, _waiting_lines(flow))
    found: dict[int, Invoice] = {}
    shown: dict[Invoice, InvoiceRow] = {}
    for row in rows:
        line = roll.of_row(row) if _is_recorded_in(flow, row) else None
        if line is not None:
            _show_status(line.invoice, row)
            found[line.pk], shown[line.invoice] = line.invoice, row
    move_lines(flow, found, LineState.INTEGRATED)
    Invoice.objects.bulk_update(found.values(), _STATUS_COLUMNS, batch_size=500)
    begin_lives(flow.environment, shown)


def _show_status(invoice: Invoice, row: InvoiceRow) -> None:
    said = news_of_row(row)
    invoice.chorus_id = row.chorus_id
    invoice.chorus_status, invoice.chorus_status_at = said.status, said.at
    invoice.chorus_comment = said.comment


def _is_recorded_in(flow: Flow, row: InvoiceRow) -> bool:
    return row.flow_number in ("", flow.flow_number) and invoice_status(row.status).is_recorded


def _apply(flow: Flow, report: FlowReport, patience: Patience, now: datetime) -> str:
    """Refuse or free what the report lets us; say what is awaited, or nothing."""
    kind = report.meaning.kind
    if kind is FlowStateKind.INCIDENT:
        return _free_after_incident(flow, patience, now)
    if kind is FlowStateKind.INTEGRATED:
        return _untold(flow, [])
    reasons, loose = _reasons(flow, report)
    for line in _waiting_lines(flow):
        said = reasons.get(line.pk, [])
        if not said and kind is FlowStateKind.REJECTED:
            said = loose or ["Flux rejeté par Chorus Pro sans motif."]
        if said:
            _refuse(flow, line, " | ".join(said))
    return _untold(flow, loose)


def _reasons(flow: Flow, report: FlowReport) -> tuple[dict[int, list[str]], list[str]]:
    """Give the reasons of each line by its id, and those that are about no line in particular."""
    lines = list(flow.lines.select_related("invoice"))
    roll, reasons, loose = Roll(flow.company, lines), defaultdict[int, list[str]](list), []
    for number, errors in _errors_by_number(report).items():
        named = lines if len(lines) == 1 else roll.of_number(number)
        named = [line for line in named if line.state == LineState.DEPOSITED] or named
        said = [reason for error in errors for reason in error.reasons or ["sans explication"]]
        if not named or (len(errors) < len(named) and _may_be_recorded(report)):
            loose += said
        else:
            for line in named:
                reasons[line.pk] += said
    loose += [f"{error.code} {error.label}".strip() for error in report.technical_errors]
    return reasons, loose


def _errors_by_number(report: FlowReport) -> dict[str, list[InvoiceError]]:
    found = defaultdict[str, list["InvoiceError"]](list)
    for error in report.invoice_errors:
        found[error.invoice_number].append(error)
    return found


def _may_be_recorded(report: FlowReport) -> bool:
    return report.meaning.kind is not FlowStateKind.REJECTED


def _refuse(flow: Flow, line: FlowLine, reason: str) -> None:
    move_lines(flow, [line.pk], LineState.REFUSED, reason)
    record_event("refused", flow, invoice=line.invoice, message=reason)


def _free_after_incident(flow: Flow, patience: Patience, now: datetime) -> str:
    """Free what the portal does not show, once the incident has lasted as long as an absence."""
    since = flow.events.filter(kind="read").latest("id").at
    due = since + patience.delay
    if now < due and _waiting_lines(flow):
        return (
            "Incident chez Chorus Pro : les factures qu'il ne montre toujours pas seront libérées "
            f"après le {timezone.localtime(due):%d/%m à %H:%M}."
        )
    message = "Incident sur Chorus Pro : rien n'a été enregistré, à déposer à nouveau."
    ids = [line.pk for line in _waiting_lines(flow)]
    move_lines(flow, ids, LineState.RELEASED, message)
    return ""


def _untold(flow: Flow, loose: list[str]) -> str:
    """Say how many invoices neither the report nor the search names, or nothing."""
    count = len(_waiting_lines(flow))
    if not count:
        return ""
    heard = f" Motifs donnés sans dire pour laquelle : {' | '.join(loose)}" if loose else ""
    return (
        f"Chorus Pro n'a pas encore dit le sort de {count} facture(s).{heard} "
        "Si cela dure, regardez sur le portail, puis réglez ce flux : wochorus flow resolve."
    )
