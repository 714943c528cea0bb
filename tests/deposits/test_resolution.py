"""The user's two exits from a flow about which Chorus Pro cannot tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.portal import assert_journal_agrees_with_the_flows
from wochorus.billing.models import DepositState
from wochorus.core.errors import InvalidInput
from wochorus.deposits.models import Event, Flow
from wochorus.deposits.resolution import (
    declare_not_received,
    note_flow_number,
    settle_by_hand,
)
from wochorus.deposits.states import FlowState, LineState

if TYPE_CHECKING:
    from pathlib import Path

    from support.portal import Portal


def an_ambiguous_flow(portal: Portal, folder: Path, fault: str) -> Flow:
    portal.invoices(folder, 2)
    portal.admin.fault(fault)
    portal.deposit()
    return Flow.objects.select_related("company").get()


def test_a_number_read_on_the_portal_is_followed_to_integration(
    portal: Portal, tmp_path: Path
) -> None:
    flow = an_ambiguous_flow(portal, tmp_path, "cut_after_recording")
    (received,) = portal.admin.flows()
    note_flow_number(flow, f" {received['number'].lower()} ")
    portal.follow()
    assert set(portal.states().values()) == {DepositState.INTEGRATED}
    assert set(portal.held().values()) == {1}


def test_a_flow_that_the_portal_lacks_frees_its_invoices(portal: Portal, tmp_path: Path) -> None:
    flow = an_ambiguous_flow(portal, tmp_path, "cut_before_recording")
    declare_not_received(flow)
    assert set(portal.states().values()) == {DepositState.TO_DEPOSIT}
    told = Event.objects.get(flow=flow, kind=FlowState.NOT_RECEIVED)
    assert "Déclaré non reçu" in told.message
    assert told.actor


@pytest.mark.parametrize("number", ["", "CPP001", "CPP00111130000000000000012", "é" * 25])
def test_what_is_no_flow_number_is_refused(portal: Portal, tmp_path: Path, number: str) -> None:
    flow = an_ambiguous_flow(portal, tmp_path, "cut_before_recording")
    with pytest.raises(InvalidInput, match="n'est pas un numéro de flux"):
        note_flow_number(flow, number)
    assert set(portal.states().values()) == {DepositState.AMBIGUOUS}


def test_the_number_of_another_flow_is_refused(portal: Portal, tmp_path: Path) -> None:
    flow = an_ambiguous_flow(portal, tmp_path, "cut_before_recording")
    number = "CPP0011113000000000000077"
    Flow.objects.create(
        company=flow.company,
        environment=flow.environment,
        name="autre",
        mode=flow.mode,
        syntax=flow.syntax,
        deposit_date=flow.deposit_date,
        owner=flow.owner,
        state=FlowState.INTEGRATED,
        flow_number=number,
    )
    with pytest.raises(InvalidInput, match="déjà celui d'un autre flux"):
        note_flow_number(flow, number)
    assert set(portal.states().values()) == {DepositState.AMBIGUOUS}


def test_only_an_ambiguous_flow_is_settled_by_hand(portal: Portal, tmp_path: Path) -> None:
    portal.invoices(tmp_path, 1)
    portal.deposit()
    flow = Flow.objects.get()
    with pytest.raises(InvalidInput, match="n'est pas incertain"):
        declare_not_received(flow)
    assert set(portal.states().values()) == {DepositState.DEPOSITED}


def a_flow_never_told(portal: Portal, folder: Path) -> Flow:
    """Deposit two invoices of which the portal will say nothing more."""
    portal.admin.settings(integration_delay=86_400)
    portal.invoices(folder, 2)
    portal.deposit()
    portal.follow()
    return Flow.objects.select_related("company").get()


def test_invoices_seen_on_the_portal_are_integrated_by_hand_the_others_freed(
    portal: Portal, tmp_path: Path
) -> None:
    flow = a_flow_never_told(portal, tmp_path)
    assert settle_by_hand(flow, LineState.INTEGRATED, ("FA-0001",)) == 1
    assert flow.state == FlowState.DEPOSITED, "one invoice is still waited for"
    assert settle_by_hand(flow, LineState.RELEASED) == 1
    assert flow.state == FlowState.PARTLY_INTEGRATED
    assert portal.states() == {
        "FA-0001": DepositState.INTEGRATED,
        "FA-0002": DepositState.TO_DEPOSIT,
    }
    assert_journal_agrees_with_the_flows()
    told = Event.objects.filter(flow=flow, kind="by_hand").values_list("invoice__number", "message")
    assert len(told) == 2
    assert portal.follow().still_open == []


@pytest.mark.parametrize(
    ("to", "state"),
    [
        (LineState.INTEGRATED, FlowState.INTEGRATED),
        (LineState.RELEASED, FlowState.INCIDENT),
    ],
)
def test_a_whole_flow_never_told_is_closed_by_hand(
    portal: Portal, tmp_path: Path, to: LineState, state: FlowState
) -> None:
    flow = a_flow_never_told(portal, tmp_path)
    assert settle_by_hand(flow, to) == 2
    assert flow.state == state
    assert_journal_agrees_with_the_flows()


def test_an_invoice_that_does_not_wait_in_this_flow_is_told(portal: Portal, tmp_path: Path) -> None:
    flow = a_flow_never_told(portal, tmp_path)
    with pytest.raises(InvalidInput, match="FA-9"):
        settle_by_hand(flow, LineState.RELEASED, ("FA-0001", "FA-9"))
    assert set(portal.states().values()) == {DepositState.DEPOSITED}


def test_only_a_deposited_flow_is_closed_by_hand(portal: Portal, tmp_path: Path) -> None:
    flow = an_ambiguous_flow(portal, tmp_path, "cut_before_recording")
    with pytest.raises(InvalidInput, match="n'attend pas"):
        settle_by_hand(flow, LineState.RELEASED)


def test_what_was_declared_absent_by_mistake_is_held_again_when_the_portal_shows_it(
    portal: Portal, tmp_path: Path
) -> None:
    portal.invoices(tmp_path, 2)
    portal.deposit()
    settle_by_hand(Flow.objects.get(), LineState.RELEASED, ("FA-0001",))
    assert portal.states()["FA-0001"] == DepositState.TO_DEPOSIT
    portal.follow()
    assert set(portal.states().values()) == {DepositState.INTEGRATED}
    assert Flow.objects.get().state == FlowState.INTEGRATED
    assert_journal_agrees_with_the_flows()
