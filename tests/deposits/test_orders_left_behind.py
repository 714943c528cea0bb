"""Orders that something happened to: killed programs, other environments, what nobody foresaw."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from support.orders import held_by_another, lost, planned
from support.portal import no_pause
from wochorus.accounts.models import ChorusEnvironment, Company
from wochorus.accounts.services import chorus_client
from wochorus.billing.models import DepositState, Invoice
from wochorus.choruspro import Unreachable
from wochorus.deposits.asking import DepositRequest
from wochorus.deposits.background.due import due_companies, waiting_orders
from wochorus.deposits.background.steps import Turn, carry_on
from wochorus.deposits.evidence.collecting import evidence_of
from wochorus.deposits.evidence.sealing import check
from wochorus.deposits.models import DepositOrder, Event, Flow
from wochorus.deposits.orders.flow_files import order_folder
from wochorus.deposits.orders.placing import cancel, leave_to_workers, place_order, start
from wochorus.deposits.orders.queries import count_unsent, counts_of
from wochorus.deposits.orders.running import Runner, again, check_again, choose_again
from wochorus.deposits.packing import flow_folder
from wochorus.deposits.resending import place_again
from wochorus.deposits.reservation import reserve, take_over_orphans
from wochorus.deposits.services import Outcome, carry_out
from wochorus.deposits.states import DepositMode, FlowState, OrderState
from wochorus.deposits.voice import voice

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.commands import Done
    from support.portal import Portal
    from wochorus.deposits.workshop import Workshop


def test_a_flow_given_up_whose_file_is_gone_is_prepared_anew(
    portal: Portal, tmp_path: Path, workshop: Workshop
) -> None:
    portal.invoices(tmp_path, 2)
    order = planned(portal, workshop)
    start(order)
    flow = order.flows.get()
    reserve(flow)
    take_over_orphans(portal.company)
    (flow_folder(flow) / flow.file_name).unlink()
    order.refresh_from_db()
    with chorus_client(portal.company, sleep=no_pause) as client:
        told = carry_out(order, client, lambda _: None, workshop=workshop, sleep=no_pause)
    assert [line.outcome for line in told.lines] == [Outcome.DEPOSITED] * 2
    assert set(portal.held().values()) == {1}


def test_a_new_try_keeps_one_file_on_the_disk(
    portal: Portal, tmp_path: Path, workshop: Workshop
) -> None:
    portal.invoices(tmp_path, 2)
    order = planned(portal, workshop)
    first = order.flows.get()
    content = (flow_folder(first) / first.file_name).read_bytes()
    start(order)
    reserve(first)
    take_over_orphans(portal.company)
    again(first)
    heir = order.flows.get(state=FlowState.BUILT)
    assert (flow_folder(heir) / heir.file_name).read_bytes() == content
    assert not flow_folder(first).exists()


def test_a_flow_that_no_invoice_of_the_order_is_in_does_not_leave(
    portal: Portal, tmp_path: Path, workshop: Workshop
) -> None:
    """Its program was killed between the file and the order's own lines."""
    portal.invoices(tmp_path, 2)
    order = planned(portal, workshop)
    order.items.update(flow=None, state="selected")
    with chorus_client(portal.company, sleep=no_pause) as client:
        carry_out(order, client, lambda _: None, workshop=workshop, sleep=no_pause)
    assert set(portal.held().values()) == {1}
    assert dict(counts_of(order)) == {"déposée": 2}
    assert order.flows.filter(state=FlowState.ABANDONED).count() == 1


def test_what_was_lost_is_asked_for_again_once(
    portal: Portal, tmp_path: Path, workshop: Workshop
) -> None:
    portal.invoices(tmp_path, 2)
    order = lost(portal, workshop)
    assert due_companies(timezone.now()) == {portal.company.pk}, "no open flow is left to ask for"
    (heir,) = place_again(portal.company)
    assert place_again(portal.company) == []
    assert due_companies(timezone.now()) == set()
    assert heir.unattended
    assert heir.items.count() == 2
    assert order.pk != heir.pk


def test_what_was_lost_is_not_asked_for_again_when_its_order_was_cancelled(
    portal: Portal, tmp_path: Path, workshop: Workshop
) -> None:
    portal.invoices(tmp_path, 2)
    cancel(lost(portal, workshop))
    assert due_companies(timezone.now()) == set()
    assert place_again(portal.company) == []
    assert set(portal.states().values()) == {DepositState.TO_DEPOSIT}


def test_what_a_trial_portal_lost_is_never_asked_of_the_real_one(
    portal: Portal, tmp_path: Path, workshop: Workshop
) -> None:
    portal.invoices(tmp_path, 2)
    lost(portal, workshop)
    Company.objects.update(environment=ChorusEnvironment.PRODUCTION)
    portal.company.refresh_from_db()
    assert place_again(portal.company) == []
    assert due_companies(timezone.now()) == set()


def test_a_job_that_waited_while_the_environment_changed_sends_nothing(
    portal: Portal, tmp_path: Path, workshop: Workshop
) -> None:
    portal.invoices(tmp_path, 2)
    order = planned(portal, workshop)
    leave_to_workers(order)
    DepositOrder.objects.update(environment=ChorusEnvironment.QUALIFICATION)
    order = DepositOrder.objects.select_related("company").get()
    assert carry_on(order, lambda: True) is Turn.OVER
    assert portal.deposits_received() == 0
    assert order.flows.get().state == FlowState.BUILT


def test_an_order_waits_a_moment_while_another_deposit_speaks(
    portal: Portal, tmp_path: Path, workshop: Workshop
) -> None:
    portal.invoices(tmp_path, 2)
    leave_to_workers(planned(portal, workshop))
    order = DepositOrder.objects.select_related("company").get()
    with held_by_another(portal.company):
        assert carry_on(order, lambda: True) is Turn.BUSY
    order.refresh_from_db()
    assert "autre dépôt" in order.message
    assert not waiting_orders(timezone.now()).exists(), "or its worker would turn without a rest"
    assert carry_on(order, lambda: True) is Turn.OVER
    order.refresh_from_db()
    assert (order.state, order.message) == (OrderState.DONE, "")


def test_what_nobody_foresaw_is_told_by_the_order_and_tried_later(
    portal: Portal, tmp_path: Path
) -> None:
    portal.invoices(tmp_path, 1)
    request = DepositRequest(DepositMode.BATCH, "Octobre", timezone.localdate())
    ids = list(Invoice.objects.values_list("pk", flat=True))
    order = place_order(portal.company, request, ids, unattended=True)
    folder = order_folder(order)
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("a file where a folder is needed")
    with pytest.raises(OSError, match="making"):
        carry_on(order, lambda: True)
    order.refresh_from_db()
    assert "nouvel essai à" in order.message
    assert not waiting_orders(timezone.now()).exists()
    folder.unlink()
    assert carry_on(order, lambda: True) is Turn.OVER
    assert len(portal.held()) == 1


def test_an_order_whose_program_died_between_two_flows_can_be_cancelled_and_started(
    portal: Portal, tmp_path: Path, workshop: Workshop, call: Callable[..., Done]
) -> None:
    portal.invoices(tmp_path, 2)
    first, second = (planned(portal, workshop, DepositMode.SEQUENTIAL) for _ in range(2))
    start(first)
    start(second)
    told = call("order", "cancel", str(first.pk))
    assert "annulé" in told.stdout
    first.refresh_from_db()
    assert first.state == OrderState.CANCELLED
    started = call("order", "start", str(second.pk))
    assert started.returncode == 0, started.stderr
    assert set(portal.held().values()) == {1}
    assert len(portal.held()) == 2


def test_an_order_left_to_workers_obeys_at_once_when_none_carries_it_out(
    portal: Portal, tmp_path: Path, workshop: Workshop, call: Callable[..., Done]
) -> None:
    portal.invoices(tmp_path, 2)
    order = planned(portal, workshop)
    leave_to_workers(order)
    with held_by_another(portal.company):
        assert "s'arrêtera" in call("order", "pause", str(order.pk)).stdout
    assert "est en pause" in call("order", "pause", str(order.pk)).stdout
    order.refresh_from_db()
    assert (order.state, order.wish) == (OrderState.PAUSED, "")


def test_what_is_to_be_prepared_again_counts_among_what_leaves(
    portal: Portal, tmp_path: Path, workshop: Workshop
) -> None:
    portal.invoices(tmp_path, 3)
    order = planned(portal, workshop, DepositMode.SEQUENTIAL)
    choose_again(order.flows.order_by("rank")[0], "changée")
    assert count_unsent(order) == 3


def test_an_anomaly_since_the_plan_gives_up_the_flows_that_it_touches_and_no_other(
    portal: Portal, tmp_path: Path, workshop: Workshop
) -> None:
    numbers = portal.invoices(tmp_path, 3)
    order = planned(portal, workshop, DepositMode.SEQUENTIAL)
    Invoice.objects.filter(number=numbers[1]).update(amount_due=-5)
    check_again(order, workshop, timezone.localdate())
    states = order.flows.order_by("rank").values_list("state", flat=True)
    assert list(states) == [FlowState.BUILT, FlowState.ABANDONED, FlowState.BUILT]


def test_a_try_that_never_left_is_no_proof_of_the_deposit_before_it(
    portal: Portal, tmp_path: Path, workshop: Workshop
) -> None:
    portal.invoices(tmp_path, 1)
    portal.admin.fault("flow_rejected", probability=1)
    portal.deposit()
    portal.follow()
    refused = Flow.objects.get()
    order = planned(portal, workshop)
    start(order)
    with (
        chorus_client(portal.company, sleep=no_pause) as client,
        voice(portal.company),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(
            type(client),
            "deposit_flow",
            lambda *_, **__: (_ for _ in ()).throw(Unreachable("pas de réseau")),
        )
        with pytest.raises(Unreachable):
            Runner(order, client, workshop, lambda _: None, no_pause, patient=False).run()
    path = tmp_path / "preuve.zip"
    path.write_bytes(evidence_of(Invoice.objects.get()))
    assert check(path).manifest["flow"]["flow_number"] == refused.flow_number
    assert Event.objects.filter(kind="abandoned").exists()


def test_a_cancelled_order_leaves_no_file_of_what_was_given_up_before(
    portal: Portal, tmp_path: Path, workshop: Workshop
) -> None:
    portal.invoices(tmp_path, 2)
    order = planned(portal, workshop, DepositMode.SEQUENTIAL)
    start(order)
    reserve(order.flows.order_by("rank")[0])
    take_over_orphans(portal.company)
    order.refresh_from_db()
    cancel(order)
    assert not any(flow_folder(flow).exists() for flow in order.flows.all())
