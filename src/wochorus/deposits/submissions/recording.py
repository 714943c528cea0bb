"""Writing down that Chorus Pro has an invoice that was submitted: known at once, or found later.

There is no flow to follow: the receipt says that the invoice is recorded, under its number. So the
flow goes through "deposited" to "integrated" in one transaction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from wochorus.billing.models import Invoice
from wochorus.choruspro.catalogue import invoice_status
from wochorus.core.text import storable
from wochorus.deposits.comparing.portal_rows import flow_number_of, raw_of, storable_json
from wochorus.deposits.events import record_event
from wochorus.deposits.late_answers import may_be_taken_up, take_up
from wochorus.deposits.matching import number_key
from wochorus.deposits.models import Flow
from wochorus.deposits.moves import Move, TakenOverError, move_flow, move_lines
from wochorus.deposits.states import FlowState, LineState

if TYPE_CHECKING:
    from wochorus.choruspro import InvoiceRow, SubmissionReceipt

_STATUS_LENGTH = 60


def record_receipt(flow: Flow, receipt: SubmissionReceipt) -> None:
    """Record the receipt of a submission; a late one, too, when nothing was decided meanwhile.

    One that bears another number than ours tells of our call all the same: it is never made again.
    """
    told = _told(receipt.chorus_id, receipt.status) + _other_number(flow, receipt)
    said = storable_json(receipt.raw)
    try:
        _integrate(flow, receipt.chorus_id, receipt.status, told, report=said)
    except TakenOverError:
        # We slept, another program settled the flow: what Chorus Pro said must not be lost.
        record_event("late_answer", flow, message=told, payload={"receipt": said})
        flow.refresh_from_db()
        if may_be_taken_up(flow):
            with transaction.atomic():
                take_up(flow, payload={"chorus_id": receipt.chorus_id})
                _settle(flow, receipt.chorus_id, receipt.status, told, report=said)
            flow.refresh_from_db()
            return
        if flow.state != FlowState.AMBIGUOUS:
            raise
        _integrate(flow, receipt.chorus_id, receipt.status, told, report=said)


def adopt_row(flow: Flow, row: InvoiceRow) -> None:
    """Record an ambiguous submission that the search of the portal shows."""
    told = f"Retrouvée sur Chorus Pro. {_told(row.chorus_id, row.status)}"
    number = flow_number_of(row)
    _integrate(flow, row.chorus_id, row.status, told, report=raw_of(row), flow_number=number)


def declare_recorded(flow: Flow) -> None:
    """Record that a person has seen the invoice on the portal."""
    _integrate(flow, None, "", "Déclarée présente, après lecture du portail.", report=None)


def _integrate(
    flow: Flow,
    chorus_id: int | None,
    status: str,
    told: str,
    *,
    report: dict[str, Any] | None,
    flow_number: str = "",
) -> None:
    fields = {"flow_number": flow_number}
    payload = {"chorus_id": chorus_id, "status": storable(status)[:_STATUS_LENGTH]}
    with transaction.atomic():
        deposited = Move(FlowState.DEPOSITED, LineState.DEPOSITED, told, fields, payload)
        move_flow(flow, deposited)
        _settle(flow, chorus_id, status, told, report=report)
    flow.refresh_from_db()


def _settle(
    flow: Flow, chorus_id: int | None, status: str, told: str, *, report: dict[str, Any] | None
) -> None:
    """Show the invoice of a deposited submission as integrated; join the transaction."""
    ids = list(flow.lines.filter(state=LineState.DEPOSITED).values_list("pk", flat=True))
    move_lines(flow, ids, LineState.INTEGRATED, told)
    known = {"chorus_id": chorus_id, "chorus_status": storable(status)[:_STATUS_LENGTH]}
    Invoice.objects.filter(lines__in=ids).update(**known)
    move_flow(flow, Move(FlowState.INTEGRATED, message=told))
    if report is not None:
        Flow.objects.filter(pk=flow.pk).update(report=report)


def _told(chorus_id: int | None, status: str) -> str:
    label = storable(invoice_status(status).label) if status else ""
    return f"Enregistrée par Chorus Pro sous l'identifiant {chorus_id}{_in_brackets(label)}."


def _other_number(flow: Flow, receipt: SubmissionReceipt) -> str:
    number = flow.lines.values_list("invoice__number", flat=True).get()
    if number_key(receipt.invoice_number) == number_key(number):
        return ""
    return (
        f" Chorus Pro la nomme {storable(receipt.invoice_number)} : comparez avec le portail "
        "(wochorus compare)."
    )


def _in_brackets(label: str) -> str:
    return f" ({label})" if label else ""
