"""Flows that gave their invoices back, sent again: by the user, or by the workers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from support.orders import lost, planned, run
from support.portal import IMPATIENT
from wochorus.core.errors import InvalidInput
from wochorus.deposits.background.due import due_companies
from wochorus.deposits.background.steps import Turn, carry_on
from wochorus.deposits.follow_up import open_flows
from wochorus.deposits.models import DepositOrder, Flow
from wochorus.deposits.orders.placing import leave_to_workers
from wochorus.deposits.orders.preparing import prepare_order
from wochorus.deposits.resending import place_again, resend
from wochorus.deposits.services import Outcome
from wochorus.deposits.states import DepositMode, FlowState, OrderState

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.commands import Done
    from support.portal import Portal
    from wochorus.deposits.workshop import Workshop


def work(order: DepositOrder) -> None:
    """Carry out an order left to the workers, as one of them does."""
    ours = DepositOrder.objects.select_related("company").get(pk=order.pk)
    assert carry_on(ours, lambda: True) is Turn.OVER


def follow_into_incident(portal: Portal) -> Flow:
    """Follow the open flows until one ends in an incident."""
    for _ in range(3):
        if open_flows(portal.company):
            portal.follow(IMPATIENT)
    return Flow.objects.filter(state=FlowState.INCIDENT).latest("pk")


@pytest.fixture
def met(portal: Portal, tmp_path: Path) -> Flow:
    """A flow of two invoices that an incident of the portal swallowed, sent by hand."""
    portal.invoices(tmp_path, 2)
    portal.admin.fault("flow_incident", count=1)
    portal.deposit(DepositMode.BATCH)
    return follow_into_incident(portal)


def test_the_user_sends_again_exactly_what_an_incident_gave_back(
    portal: Portal, met: Flow, call: Callable[..., Done]
) -> None:
    shown = call("flow", "show", str(met.pk))
    assert f"wochorus flow resend {met.pk}" in shown.stdout
    done = call("flow", "resend", str(met.pk))
    assert done.returncode == 0, done.stderr
    assert "2 facture(s) prête(s) dans 1 flux." in done.stdout
    assert "reprise" not in done.stdout
    assert portal.deposits_received() == 2
    portal.follow()
    assert dict(portal.held()) == {"FA-0001": 1, "FA-0002": 1}
    heir = DepositOrder.objects.latest("pk")
    assert (heir.mode, heir.name) == (met.order.mode, met.order.name) if met.order else False
    refused = call("flow", "resend", str(met.pk))
    assert refused.returncode != 0
    assert "ne sont plus à déposer" in refused.stderr


def test_a_flow_is_sent_again_by_the_workers_when_asked(
    portal: Portal, met: Flow, call: Callable[..., Done]
) -> None:
    done = call("flow", "resend", str(met.pk), "--background")
    assert "confié au service" in done.stdout
    heir = DepositOrder.objects.latest("pk")
    assert (heir.unattended, heir.state) == (True, OrderState.RUNNING)
    with pytest.raises(InvalidInput, match=f"L'ordre {heir.pk} renvoie déjà"):
        resend(met)
    work(heir)
    assert set(portal.held().values()) <= {1}
    assert portal.deposits_received() == 2


def test_after_an_incident_the_workers_send_again_once_and_then_leave_it_to_the_user(
    portal: Portal, tmp_path: Path, workshop: Workshop
) -> None:
    portal.invoices(tmp_path, 1)
    portal.admin.fault("flow_incident", count=2)
    order = planned(portal, workshop)
    leave_to_workers(order)
    work(order)
    follow_into_incident(portal)
    assert portal.company.pk in due_companies(timezone.now())
    (heir,) = place_again(portal.company)
    assert "Incident" in heir.message
    assert place_again(portal.company) == []
    work(heir)
    again = follow_into_incident(portal)
    assert again.order_id == heir.pk
    assert place_again(portal.company) == [], "it would come back for ever"
    assert due_companies(timezone.now()) == set()
    by_hand = resend(again)
    prepare_order(by_hand, workshop)
    assert run(portal, by_hand, workshop) == [Outcome.DEPOSITED], "the user may go on"


def test_an_incident_of_a_deposit_that_somebody_looks_at_is_left_to_him(
    portal: Portal, met: Flow
) -> None:
    assert met.state == FlowState.INCIDENT
    assert place_again(portal.company) == []


def test_what_is_on_its_way_is_not_sent_again(portal: Portal, tmp_path: Path) -> None:
    portal.invoices(tmp_path, 1)
    portal.deposit()
    with pytest.raises(InvalidInput, match="n'est pas à renvoyer"):
        resend(Flow.objects.get())


def test_the_user_who_declares_a_flow_lost_is_told_that_it_leaves_again_by_itself(
    portal: Portal, tmp_path: Path, workshop: Workshop, call: Callable[..., Done]
) -> None:
    portal.invoices(tmp_path, 1)
    order = lost(portal, workshop)
    shown = " ".join(call("flow", "show", str(order.flows.get().pk)).stdout.split())
    assert "de lui-même" in shown
    assert "flow resend" not in shown
    place_again(portal.company)
    shown = " ".join(call("flow", "show", str(order.flows.get().pk)).stdout.split())
    assert "de lui-même" not in shown, "it has been asked for already"


def test_the_user_who_declares_his_own_flow_lost_is_told_how_to_send_it_again(
    portal: Portal, tmp_path: Path, call: Callable[..., Done]
) -> None:
    portal.invoices(tmp_path, 1)
    portal.admin.fault("cut_before_recording")
    portal.deposit()
    flow = Flow.objects.get(state=FlowState.AMBIGUOUS)
    told = call("flow", "resolve", str(flow.pk), "--not-received", "--yes")
    assert f"wochorus flow resend {flow.pk}" in " ".join(told.stdout.split())
