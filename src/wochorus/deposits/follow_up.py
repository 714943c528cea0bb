"""Following the deposited flows until Chorus Pro has integrated or refused each invoice.

A state that is not known to be final is not final, and an invoice that neither the report nor
the search names stays deposited: the follow-up never guesses.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from wochorus.choruspro import (
    BusinessRefusal,
    FlowNotFoundYet,
    IncompleteSearch,
    InvoiceSearch,
    UnexpectedAnswer,
)
from wochorus.deposits.duplicates import conclude_duplicates
from wochorus.deposits.events import record_event
from wochorus.deposits.heartbeats import noted_reading
from wochorus.deposits.models import Flow, ReadingKind
from wochorus.deposits.moves import TakenOverError
from wochorus.deposits.reconciliation import reconcile
from wochorus.deposits.reservation import take_over_if_alone
from wochorus.deposits.settlement import settle
from wochorus.deposits.states import FlowState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from wochorus.accounts.models import Company
    from wochorus.choruspro import ChorusClient, FlowReport
    from wochorus.deposits.patience import Patience

OPEN_STATES = (FlowState.AMBIGUOUS, FlowState.DEPOSITED)
_CHORUS_STATE_LENGTH = 60


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

    Flows left by a program that died are taken over first, unless a deposit is running now. A
    flow about which Chorus Pro answers oddly stays open and stops no other. What is refused as a
    duplicate is looked for on the portal. Raises `Transient` or `Permanent` when Chorus Pro cannot
    be asked at all.
    """
    take_over_if_alone(company)
    with noted_reading(company, ReadingKind.FLOWS):
        outcome = follow_flows(open_flows(company), client, patience)
    conclude_duplicates(company, client, patience)
    return outcome


def follow_flows(
    flows: Iterable[Flow],
    client: ChorusClient,
    patience: Patience,
    goes_on: Callable[[], bool] = lambda: True,
) -> FollowUp:
    """Ask Chorus Pro about each of these open flows, once, as long as ``goes_on`` says so.

    Call within a `noted_reading`. Raises as `follow_once`.
    """
    outcome = FollowUp()
    for flow in flows:
        if not goes_on():
            break
        try:
            _follow(flow, client, patience)
        except TakenOverError:
            flow.refresh_from_db()
        except (BusinessRefusal, IncompleteSearch, UnexpectedAnswer) as trouble:
            _tell(flow, str(trouble))
        (outcome.still_open if flow.state in OPEN_STATES else outcome.settled).append(flow)
    return outcome


def _follow(flow: Flow, client: ChorusClient, patience: Patience) -> None:
    flow.asked_at = timezone.now()
    Flow.objects.filter(pk=flow.pk).update(asked_at=flow.asked_at)
    if flow.state == FlowState.AMBIGUOUS:
        reconcile(flow, client, patience, timezone.now())
    if flow.state != FlowState.DEPOSITED:
        return
    try:
        report = client.flow_report(flow.flow_number, flow.syntax)
    except FlowNotFoundYet as missing:
        _tell(flow, missing.what)
        return
    if _note_reading(flow, report) and report.meaning.kind.is_final:
        rows = client.search_invoices(InvoiceSearch(flow_number=flow.flow_number))
        settle(flow, report, rows, patience, timezone.now())


def _note_reading(flow: Flow, report: FlowReport) -> bool:
    """Write what was read; give whether the flow is still as we saw it."""
    state, label = report.flow_state[:_CHORUS_STATE_LENGTH], report.meaning.label
    columns = {
        "chorus_state": state,
        "chorus_state_at": timezone.now(),
        "report": report.raw,
        "message": label,
    }
    if state == flow.chorus_state:
        return _write(flow, **columns)
    with transaction.atomic():
        is_ours = _write(flow, **columns, news_at=columns["chorus_state_at"])
        record_event("read", flow, message=f"{state} : {label}", payload={"state": state})
    return is_ours


def _tell(flow: Flow, message: str) -> None:
    _write(flow, message=message)


def _write(flow: Flow, **columns: object) -> bool:
    """Write what was read, unless another program has moved the flow meanwhile; ``flow`` shows it.

    Gives whether it was written.
    """
    if not Flow.objects.filter(pk=flow.pk, state=flow.state).update(**columns):
        flow.refresh_from_db()
        return False
    for name, value in columns.items():
        setattr(flow, name, value)
    return True
