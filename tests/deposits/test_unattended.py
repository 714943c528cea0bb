"""Orders left to the workers: an answer that is lost stops nothing, a certain refusal does."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from support.orders import planned, run
from wochorus.deposits.background.due import DAYS_WITHOUT_NEWS, due_companies, waiting_orders
from wochorus.deposits.background.steps import Turn, carry_on, follow_company
from wochorus.deposits.heartbeats import database_now
from wochorus.deposits.models import DepositOrder, Flow
from wochorus.deposits.orders.placing import leave_to_workers
from wochorus.deposits.services import Outcome
from wochorus.deposits.states import DepositMode, FlowState, OrderState

if TYPE_CHECKING:
    from pathlib import Path

    from support.portal import Portal
    from wochorus.deposits.workshop import Workshop

DEPOSIT = "*deposer/flux"


def left(portal: Portal, workshop: Workshop) -> DepositOrder:
    order = planned(portal, workshop, DepositMode.SEQUENTIAL)
    leave_to_workers(order)
    return DepositOrder.objects.select_related("company").get(pk=order.pk)


def test_an_answer_that_is_lost_stops_none_of_the_others(
    portal: Portal, tmp_path: Path, workshop: Workshop
) -> None:
    portal.invoices(tmp_path, 4)
    order = left(portal, workshop)
    portal.admin.fault("cut_after_recording", operation=DEPOSIT)
    assert carry_on(order, lambda: True) is Turn.OVER
    states = Flow.objects.order_by("rank").values_list("state", flat=True)
    assert list(states) == [FlowState.AMBIGUOUS, *[FlowState.DEPOSITED] * 3]
    assert set(portal.held().values()) == {1}
    assert len(portal.held()) == 4


def test_a_certain_refusal_stops_the_others_unless_told_otherwise(
    portal: Portal, tmp_path: Path, workshop: Workshop
) -> None:
    portal.invoices(tmp_path, 3)
    order = left(portal, workshop)
    portal.admin.fault("unknown_code", operation=DEPOSIT)
    assert carry_on(order, lambda: True) is Turn.OVER
    order.refresh_from_db()
    assert order.state == OrderState.DONE
    assert portal.deposits_received() == 0


def test_when_no_answer_comes_back_at_all_the_rest_waits(
    portal: Portal, tmp_path: Path, workshop: Workshop
) -> None:
    portal.invoices(tmp_path, 5)
    order = left(portal, workshop)
    portal.admin.fault("cut_before_recording", operation=DEPOSIT, count=99)
    assert carry_on(order, lambda: True) is Turn.LATER
    order.refresh_from_db()
    assert "3 flux de suite sont restés sans réponse" in order.message
    assert order.state == OrderState.RUNNING
    assert not waiting_orders(database_now()).exists()
    assert Flow.objects.filter(state=FlowState.BUILT).count() == 2


def test_somebody_who_looks_is_asked_before_the_others_leave(
    portal: Portal, tmp_path: Path, workshop: Workshop
) -> None:
    portal.invoices(tmp_path, 3)
    order = planned(portal, workshop, DepositMode.SEQUENTIAL)
    portal.admin.fault("cut_after_recording", operation=DEPOSIT)
    assert run(portal, order, workshop)[0] is Outcome.AMBIGUOUS
    assert portal.deposits_received() == 1


def test_a_flow_without_news_for_long_is_told_once_even_when_nothing_else_is_due(
    portal: Portal, tmp_path: Path
) -> None:
    portal.invoices(tmp_path, 1)
    portal.deposit()
    long_ago = timezone.now() - timedelta(days=DAYS_WITHOUT_NEWS + 1)
    Flow.objects.update(sent_at=long_ago, news_at=long_ago, asked_at=long_ago)
    assert due_companies(timezone.now()) == {portal.company.pk}
    follow_company(portal.company)
    flow = Flow.objects.get()
    assert (flow.state, flow.asked_at) == (FlowState.DEPOSITED, long_ago), "it is not asked for"
    assert f"wochorus flow resolve {flow.pk}" in flow.message
    assert due_companies(timezone.now()) == set()
    follow_company(portal.company)
    assert flow.events.filter(kind="silent").count() == 1
