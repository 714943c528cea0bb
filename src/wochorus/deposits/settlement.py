"""Giving a flow its final state, and each of its invoices its own.

Two witnesses speak: the report of the flow, which names the refused invoices, and the search of
the portal, which shows the recorded ones. What the search shows is recorded, whatever the report
says; what neither names waits, and the flow with it.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils import timezone

from wochorus.accounts.models import Company
from wochorus.billing.models import FREE_STATES, Invoice
from wochorus.choruspro import FlowStateKind
from wochorus.choruspro.catalogue import invoice_status
from wochorus.deposits.matching import Roll
from wochorus.deposits.models import Flow, FlowLine
from wochorus.deposits.moves import Move, hold, move_flow, tell_lines
from wochorus.deposits.states import FlowState, LineState
from wochorus.deposits.statuses.lives import begin_lives
from wochorus.deposits.statuses.news import news_of_row

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from wochorus.choruspro import FlowReport, InvoiceError, InvoiceRow
    from wochorus.deposits.patience import Patience

_THERE_AFTER_ALL = "Déclarée absente, et Chorus Pro la montre : elle y est."
_FINAL_STATES = {
    FlowStateKind.INTEGRATED: FlowState.INTEGRATED,
    FlowStateKind.PARTLY: FlowState.PARTLY_INTEGRATED,
    FlowStateKind.REJECTED: FlowState.REJECTED,
    FlowStateKind.INCIDENT: FlowState.INCIDENT,
}


def settle(
    flow: Flow, report: FlowReport, rows: Iterable[InvoiceRow], patience: Patience, now: datetime
) -> None:
    """Apply the final ``report`` of ``flow`` and the ``rows`` that its number finds.

    It is still deposited while the fate of an invoice is not told. Raises `TakenOverError` when
    another program has settled it meanwhile.
    """
    with transaction.atomic():
        hold(flow)
        lines = list(flow.lines.select_related("invoice").order_by("position"))
        _integrate(flow, lines, rows)
        waiting_for = _apply(flow, lines, report, patience, now)
        if waiting_for:
            Flow.objects.filter(pk=flow.pk).update(message=waiting_for)
        else:
            move_flow(flow, Move(_final_state(lines, report), message=report.meaning.label))
    flow.message = waiting_for or flow.message


def _final_state(lines: list[FlowLine], report: FlowReport) -> FlowState:
    kind = report.meaning.kind
    is_on_portal = any(line.state == LineState.INTEGRATED for line in lines)
    if is_on_portal and kind in (FlowStateKind.REJECTED, FlowStateKind.INCIDENT):
        return FlowState.PARTLY_INTEGRATED
    return _FINAL_STATES[kind]


def _waiting(lines: list[FlowLine]) -> list[FlowLine]:
    return [line for line in lines if line.state == LineState.DEPOSITED]


def _tell(flow: Flow, told: dict[FlowLine, str], to: LineState, kind: str = "") -> None:
    """Move lines, each with what is said of it; they show it."""
    tell_lines(flow, {line.pk: message for line, message in told.items()}, to, kind)
    for line, message in told.items():
        line.state, line.message = to.value, message


def _integrate(flow: Flow, lines: list[FlowLine], rows: Iterable[InvoiceRow]) -> None:
    """Record the invoices that the search shows: they are on Chorus Pro for certain."""
    roll = Roll(flow.company, [*_waiting(lines), *_given_back(flow, lines)])
    found: dict[FlowLine, InvoiceRow] = {}
    for row in rows:
        line = roll.of_row(row) if _is_recorded_in(flow, row) else None
        if line is not None:
            found[line] = row
    back = [line for line in found if line.state == LineState.RELEASED]
    _tell(flow, dict.fromkeys(back, _THERE_AFTER_ALL), LineState.DEPOSITED, "late_answer")
    _tell(flow, dict.fromkeys(found, ""), LineState.INTEGRATED)
    shown = {line.invoice: row for line, row in found.items()}
    _show_statuses(shown)
    begin_lives(flow.environment, shown)


def _given_back(flow: Flow, lines: list[FlowLine]) -> list[FlowLine]:
    """List what this flow gave back too soon, perhaps: declared absent by hand, and still free."""
    released = [line for line in lines if line.state == LineState.RELEASED]
    if not released or flow.environment != _environment_now(flow):
        return []
    # Who reserves or adopts holds the invoice first, then the flow: he is not waited for.
    ids = [line.invoice_id for line in released]
    free = Invoice.objects.filter(pk__in=ids, deposit_state__in=FREE_STATES)
    still = set(free.select_for_update(skip_locked=True).values_list("pk", flat=True))
    return [line for line in released if line.invoice_id in still]


def _environment_now(flow: Flow) -> str:
    return Company.objects.values_list("environment", flat=True).get(pk=flow.company_id)


def _show_statuses(shown: dict[Invoice, InvoiceRow]) -> None:
    if not shown:
        return
    said = {invoice: news_of_row(row) for invoice, row in shown.items()}
    columns: dict[str, Any] = {
        "ids": [invoice.pk for invoice in shown],
        "chorus_ids": [row.chorus_id for row in shown.values()],
        "statuses": [news.status for news in said.values()],
        "moments": [news.at for news in said.values()],
        "comments": [news.comment for news in said.values()],
    }
    with connection.cursor() as cursor:
        cursor.execute(_SHOW, columns)


_SHOW = """
UPDATE billing_invoice invoice SET chorus_id = said.chorus_id, chorus_status = said.status,
  chorus_status_at = said.at, chorus_comment = said.comment
FROM unnest(%(ids)s::bigint[], %(chorus_ids)s::bigint[], %(statuses)s::text[],
  %(moments)s::timestamptz[], %(comments)s::text[]) AS said (id, chorus_id, status, at, comment)
WHERE invoice.id = said.id
"""


def _is_recorded_in(flow: Flow, row: InvoiceRow) -> bool:
    return row.flow_number in ("", flow.flow_number) and invoice_status(row.status).is_recorded


def _apply(
    flow: Flow, lines: list[FlowLine], report: FlowReport, patience: Patience, now: datetime
) -> str:
    """Refuse or free what the report lets us; say what is awaited, or nothing."""
    kind = report.meaning.kind
    if kind is FlowStateKind.INCIDENT:
        return _free_after_incident(flow, lines, patience, now)
    if kind is FlowStateKind.INTEGRATED:
        return _untold(flow, lines, [])
    reasons, loose = _reasons(flow, lines, report)
    if kind is FlowStateKind.REJECTED:
        unexplained = loose or ["Flux rejeté par Chorus Pro sans motif."]
        reasons = {line.pk: reasons.get(line.pk) or unexplained for line in lines}
    told = {line: " | ".join(reasons[line.pk]) for line in _waiting(lines) if reasons.get(line.pk)}
    _tell(flow, told, LineState.REFUSED, "refused")
    return _untold(flow, lines, loose)


def _reasons(
    flow: Flow, lines: list[FlowLine], report: FlowReport
) -> tuple[dict[int, list[str]], list[str]]:
    """Give the reasons of each line by its id, and those that are about no line in particular."""
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


def _free_after_incident(
    flow: Flow, lines: list[FlowLine], patience: Patience, now: datetime
) -> str:
    """Free what the portal does not show, once the incident has lasted as long as an absence."""
    since = flow.events.filter(kind="read").latest("id").at
    due = since + patience.delay
    if now < due and _waiting(lines):
        return (
            "Incident chez Chorus Pro : les factures qu'il ne montre toujours pas seront libérées "
            f"après le {timezone.localtime(due):%d/%m à %H:%M}."
        )
    message = "Incident sur Chorus Pro : rien n'a été enregistré, à déposer à nouveau."
    _tell(flow, dict.fromkeys(_waiting(lines), message), LineState.RELEASED)
    return ""


def _untold(flow: Flow, lines: list[FlowLine], loose: list[str]) -> str:
    """Say how many invoices neither the report nor the search names, or nothing."""
    count = len(_waiting(lines))
    if not count:
        return ""
    heard = f" Motifs donnés sans dire pour laquelle : {' | '.join(loose)}" if loose else ""
    return (
        f"Chorus Pro n'a pas encore dit le sort de {count} facture(s).{heard} "
        "Si cela dure, regardez sur le portail, puis réglez ce flux : "
        f"wochorus flow resolve {flow.pk}."
    )
