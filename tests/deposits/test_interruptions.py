"""A deposit stopped at every step in turn: killed, interrupted, or cut from its database.

The portal is played here, so that each statement and each call can be the last one. What comes
after is what a user does: follow, deposit again, follow. The portal must then hold each invoice
once.
"""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from support.answers import a_report
from support.deposits import deposit, reserved_flow
from support.locks import wait_until_somebody_waits_for_a_lock
from support.played_portal import Killed, PlayedPortal, Steps
from support.portal import assert_journal_agrees_with_the_flows
from support.records import (
    UNDEMANDING,
    a_detailed_invoice,
    a_structure,
    a_whole_company,
    an_invoice,
)
from wochorus.billing.models import FREE_STATES, DepositState, Invoice
from wochorus.choruspro import Unreachable
from wochorus.deposits.asking import DepositRequest
from wochorus.deposits.follow_up import follow_once
from wochorus.deposits.making import MadeFile, MakeJob, make
from wochorus.deposits.models import DepositOrder, Flow
from wochorus.deposits.moves import TakenOverError
from wochorus.deposits.orders.flow_files import order_folder
from wochorus.deposits.patience import Patience
from wochorus.deposits.reservation import (
    take_over_if_alone,
    take_over_orphans,
)
from wochorus.deposits.resolution import declare_not_received
from wochorus.deposits.services import DepositResult, Outcome
from wochorus.deposits.settlement import settle
from wochorus.deposits.states import DepositMode, OrderState
from wochorus.deposits.voice import voice

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from wochorus.accounts.models import Company

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = Patience(timedelta(0), timedelta(0))


@pytest.fixture
def company() -> Company:
    a_structure(UNDEMANDING)
    return a_whole_company()


def deposit_all(
    company: Company, portal: PlayedPortal, sleep: Callable[[float], None] = lambda _: None
) -> DepositResult:
    """Deposit what is free, as the command does."""
    take_over_if_alone(company)
    request = DepositRequest(DepositMode.BATCH, "lot", timezone.localdate())
    free = Invoice.objects.filter(deposit_state__in=FREE_STATES)
    return deposit(company, free, request, portal.client, sleep=sleep)


def finish(company: Company, portal: PlayedPortal) -> None:
    """Do what a user does after an interruption."""
    portal.steps = Steps()
    portal.on_its_way = portal.arrived = None
    for _ in range(2):
        follow_once(company, portal.client, AT_ONCE)
    deposit_all(company, portal)
    follow_once(company, portal.client, AT_ONCE)


@pytest.mark.parametrize(
    ("record", "how"),
    [(an_invoice, Killed), (an_invoice, KeyboardInterrupt), (a_detailed_invoice, Killed)],
)
def test_a_deposit_stopped_before_any_step_sends_each_invoice_once(
    company: Company,
    tmp_path: Path,
    record: Callable[..., Invoice],
    how: type[BaseException],
) -> None:
    portal, sent = PlayedPortal(), []
    for last in count(1):
        sent += [record(company, f"FA-{last}-{rank}", tmp_path).number for rank in (1, 2)]
        portal.steps = Steps(last, how)
        is_whole = False
        with connection.execute_wrapper(portal.steps.before_statement), suppress(how):
            deposit_all(company, portal)
            is_whole = True
        connection.close()
        finish(company, portal)
        assert Counter(portal.received) == Counter(sent), f"stopped before step {last}"
        if is_whole:
            break
    assert last > 15, "too few steps for a deposit"
    assert set(Invoice.objects.values_list("deposit_state", flat=True)) == {DepositState.INTEGRATED}
    assert_journal_agrees_with_the_flows()


def test_ctrl_c_while_files_are_made_frees_the_invoices_and_leaves_no_file(
    company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for rank in (1, 2, 3):
        a_detailed_invoice(company, f"FA-{rank}", tmp_path)
    portal = PlayedPortal()

    def interrupted(job: MakeJob) -> MadeFile:
        if job.source.invoice.number == "FA-2":
            raise KeyboardInterrupt
        return make(job)

    with monkeypatch.context() as patch:
        patch.setattr("wochorus.deposits.einvoice_files.make", interrupted)
        with pytest.raises(KeyboardInterrupt):
            deposit_all(company, portal)
    order = DepositOrder.objects.get()
    assert order.state == OrderState.CANCELLED
    assert "interrompu à votre demande" in order.message
    assert not any(order_folder(order).rglob("*"))
    assert not Flow.objects.exists()
    finish(company, portal)
    assert Counter(portal.received) == {"FA-1": 1, "FA-2": 1, "FA-3": 1}


def test_a_database_that_goes_away_during_the_call_loses_nothing(
    company: Company, tmp_path: Path
) -> None:
    an_invoice(company, "FA-1", tmp_path)
    portal = PlayedPortal()
    ours = connection.cursor().execute("SELECT pg_backend_pid()").fetchone()

    def end_our_session() -> None:
        other = connection.copy()
        other.cursor().execute("SELECT pg_terminate_backend(%s)", ours)
        other.close()

    portal.arrived = end_our_session
    with pytest.raises(OperationalError):
        deposit_all(company, portal)
    connection.close()
    finish(company, portal)
    assert portal.received == ["FA-1"]
    assert Invoice.objects.get().deposit_state == DepositState.INTEGRATED


def let_another_program_take_over(company: Company, portal: PlayedPortal) -> None:
    """What happened while we slept: our connection was lost, and with it our lock."""
    portal.on_its_way = None
    take_over_orphans(company)
    connection.close()
    finish(company, portal)


def test_a_program_that_slept_before_its_request_left_sends_nothing(
    company: Company, tmp_path: Path
) -> None:
    an_invoice(company, "FA-1", tmp_path)
    portal = PlayedPortal()
    portal.on_its_way = lambda: let_another_program_take_over(company, portal)
    with pytest.raises(TakenOverError):
        deposit_all(company, portal)
    assert portal.received == ["FA-1"]
    assert Invoice.objects.get().deposit_state == DepositState.INTEGRATED


def test_a_program_that_slept_between_two_attempts_sends_nothing(
    company: Company, tmp_path: Path
) -> None:
    an_invoice(company, "FA-1", tmp_path)
    portal = PlayedPortal()

    def no_network() -> None:
        raise Unreachable("Impossible de joindre Chorus Pro")

    portal.on_its_way = no_network
    with pytest.raises(TakenOverError):
        deposit_all(company, portal, lambda _: let_another_program_take_over(company, portal))
    assert portal.received == ["FA-1"]


def declare_absent(company: Company, portal: PlayedPortal) -> None:
    """What a person did while we slept, once the portal had recorded: a mistake."""
    portal.arrived = None
    take_over_orphans(company)
    declare_not_received(Flow.objects.select_related("company").get())


def test_an_acceptance_that_comes_late_takes_back_what_was_declared_not_received(
    company: Company, tmp_path: Path
) -> None:
    for number in ("FA-1", "FA-2"):
        an_invoice(company, number, tmp_path)
    portal = PlayedPortal()
    portal.arrived = lambda: declare_absent(company, portal)
    deposit_all(company, portal)
    assert_journal_agrees_with_the_flows()
    assert set(Invoice.objects.values_list("deposit_state", flat=True)) == {DepositState.DEPOSITED}
    finish(company, portal)
    assert portal.received == ["FA-1", "FA-2"]
    assert set(Invoice.objects.values_list("deposit_state", flat=True)) == {DepositState.INTEGRATED}


def test_a_late_acceptance_leaves_what_another_deposit_holds_by_now(
    company: Company, tmp_path: Path
) -> None:
    for number in ("FA-1", "FA-2"):
        an_invoice(company, number, tmp_path)
    portal = PlayedPortal()

    def declare_absent_and_hold_one() -> None:
        declare_absent(company, portal)
        reserved_flow(company, "autre", [Invoice.objects.get(number="FA-1").pk])

    portal.arrived = declare_absent_and_hold_one
    deposit_all(company, portal)
    assert_journal_agrees_with_the_flows()
    told = dict(Invoice.objects.values_list("number", "deposit_state"))
    assert told == {"FA-1": DepositState.RESERVED, "FA-2": DepositState.DEPOSITED}


def test_the_delay_of_an_absence_runs_from_the_last_attempt(
    company: Company, tmp_path: Path
) -> None:
    an_invoice(company, "FA-1", tmp_path)
    portal, moments = PlayedPortal(), []

    def fail_once() -> None:
        moments.append(timezone.now())
        if len(moments) == 1:
            raise Unreachable("Impossible de joindre Chorus Pro")

    portal.on_its_way = fail_once
    deposit_all(company, portal)
    sent_at = Flow.objects.get().sent_at
    assert sent_at is not None
    assert sent_at >= moments[1]


def test_what_was_killed_before_the_sending_leaves_with_the_next_deposit(
    company: Company, tmp_path: Path
) -> None:
    an_invoice(company, "FA-1", tmp_path)
    reserved_flow(company, "tué", [Invoice.objects.get().pk])
    portal = PlayedPortal()
    deposit_all(company, portal)
    assert portal.received == ["FA-1"]


def test_a_flow_number_that_another_flow_bears_keeps_the_invoices_held(
    company: Company, tmp_path: Path
) -> None:
    an_invoice(company, "FA-1", tmp_path)
    portal = PlayedPortal()
    deposit_all(company, portal)
    follow_once(company, portal.client, AT_ONCE)
    portal.reports.clear()
    an_invoice(company, "FA-2", tmp_path)
    result = deposit_all(company, portal)
    assert [line.outcome for line in result.lines] == [Outcome.AMBIGUOUS]
    for _ in range(3):
        follow_once(company, portal.client, AT_ONCE)
    assert Invoice.objects.get(number="FA-2").deposit_state == DepositState.AMBIGUOUS
    assert deposit_all(company, portal).lines == []
    assert portal.received == ["FA-1", "FA-2"]


def test_a_follow_up_does_not_take_the_turn_of_a_deposit(company: Company) -> None:
    with voice(company):
        follow_once(company, PlayedPortal().client, AT_ONCE)
    locks: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        locks.extend([sql] if "advisory" in sql else [])
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        follow_once(company, PlayedPortal().client, AT_ONCE)
    assert locks == [], "a deposit started at that moment would be told that another runs"


def test_two_follow_ups_that_conclude_at_the_same_moment_do_not_mix(
    company: Company, tmp_path: Path
) -> None:
    for rank in (1, 2):
        an_invoice(company, f"FA-{rank}", tmp_path)
    portal = PlayedPortal()
    deposit_all(company, portal)
    flow = Flow.objects.get()
    shown = [row for row in portal.rows if row.invoice_number == "FA-1"]
    refused = threading.Event()

    def refuse_the_first() -> None:
        mine = Flow.objects.get()
        with transaction.atomic():
            report = a_report("IN_INTEGRE_PARTIEL", ("FA-1", "Doublon"))
            settle(mine, report, [], AT_ONCE, timezone.now())
            refused.set()
            wait_until_somebody_waits_for_a_lock()
        connection.close()

    with ThreadPoolExecutor(1) as other:
        elsewhere = other.submit(refuse_the_first)
        assert refused.wait(60)
        settle(flow, a_report("IN_INTEGRE"), shown, AT_ONCE, timezone.now())
        elsewhere.result()
    assert dict(Invoice.objects.values_list("number", "deposit_state")) == {
        "FA-1": DepositState.REFUSED,
        "FA-2": DepositState.DEPOSITED,
    }, "what was freed is not taken back"
    assert_journal_agrees_with_the_flows()
