"""Preparing an order: its invoices are checked, its files made. Nothing is held, nothing sent.

What is prepared may be looked at, left for tomorrow, sent as it is or thrown away. A preparation
that stops keeps the flows that are whole: the next one makes the rest.
"""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from wochorus.accounts.models import WayIn
from wochorus.billing.models import Invoice
from wochorus.core.errors import Transient
from wochorus.deposits.asking import DepositRequest, Preparation, by_format, prepare
from wochorus.deposits.checks.anomaly import Anomaly
from wochorus.deposits.events import record_order_event
from wochorus.deposits.models import DateChoice, DepositOrder
from wochorus.deposits.orders.drafts import preparing
from wochorus.deposits.orders.flow_files import FlowMaker, drop_files
from wochorus.deposits.orders.flow_rows import note_built
from wochorus.deposits.orders.placing import leave_all_aside, move_order
from wochorus.deposits.sending import abandon
from wochorus.deposits.states import DepositMode, FlowState, ItemState, OrderState
from wochorus.deposits.syntaxes import SyntaxChoice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from wochorus.deposits.checks.anomaly import Candidate, Finding
    from wochorus.deposits.workshop import Workshop

    Progress = Callable[[int, int], None]

SECONDS_BETWEEN_GLANCES = 1.0
ALREADY = "Déjà déposée, ou en cours de dépôt."


class StoppedPreparationError(Transient):
    """The preparation was asked to stop, or its order was cancelled; the next one goes on."""


def prepare_order(
    order: DepositOrder,
    workshop: Workshop,
    *,
    checking: Progress | None = None,
    making: Progress | None = None,
    goes_on: Callable[[], bool] = lambda: True,
) -> Preparation:
    """Check the selected invoices of ``order`` and make their flows; a draft is planned then.

    What an earlier preparation left half made is thrown away. ``checking`` and ``making`` are told
    how many invoices are done, and how many there are. Raises `StoppedPreparationError` soon after
    ``goes_on`` says no or the order is cancelled, `Transient` when another program prepares it.
    """
    with preparing(order):
        watch = _Watch(order, goes_on)
        try:
            with workshop.watched(watch.look):
                return _prepared(order, workshop, watch.beside(checking), watch.beside(making))
        finally:
            if watch.is_cancelled():
                leave_all_aside(order)


def _prepared(
    order: DepositOrder, workshop: Workshop, checking: Progress, making: Progress
) -> Preparation:
    throw_away_half_made(order)
    selected = order.items.filter(state=ItemState.SELECTED)
    invoices = Invoice.objects.filter(pk__in=selected.values("invoice"))
    found = prepare(
        order.company, invoices, request_of(order), workshop=workshop, progress=checking
    )
    _sort(order, found)
    ready = found.report.ready
    maker = _Making(order, workshop, len(ready), making)
    maker.make(ready)
    found.report.anomalies.extend(maker.refused)
    if order.state == OrderState.DRAFT:
        move_order(order, OrderState.PLANNED, _summary(order))
    return found


@dataclass(slots=True)
class _Watch:
    """Looks, as the work goes, whether it is still wanted."""

    order: DepositOrder
    goes_on: Callable[[], bool]
    next_glance: float = 0.0

    def beside(self, progress: Progress | None) -> Progress:
        """Look each time that ``progress`` is told."""

        def told(done: int, total: int) -> None:
            self.look()
            if progress is not None:
                progress(done, total)

        return told

    def is_cancelled(self) -> bool:
        """Tell whether the order was cancelled meanwhile."""
        now = DepositOrder.objects.filter(pk=self.order.pk)
        return now.values_list("state", flat=True).get() == OrderState.CANCELLED

    def look(self) -> None:
        """Raise `StoppedPreparationError` when it is not; look no more than once a second."""
        if time.monotonic() < self.next_glance:
            return
        self.next_glance = time.monotonic() + SECONDS_BETWEEN_GLANCES
        if not self.goes_on():
            raise StoppedPreparationError(
                f"La préparation de l'ordre {self.order.pk} a été interrompue",
                remedy=f"Elle reprendra où elle en était : wochorus order start {self.order.pk}",
            )
        if self.is_cancelled():
            raise StoppedPreparationError(
                f"L'ordre {self.order.pk} a été annulé pendant sa préparation",
                remedy="Rien n'est parti. Lancez un autre dépôt s'il le faut.",
            )


def request_of(order: DepositOrder, today: date | None = None) -> DepositRequest:
    """Give again what was asked."""
    return DepositRequest(
        mode=DepositMode(order.mode),
        name=order.name,
        today=today or order.day,
        date_choice=DateChoice(order.date_choice),
        syntax=SyntaxChoice(order.syntax),
        skip_deposited=order.skip_deposited,
        continue_on_error=order.continue_on_error,
        wait_ms=order.wait_ms,
        way_in=WayIn(order.way_in),
        accepts_reading=order.accepts_reading,
    )


def throw_away_half_made(order: DepositOrder) -> None:
    """Forget the flows of a preparation that did not end, and choose their invoices again."""
    half_made = order.flows.filter(state=FlowState.BUILT)
    for flow in half_made.filter(Q(file_sha256="") | Q(items__isnull=True)):
        with transaction.atomic():
            order.items.filter(flow=flow).update(flow=None, state=ItemState.SELECTED)
            abandon(flow, "Préparation interrompue, recommencée.")
        drop_files(flow)


def _sort(order: DepositOrder, found: Preparation) -> None:
    if found.report.common:
        rest = [candidate.invoice_id for candidate in found.report.candidates]
        _mark(order, rest, ItemState.BLOCKED, found.report.common[0].message)
    skipped = [candidate.invoice_id for candidate in found.skipped]
    _mark(order, skipped, ItemState.SKIPPED, ALREADY)
    reasons: defaultdict[int, list[Anomaly]] = defaultdict(list)
    for anomaly in found.report.anomalies:
        if anomaly.is_blocking:
            reasons[anomaly.candidate.invoice_id].append(anomaly)
    for invoice_id, anomalies in reasons.items():
        _mark(order, [invoice_id], ItemState.BLOCKED, anomalies[0].finding.message)


def _mark(order: DepositOrder, ids: Iterable[int], state: ItemState, message: str) -> None:
    order.items.filter(invoice_id__in=list(ids)).update(state=state, message=message)


@dataclass(slots=True)
class _Making:
    """The making of an order's flows, one format after the other."""

    order: DepositOrder
    workshop: Workshop
    total: int
    progress: Progress
    done: int = 0
    refused: list[Anomaly] = field(default_factory=list)

    def make(self, ready: list[Candidate]) -> None:
        groups = by_format(ready)
        for document_format, candidates in groups:
            name = self.order.name
            if len(groups) > 1 and self.order.mode == DepositMode.BATCH:
                name = f"{name}-{document_format.value}"
            maker = FlowMaker(
                self.order, document_format, name, self.workshop, self._placed, self._refused
            )
            for flows in maker.make(candidates):
                note_built(self.order, flows)

    def _placed(self, _: Candidate) -> None:
        self._count()

    def _refused(self, candidate: Candidate, why: Finding) -> None:
        _mark(self.order, [candidate.invoice_id], ItemState.BLOCKED, f"{why.message}. {why.remedy}")
        self.refused.append(Anomaly(candidate, why, None, None))
        self._count()

    def _count(self) -> None:
        self.done += 1
        self.progress(self.done, self.total)


def _summary(order: DepositOrder) -> str:
    flows = order.flows.filter(state=FlowState.BUILT).count()
    ready = order.items.filter(state=ItemState.IN_FLOW).count()
    record_order_event(order, "prepared", payload={"flows": flows, "invoices": ready})
    return f"{ready} facture(s) prête(s) dans {flows} flux."
