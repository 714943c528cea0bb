"""Carrying out an order: its flows leave one by one, and each step can be the last.

Whoever runs an order holds the voice of its technical account. Nothing is remembered outside the
database: a program that dies leaves flows that say what may have happened, and the next one goes
on from them.
"""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from wochorus.accounts.models import WayIn
from wochorus.billing.models import FREE_STATES, Invoice
from wochorus.core.errors import Permanent, Transient
from wochorus.deposits.candidates import check_invoices
from wochorus.deposits.events import record_event
from wochorus.deposits.models import DepositOrder, Flow, FlowLine, OrderItem
from wochorus.deposits.orders.elsewhere import require_documents_of_flow
from wochorus.deposits.orders.flow_files import drop_files, hand_over_file
from wochorus.deposits.orders.placing import end_early, move_order, obey
from wochorus.deposits.orders.preparing import prepare_order, throw_away_half_made
from wochorus.deposits.packing import MissingFileError
from wochorus.deposits.reservation import ChangedInvoiceError, reserve
from wochorus.deposits.sending import abandon
from wochorus.deposits.states import (
    FlowState,
    ItemState,
    LineState,
    OrderState,
)
from wochorus.deposits.submissions.codes import PortalCodes
from wochorus.deposits.submissions.freezing import checked_file
from wochorus.deposits.submissions.sending import HeldBackError, send_frozen
from wochorus.deposits.syntaxes import asked_for

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from wochorus.choruspro import ChorusClient
    from wochorus.deposits.workshop import Workshop

LEFT_MEANWHILE = (
    "Une facture du flux a été déposée depuis par un autre dépôt, ou est en cours de dépôt."
)
STOPPED = "Dépôt arrêté à la première erreur."
MOST_UNANSWERED = 3
"""Flows in a row whose answer was lost, before an order left to the workers takes a rest."""
REMADE = "Son fichier n'est pas dans ce dossier de données : il est préparé à nouveau."
_MOST_PREPARATIONS = 3
_PAGE = 50
_NOT_DEPOSITED = (FlowState.NOT_ACCEPTED, FlowState.AMBIGUOUS)


@dataclass(slots=True)
class Runner:
    """Runs one order with the voice of its account; ``tell`` is called after each flow.

    A ``patient`` one leaves what could not leave ready for the next try; another one leaves it
    aside.
    """

    order: DepositOrder
    client: ChorusClient
    workshop: Workshop
    tell: Callable[[Flow], None]
    sleep: Callable[[float], None] = time.sleep
    patient: bool = True
    prepares_while: Callable[[], bool] = lambda: True
    preparations: int = 0
    unanswered: int = 0
    ready: deque[Flow] = field(default_factory=deque)
    codes: PortalCodes = field(init=False)

    def __post_init__(self) -> None:
        self.codes = PortalCodes(self.client, self.order.company)

    def run(self, goes_on: Callable[[], bool] = lambda: True) -> None:
        """Send what is left, until the order ends, is paused or cancelled.

        ``goes_on`` is asked before each flow: when it says no, the order stays as it is.

        Raises `Transient` when Chorus Pro cannot be reached, `Permanent` when it lets nobody in:
        nothing of the flow under way has left, and the order can go on later.
        """
        self._revive()
        while goes_on() and self._goes_on():
            flow = self._next_flow()
            if flow is not None:
                self._deposit(flow)
            elif not self._prepare_again():
                move_order(self.order, OrderState.DONE)

    def _goes_on(self) -> bool:
        _look_again(self.order)
        if self.order.state != OrderState.RUNNING:
            return False
        if self.order.wish:
            self.order.refresh_from_db()
            obey(self.order)
        return self.order.state == OrderState.RUNNING

    def _revive(self) -> None:
        """Make ready again what was given up before it left, by this program or a dead one."""
        throw_away_half_made(self.order)
        for flow in self.order.flows.filter(state=FlowState.ABANDONED):
            if self.order.items.filter(flow=flow, state=ItemState.IN_FLOW).exists():
                again(flow)

    def _next_flow(self) -> Flow | None:
        """Give the next flow that lies ready, of a page read at once; each move is fenced."""
        if not self.ready:
            ready = self.order.flows.filter(state=FlowState.BUILT).exclude(file_sha256="")
            self.ready.extend(ready.order_by("rank", "pk")[:_PAGE])
        return self.ready.popleft() if self.ready else None

    def _prepare_again(self) -> bool:
        """Prepare what changed since it was prepared; give whether there was something."""
        selected = self.order.items.filter(state=ItemState.SELECTED)
        if not selected.exists():
            return False
        if self.preparations >= _MOST_PREPARATIONS:
            changing = "Change sans cesse pendant le dépôt : déposez-la quand elle est prête."
            selected.update(state=ItemState.LEFT, message=changing)
            return False
        self.preparations += 1
        self.order.refresh_from_db()
        prepare_order(self.order, self.workshop, goes_on=self.prepares_while)
        return True

    def _deposit(self, flow: Flow) -> None:
        try:
            reserve(flow)
        except ChangedInvoiceError as change:
            choose_again(flow, change.what)
            return
        try:
            packed = checked_file(flow)
        except Permanent as lost:
            abandon(flow, lost.what)
            if self.patient and isinstance(lost, MissingFileError):
                again(flow)
                return
            self._leave(flow, f"{lost.what}. {lost.remedy}")
            self._end_after_error(flow)
            return
        try:
            send_frozen(flow, packed, self.codes, sleep=self.sleep)
        except HeldBackError as why:
            self._leave(flow, f"{why.what}. {why.remedy}")
            drop_files(flow)
            self._end_after_error(flow)
        except (Transient, Permanent) as failure:
            if flow.state != FlowState.ABANDONED:
                raise
            self._note_failure(flow, failure)
        else:
            self._end_after_error(flow)

    def _note_failure(self, flow: Flow, failure: Transient | Permanent) -> None:
        """Nothing has left: keep it for later, or go on without it."""
        self.order.message = failure.what
        self.order.save(update_fields=["message"])
        if self.patient:
            again(flow)
            raise failure
        self._leave(flow, failure.what)
        drop_files(flow)
        self._end_after_error(flow)
        if isinstance(failure, Permanent) or not self.order.continue_on_error:
            raise failure

    def _end_after_error(self, flow: Flow) -> None:
        self.tell(flow)
        if flow.state == FlowState.AMBIGUOUS and self.order.unattended:
            self._go_on_without_answer()
            return
        self.unanswered = 0
        failed = flow.state in (*_NOT_DEPOSITED, FlowState.ABANDONED)
        if failed and not self.order.continue_on_error:
            end_early(self.order, OrderState.DONE, STOPPED)

    def _go_on_without_answer(self) -> None:
        """Go on after a lost answer, which says nothing of the data; but not for ever.

        Nobody looks, and the follow-up asks for the flow. When no answer comes back at all, the
        rest waits: each flow sent now would only be one more to look for.
        """
        self.unanswered += 1
        if self.unanswered >= MOST_UNANSWERED:
            raise Transient(f"{self.unanswered} flux de suite sont restés sans réponse")

    def _leave(self, flow: Flow, why: str) -> None:
        self.order.items.filter(flow=flow).update(state=ItemState.LEFT, message=why)


def _look_again(order: DepositOrder) -> None:
    """Read what may have been asked of a running order since the flow before: a few columns."""
    columns = ("state", "wish", "tries", "next_try_at")
    now = DepositOrder.objects.filter(pk=order.pk).values_list(*columns).get()
    for column, value in zip(columns, now, strict=True):
        setattr(order, column, value)


def again(flow: Flow) -> None:
    """Make a flow ready whose file never left: same invoices, same bytes, same place.

    When the file is gone, its invoices are prepared anew. Raises `FilesElsewhereError` when their
    documents are not here either.
    """
    try:
        _twin(flow)
    except FileNotFoundError:
        require_documents_of_flow(flow)
        _select_again(flow, REMADE)
    drop_files(flow)


def _twin(flow: Flow) -> None:
    lines = list(flow.lines.order_by("position"))
    with transaction.atomic():
        twin = Flow.objects.create(
            company=flow.company,
            order=flow.order,
            rank=flow.rank,
            environment=flow.environment,
            name=flow.name,
            mode=flow.mode,
            way_in=flow.way_in,
            syntax=flow.syntax,
            deposit_date=flow.deposit_date,
            owner=flow.owner,
            state=FlowState.BUILT,
        )
        FlowLine.objects.bulk_create(
            FlowLine(
                flow=twin,
                invoice_id=line.invoice_id,
                position=line.position,
                state=LineState.PLANNED,
                fingerprint=line.fingerprint,
                stamp=line.stamp,
            )
            for line in lines
        )
        OrderItem.objects.filter(flow=flow).update(flow=twin, state=ItemState.IN_FLOW, message="")
        hand_over_file(flow, twin)
        record_event(FlowState.BUILT, twin, message="Le même fichier, pour un nouvel essai.")


def choose_again(flow: Flow, why: str) -> None:
    """Give up a flow that lies ready but no longer says what the journal says."""
    with transaction.atomic():
        abandon(flow, why)
        _select_again(flow, why)
    drop_files(flow)


def _select_again(flow: Flow, why: str) -> None:
    items = OrderItem.objects.filter(flow=flow)
    items.update(flow=None, state=ItemState.SELECTED, message=why)


def check_again(order: DepositOrder, workshop: Workshop, today: date) -> None:
    """Check once more what was prepared earlier: the annuaire may have changed since.

    The flows that hold an invoice with an anomaly are given up; their invoices are prepared anew.
    """
    ready = list(order.flows.filter(state=FlowState.BUILT).order_by("rank"))
    for document_format in sorted({flow.document_format for flow in ready}):
        flows = [flow for flow in ready if flow.document_format == document_format]
        lines = FlowLine.objects.filter(flow__in=flows)
        choice, way_in = asked_for(document_format)
        report = check_invoices(
            order.company,
            Invoice.objects.filter(pk__in=lines.values("invoice")),
            today,
            choice=choice,
            way_in=WayIn(way_in),
            workshop=workshop,
        )
        bad = lines.filter(invoice__in=report.blocked)
        free = Q(invoice__deposit_state__in=FREE_STATES)
        with_anomaly = set(bad.filter(free).values_list("flow", flat=True))
        left_meanwhile = set(bad.exclude(free).values_list("flow", flat=True))
        for flow in flows:
            if flow.pk in with_anomaly:
                choose_again(flow, "Une anomalie est apparue depuis la préparation.")
            elif flow.pk in left_meanwhile:
                choose_again(flow, LEFT_MEANWHILE)
