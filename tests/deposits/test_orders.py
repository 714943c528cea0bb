"""Orders: planned without a trace on the portal, started, paused, taken up again, cancelled."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.utils import timezone

from support.answers import a_row
from support.deposits import deposit
from support.orders import planned, run
from support.portal import no_pause
from support.records import UNDEMANDING
from wochorus.accounts.services import chorus_client
from wochorus.billing.models import DepositState, Invoice
from wochorus.billing.reissue import ReissueWish, reissue_invoice
from wochorus.billing.reissue_numbers import new_numbers
from wochorus.choruspro import Unreachable
from wochorus.core.errors import InvalidInput
from wochorus.deposits.adoption import adopt, release
from wochorus.deposits.asking import DepositRequest
from wochorus.deposits.models import DepositOrder, Event, Flow, OrderItem
from wochorus.deposits.orders.placing import ask_cancel, ask_pause, leave_to_workers, start
from wochorus.deposits.orders.restoring import quieten
from wochorus.deposits.orders.running import Runner
from wochorus.deposits.packing import flow_folder
from wochorus.deposits.reservation import reserve, take_over_orphans
from wochorus.deposits.services import Outcome
from wochorus.deposits.states import DepositMode, FlowState, ItemState, OrderState
from wochorus.deposits.tasks import wake_workers
from wochorus.deposits.voice import voice

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from support.commands import Done
    from support.portal import Portal
    from wochorus.deposits.workshop import Workshop


def test_a_trial_run_makes_every_file_and_the_real_one_sends_those_very_bytes(
    portal: Portal, tmp_path: Path, call: Callable[..., Done]
) -> None:
    portal.invoices(tmp_path, 2)
    portal.detailed("FX-1", "FX-2")
    tried = call("deposit", "--mode", "batch", "--dry-run", "--json")
    assert tried.returncode == 0, tried.stderr
    told = json.loads(tried.stdout)
    assert portal.deposits_received() == 0
    assert set(portal.states().values()) == {DepositState.TO_DEPOSIT}
    frozen = {
        flow["sha256"]: hashlib.sha256(Path(flow["file"]).read_bytes()).hexdigest()
        for flow in told["flows"]
    }
    assert all(told == really for told, really in frozen.items())
    report = Path(told["report"]).read_text("utf-8-sig")
    assert all(number in report for number in ("FA-0001", "FA-0002", "FX-1", "FX-2"))
    sent = call("order", "start", str(told["order"]))
    assert sent.returncode == 0, sent.stderr
    assert {flow["sha256"] for flow in portal.admin.flows()} == set(frozen)
    assert set(portal.held().values()) == {1}
    assert len(portal.held()) == 4


def test_a_trial_run_where_nothing_may_leave_says_so_and_leaves_no_order_to_start(
    portal: Portal, call: Callable[..., Done]
) -> None:
    assert portal
    tried = call("deposit", "--mode", "batch", "--dry-run")
    assert "rien ne peut partir" in tried.stdout
    assert set(DepositOrder.objects.values_list("state", flat=True)) == {OrderState.DONE}


def test_an_order_paused_between_two_flows_goes_on_where_it_stopped(
    portal: Portal, tmp_path: Path, workshop: Workshop
) -> None:
    portal.invoices(tmp_path, 4)
    order = planned(portal, workshop, DepositMode.SEQUENTIAL)

    def pause_after_two(flow: Flow) -> None:
        if flow.rank == 2:
            ask_pause(DepositOrder.objects.get())

    start(order)
    with chorus_client(portal.company, sleep=no_pause) as client, voice(portal.company):
        Runner(order, client, workshop, pause_after_two, no_pause).run()
    order.refresh_from_db()
    assert order.state == OrderState.PAUSED
    assert portal.deposits_received() == 2
    assert run(portal, order, workshop) == [Outcome.DEPOSITED] * 2
    assert order.state == OrderState.DONE
    assert set(portal.held().values()) == {1}
    assert len(portal.held()) == 4


def test_a_cancelled_order_leaves_what_has_left_and_frees_the_rest(
    portal: Portal, tmp_path: Path, workshop: Workshop
) -> None:
    numbers = portal.invoices(tmp_path, 3)
    order = planned(portal, workshop, DepositMode.SEQUENTIAL)

    def cancel_after_one(_: Flow) -> None:
        ask_cancel(DepositOrder.objects.get())

    start(order)
    with chorus_client(portal.company, sleep=no_pause) as client, voice(portal.company):
        Runner(order, client, workshop, cancel_after_one, no_pause).run()
    order.refresh_from_db()
    assert order.state == OrderState.CANCELLED
    assert list(portal.held()) == numbers[:1]
    assert portal.states() == {
        numbers[0]: DepositState.DEPOSITED,
        numbers[1]: DepositState.TO_DEPOSIT,
        numbers[2]: DepositState.TO_DEPOSIT,
    }
    left = Flow.objects.filter(state=FlowState.ABANDONED)
    assert left.count() == 2
    assert not any(flow_folder(flow).exists() for flow in left), "their files are gone"
    with pytest.raises(InvalidInput, match="ne peut pas être annulé"):
        ask_cancel(order)


def test_an_invoice_corrected_after_the_plan_leaves_as_it_is_now(
    portal: Portal, tmp_path: Path, workshop: Workshop
) -> None:
    numbers = portal.invoices(tmp_path, 3)
    order = planned(portal, workshop, DepositMode.BATCH)
    before = order.flows.get().file_sha256
    Invoice.objects.filter(number=numbers[1]).update(engagement="ENG-CORRIGE")
    assert run(portal, order, workshop) == [Outcome.DEPOSITED] * 3
    (received,) = portal.admin.flows()
    assert received["sha256"] != before
    engagements = {row["number"]: row["engagement"] for row in portal.admin.invoices()}
    assert engagements[numbers[1]] == "ENG-CORRIGE"
    assert set(portal.held().values()) == {1}


def test_an_invoice_deposited_meanwhile_by_another_order_does_not_leave_again(
    portal: Portal, tmp_path: Path, workshop: Workshop
) -> None:
    numbers = portal.invoices(tmp_path, 2)
    order = planned(portal, workshop, DepositMode.BATCH)
    only = Invoice.objects.filter(number=numbers[0])
    request = DepositRequest(DepositMode.BATCH, "avant", timezone.localdate())
    with chorus_client(portal.company, sleep=no_pause) as client:
        deposit(portal.company, only, request, client, sleep=no_pause)
    outcomes = run(portal, order, workshop)
    assert portal.held() == dict.fromkeys(numbers, 1)
    assert sorted(outcome.name for outcome in outcomes) == ["DEPOSITED", "NOT_SENT"]
    skipped = OrderItem.objects.get(order=order, invoice__number=numbers[0])
    assert skipped.state == ItemState.SKIPPED


def test_what_was_reissued_after_the_plan_does_not_leave_beside_what_replaces_it(
    portal: Portal, tmp_path: Path, workshop: Workshop
) -> None:
    numbers = portal.invoices(tmp_path, 2)
    order = planned(portal, workshop, DepositMode.SEQUENTIAL)
    rejected = Invoice.objects.get(number=numbers[0])
    adopt(rejected, a_row(rejected, codeDestinataire=UNDEMANDING))
    wish = ReissueWish(new_numbers(rejected), timezone.localdate())
    replacement = reissue_invoice(rejected, wish, actor="claire").replacement
    release(rejected)
    outcomes = run(portal, order, workshop)
    assert portal.held() == {numbers[1]: 1}
    assert sorted(outcome.name for outcome in outcomes) == ["DEPOSITED", "NOT_SENT"]
    blocked = OrderItem.objects.get(order=order, invoice=rejected)
    assert (blocked.state, replacement.number in blocked.message) == (ItemState.BLOCKED, True)


def test_a_patient_order_keeps_its_file_for_when_the_network_is_back(
    portal: Portal, tmp_path: Path, workshop: Workshop
) -> None:
    portal.invoices(tmp_path, 2)
    order = planned(portal, workshop, DepositMode.BATCH)
    frozen = order.flows.get().file_sha256
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
            Runner(order, client, workshop, lambda _: None, no_pause).run()
    order.refresh_from_db()
    assert order.state == OrderState.RUNNING
    assert set(portal.states().values()) == {DepositState.TO_DEPOSIT}
    with chorus_client(portal.company, sleep=no_pause) as client, voice(portal.company):
        Runner(order, client, workshop, lambda _: None, no_pause).run()
    assert [flow["sha256"] for flow in portal.admin.flows()] == [frozen]
    assert set(portal.held().values()) == {1}


def test_what_a_dead_program_had_reserved_leaves_with_the_same_order(
    portal: Portal, tmp_path: Path, workshop: Workshop
) -> None:
    portal.invoices(tmp_path, 2)
    order = planned(portal, workshop, DepositMode.SEQUENTIAL)
    start(order)
    reserve(order.flows.order_by("rank").first() or pytest.fail("no flow"))
    take_over_orphans(portal.company)
    order.refresh_from_db()
    assert order.state == OrderState.PAUSED, "its program is dead"
    assert run(portal, order, workshop) == [Outcome.DEPOSITED] * 2
    assert set(portal.held().values()) == {1}


def test_a_file_altered_on_the_disk_is_not_sent(
    portal: Portal, tmp_path: Path, workshop: Workshop
) -> None:
    portal.invoices(tmp_path, 1)
    order = planned(portal, workshop, DepositMode.SEQUENTIAL)
    flow = order.flows.get()
    path = flow_folder(flow) / flow.file_name
    path.write_bytes(path.read_bytes().replace(b"FA-0001", b"FA-0009"))
    assert run(portal, order, workshop) == [Outcome.NOT_SENT]
    assert portal.deposits_received() == 0
    assert set(portal.states().values()) == {DepositState.TO_DEPOSIT}
    flow.refresh_from_db()
    assert "n'est plus celui qui a été préparé" in flow.message


def test_everything_that_happens_to_an_order_is_an_event(
    portal: Portal, tmp_path: Path, workshop: Workshop
) -> None:
    portal.invoices(tmp_path, 1)
    order = planned(portal, workshop, DepositMode.SEQUENTIAL)
    run(portal, order, workshop)
    kinds = list(Event.objects.filter(order=order).order_by("pk").values_list("kind", flat=True))
    assert kinds == [
        *("order_draft", "built", "order_prepared", "order_planned", "order_running"),
        *("reserved", "sending", "deposited", "order_done"),
    ]
    assert all(event.kind_label != event.kind for event in Event.objects.filter(order=order))


def test_orders_are_listed_and_shown(
    portal: Portal, tmp_path: Path, call: Callable[..., Done]
) -> None:
    portal.invoices(tmp_path, 2)
    assert call("deposit", "--mode", "sequential").returncode == 0
    listed = json.loads(call("order", "list", "--json").stdout)
    (only,) = listed["orders"]
    assert only["state"] == "done"
    assert only["counts"] == {"intégrée": 2}
    shown = call("order", "show", str(only["order"]))
    assert "FA-0001" in shown.stdout
    assert "CPP001" in shown.stdout
    missing = call("order", "show", "999999")
    assert missing.returncode != 0
    assert "wochorus order list" in missing.stderr
    again = call("order", "start", str(only["order"]))
    assert "ne peut pas être lancé" in again.stderr


def test_orders_are_told_in_words_and_with_the_age_of_the_last_reading(
    portal: Portal, tmp_path: Path, workshop: Workshop, call: Callable[..., Done]
) -> None:
    portal.invoices(tmp_path, 2)
    assert "jamais relevé" in call("order", "list").stdout
    run(portal, planned(portal, workshop), workshop)
    ask_cancel(planned(portal, workshop))
    planned(portal, workshop)
    portal.follow()
    listed = call("order", "list").stdout
    assert "3 ordres : 1 prêt à partir, 1 terminé, 1 annulé" in " ".join(listed.split())
    assert "dernier relevé à l'instant" in listed
    assert "les derniers sur 3" in call("order", "list", "--limit", "2").stdout
    assert "dernier relevé à l'instant" in call("flow", "list").stdout
    done = DepositOrder.objects.order_by("pk")[0]
    shown = " ".join(call("order", "show", str(done.pk)).stdout.split())
    assert "2 facture(s) : 2 intégrées." in shown
    assert "état lu" not in shown
    whole = " ".join(call("order", "show", str(done.pk), "--history").stdout.split())
    assert "état lu" in whole


def test_the_number_of_queries_of_a_list_does_not_grow_with_the_orders(
    portal: Portal,
    tmp_path: Path,
    workshop: Workshop,
    call: Callable[..., Done],
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    portal.invoices(tmp_path, 3)
    for _ in range(3):
        planned(portal, workshop, DepositMode.SEQUENTIAL)
    with django_assert_max_num_queries(12):
        call("order", "list")
    with django_assert_max_num_queries(16):
        call("order", "show", str(DepositOrder.objects.latest("pk").pk))


def test_a_restored_backup_lets_no_order_go_on_by_itself(
    portal: Portal, tmp_path: Path, workshop: Workshop
) -> None:
    portal.invoices(tmp_path, 1)
    order = planned(portal, workshop, DepositMode.SEQUENTIAL)
    leave_to_workers(order)
    wake_workers()
    assert quieten() == 1
    order.refresh_from_db()
    assert (order.state, order.unattended) == (OrderState.PAUSED, False)
    assert "sauvegarde" in order.message
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        assert cursor.fetchone() == (0,)
    assert run(portal, order, workshop) == [Outcome.DEPOSITED]
