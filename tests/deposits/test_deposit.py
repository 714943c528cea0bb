"""The deposit against the simulator, whose own records are the witness.

Whatever breaks between us and the portal, it holds each invoice once, and the journal tells the
truth.
"""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from support.deposits import reserved_flow
from support.portal import assert_journal_agrees_with_the_flows
from support.records import (
    SERVICE_CODE,
    SERVICE_REQUIRED,
    a_company,
    a_customer,
    a_pdf,
    an_invoice,
)
from wochorus.billing.documents import attach_annex
from wochorus.billing.models import DepositState, Invoice
from wochorus.choruspro import CredentialsRefused, Unreachable
from wochorus.core.errors import Transient
from wochorus.deposits.asking import DepositRequest
from wochorus.deposits.models import Event, Flow, FlowLine
from wochorus.deposits.orders.plan import plan_of
from wochorus.deposits.services import Outcome, plan_deposit, weight_warnings
from wochorus.deposits.states import LIVE_LINE_STATES, DepositMode, FlowState, LineState
from wochorus.deposits.voice import account_of, lock_number, voice
from wochorus.deposits.workshop import Workshop

if TYPE_CHECKING:
    from pathlib import Path

    from support.portal import Portal

DEPOSIT = "*deposer/flux"


def test_a_batch_leaves_as_one_flow_and_is_integrated(portal: Portal, tmp_path: Path) -> None:
    numbers = portal.invoices(tmp_path, 25)
    result = portal.deposit()
    assert [line.outcome for line in result.lines] == [Outcome.DEPOSITED] * 25
    portal.follow()
    assert portal.states() == dict.fromkeys(numbers, DepositState.INTEGRATED)
    assert portal.held() == dict.fromkeys(numbers, 1)
    assert portal.deposits_received() == 1
    invoice = Invoice.objects.get(number=numbers[-1])
    assert invoice.flow_number.startswith("CPP0011113")
    assert invoice.chorus_id is not None
    assert_journal_agrees_with_the_flows()


def test_a_sequence_leaves_as_one_flow_for_each_invoice(portal: Portal, tmp_path: Path) -> None:
    numbers = portal.invoices(tmp_path, 3)
    portal.deposit(DepositMode.SEQUENTIAL)
    portal.follow()
    assert portal.states() == dict.fromkeys(numbers, DepositState.INTEGRATED)
    assert portal.deposits_received() == 3
    assert len(set(Invoice.objects.values_list("flow_number", flat=True))) == 3


def test_what_is_deposited_is_not_deposited_again(portal: Portal, tmp_path: Path) -> None:
    portal.invoices(tmp_path, 4)
    portal.deposit()
    again = portal.deposit()
    assert again.lines == []
    portal.follow()
    assert portal.deposit().lines == []
    assert portal.deposits_received() == 1


def test_an_invoice_refused_at_integration_is_free_and_leaves_again_under_its_number(
    portal: Portal, tmp_path: Path
) -> None:
    portal.invoices(tmp_path, 2)
    demanding = a_customer(portal.company, SERVICE_REQUIRED, code_service=SERVICE_CODE)
    an_invoice(portal.company, "FA-SERVICE", tmp_path, customer=demanding)
    portal.admin.put_service(SERVICE_REQUIRED, SERVICE_CODE, active=False)
    portal.deposit()
    portal.follow()
    refused = Invoice.objects.get(number="FA-SERVICE")
    assert refused.deposit_state == DepositState.REFUSED
    assert SERVICE_CODE in refused.refusal
    assert Flow.objects.get().state == FlowState.PARTLY_INTEGRATED
    assert_journal_agrees_with_the_flows()

    portal.admin.put_service(SERVICE_REQUIRED, SERVICE_CODE, active=True)
    portal.deposit()
    portal.follow()
    assert portal.states()["FA-SERVICE"] == DepositState.INTEGRATED
    assert portal.held() == {"FA-0001": 1, "FA-0002": 1, "FA-SERVICE": 1}


@pytest.mark.parametrize("fault", ["cut_after_recording", "html", "empty", "no_flow_number"])
@pytest.mark.parametrize("mode", list(DepositMode))
def test_a_lost_answer_is_found_again_and_never_sent_twice(
    portal: Portal, tmp_path: Path, fault: str, mode: DepositMode
) -> None:
    numbers = portal.invoices(tmp_path, 5)
    portal.admin.fault(fault)
    result = portal.deposit(mode, continue_on_error=True)
    assert Outcome.AMBIGUOUS in {line.outcome for line in result.lines}
    assert portal.deposit(mode, continue_on_error=True).lines == []
    portal.follow(rounds=3)
    assert portal.states() == dict.fromkeys(numbers, DepositState.INTEGRATED)
    assert portal.held() == dict.fromkeys(numbers, 1)
    assert_journal_agrees_with_the_flows()


def test_a_deposit_that_never_arrived_frees_its_invoices_after_two_askings(
    portal: Portal, tmp_path: Path
) -> None:
    numbers = portal.invoices(tmp_path, 3)
    portal.admin.fault("cut_before_recording")
    portal.deposit()
    portal.follow()
    assert portal.states() == dict.fromkeys(numbers, DepositState.AMBIGUOUS)
    portal.follow()
    assert portal.states() == dict.fromkeys(numbers, DepositState.TO_DEPOSIT)
    portal.deposit()
    portal.follow()
    assert portal.held() == dict.fromkeys(numbers, 1)


def test_an_absence_is_not_believed_before_the_delay(portal: Portal, tmp_path: Path) -> None:
    from wochorus.deposits.patience import PORTAL_PATIENCE

    numbers = portal.invoices(tmp_path, 1)
    portal.admin.fault("cut_before_recording")
    portal.deposit()
    portal.follow(PORTAL_PATIENCE, rounds=3)
    assert portal.states() == dict.fromkeys(numbers, DepositState.AMBIGUOUS)


def test_a_late_index_does_not_make_an_invoice_leave_twice(portal: Portal, tmp_path: Path) -> None:
    from wochorus.deposits.patience import PORTAL_PATIENCE

    numbers = portal.invoices(tmp_path, 2)
    portal.admin.fault("late_index", seconds=3600)
    portal.admin.fault("cut_after_recording")
    portal.deposit()
    portal.follow(PORTAL_PATIENCE, rounds=3)
    assert portal.states() == dict.fromkeys(numbers, DepositState.AMBIGUOUS)
    portal.admin.advance(3601)
    portal.follow(PORTAL_PATIENCE, rounds=2)
    assert portal.states() == dict.fromkeys(numbers, DepositState.INTEGRATED)
    assert portal.held() == dict.fromkeys(numbers, 1)


def test_an_incident_on_the_portal_frees_the_invoices(portal: Portal, tmp_path: Path) -> None:
    numbers = portal.invoices(tmp_path, 2)
    portal.admin.fault("flow_incident")
    portal.deposit()
    portal.follow()
    assert portal.states() == dict.fromkeys(numbers, DepositState.TO_DEPOSIT)
    assert Flow.objects.get().state == FlowState.INCIDENT
    portal.deposit()
    portal.follow()
    assert portal.held() == dict.fromkeys(numbers, 1)


def test_a_rejected_flow_gives_its_reason_to_each_invoice(portal: Portal, tmp_path: Path) -> None:
    numbers = portal.invoices(tmp_path, 2)
    portal.admin.fault("flow_rejected")
    portal.deposit()
    portal.follow()
    assert portal.states() == dict.fromkeys(numbers, DepositState.REFUSED)
    assert all(Invoice.objects.values_list("refusal", flat=True))


def test_a_flow_still_waiting_stays_open(portal: Portal, tmp_path: Path) -> None:
    numbers = portal.invoices(tmp_path, 1)
    portal.admin.settings(integration_delay=3600)
    portal.deposit()
    outcome = portal.follow()
    assert [flow.state for flow in outcome.still_open] == [FlowState.DEPOSITED]
    assert portal.states() == dict.fromkeys(numbers, DepositState.DEPOSITED)
    portal.admin.advance(3601)
    portal.follow()
    assert portal.states() == dict.fromkeys(numbers, DepositState.INTEGRATED)


def test_a_certain_refusal_at_the_deposit_frees_the_invoices(
    portal: Portal, tmp_path: Path
) -> None:
    numbers = portal.invoices(tmp_path, 1)
    portal.admin.settings(size_limit=1000)
    result = portal.deposit()
    assert result.lines[0].outcome is Outcome.REFUSED
    assert "GDP_MSG_11.022" in result.lines[0].detail
    assert portal.states() == dict.fromkeys(numbers, DepositState.REFUSED)
    assert portal.held() == {}


def test_refused_credentials_send_nothing_and_hold_nothing(portal: Portal, tmp_path: Path) -> None:
    numbers = portal.invoices(tmp_path, 2)
    portal.admin.settings(token_failure_rate=1)
    with pytest.raises(CredentialsRefused):
        portal.deposit(DepositMode.SEQUENTIAL, continue_on_error=True)
    assert portal.states() == dict.fromkeys(numbers, DepositState.TO_DEPOSIT)


def test_a_portal_that_is_down_sends_nothing_and_holds_nothing(
    portal: Portal, tmp_path: Path
) -> None:
    numbers = portal.invoices(tmp_path, 1)
    portal.simulator.stop()
    try:
        with pytest.raises(Unreachable):
            portal.deposit()
    finally:
        portal.simulator.start()
    assert portal.states() == dict.fromkeys(numbers, DepositState.TO_DEPOSIT)
    assert Flow.objects.get().state == FlowState.ABANDONED


def test_a_sequence_told_to_go_on_does_not_stop_at_an_error(portal: Portal, tmp_path: Path) -> None:
    portal.invoices(tmp_path, 2)
    portal.admin.fault("cut_before_recording")
    result = portal.deposit(DepositMode.SEQUENTIAL, continue_on_error=True)
    assert [line.outcome for line in result.lines] == [Outcome.AMBIGUOUS, Outcome.DEPOSITED]


def test_an_invoice_too_heavy_for_any_flow_is_an_anomaly_that_names_the_file_to_shrink(
    portal: Portal, tmp_path: Path
) -> None:
    portal.invoices(tmp_path, 1)
    heavy = an_invoice(portal.company, "FA-0000", tmp_path)
    path = tmp_path / "photos.pdf"
    path.write_bytes(a_pdf("photos", weight=60_000))
    attach_annex(heavy, path)
    portal.company.flow_size_limit = 60_000
    request = DepositRequest(DepositMode.BATCH, "lot", timezone.localdate())
    with Workshop() as workshop:
        order, found = plan_deposit(portal.company, Invoice.objects.all(), request, workshop)
    (anomaly,) = found.report.anomalies
    assert anomaly.candidate.number == "FA-0000"
    assert anomaly.finding.code == "FLOW_TOO_HEAVY"
    assert "photos.pdf" in anomaly.finding.remedy
    assert [flow.lines.count() for flow in order.flows.all()] == [1]
    assert portal.deposits_received() == 0
    assert set(portal.states().values()) == {DepositState.TO_DEPOSIT}


def test_a_flow_near_the_limit_is_told(portal: Portal, tmp_path: Path) -> None:
    portal.invoices(tmp_path, 3)
    portal.company.flow_size_limit = 1_000_000
    request = DepositRequest(DepositMode.BATCH, "lot", timezone.localdate())
    with Workshop() as workshop:
        order, _ = plan_deposit(portal.company, Invoice.objects.all(), request, workshop)
    assert list(weight_warnings(order)) == []
    weight = plan_of(order).flows[0].weight
    order.company.flow_size_limit = weight + 1
    (warning,) = weight_warnings(order)
    assert "près de la limite" in warning


def test_the_frozen_file_is_the_file_that_the_portal_received(
    portal: Portal, tmp_path: Path
) -> None:
    portal.invoices(tmp_path, 2)
    portal.deposit()
    flow = Flow.objects.get()
    (received,) = [entry for entry in portal.admin.ledger(DEPOSIT) if entry["sha256"]]
    assert received["sha256"] == flow.file_sha256
    assert received["size"] == flow.file_size


def test_only_one_program_deposits_for_a_company_at_a_time(portal: Portal, tmp_path: Path) -> None:
    portal.invoices(tmp_path, 1)
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_lock(%s)", (lock_number(account_of(portal.company)),)
            )
        with pytest.raises(Transient, match="déjà en cours"):
            portal.deposit()
    finally:
        other.close()
    assert portal.deposits_received() == 0


def test_another_company_is_not_held_up(portal: Portal) -> None:
    with voice(portal.company), voice(a_company("autre", "35600000009075")):
        pass


def test_the_database_itself_forbids_two_live_deposits_of_an_invoice(
    portal: Portal, tmp_path: Path
) -> None:
    portal.invoices(tmp_path, 1)
    invoice = Invoice.objects.get()
    reserved_flow(portal.company, "un", [invoice.pk])
    with pytest.raises(Transient, match="prise par un autre dépôt"):
        reserved_flow(portal.company, "deux", [invoice.pk])
    assert FlowLine.objects.filter(state__in=LIVE_LINE_STATES).count() == 1
    second = FlowLine.objects.exclude(state__in=LIVE_LINE_STATES).get()
    with pytest.raises(IntegrityError):
        FlowLine.objects.filter(pk=second.pk).update(state=LineState.RESERVED)


def test_what_a_dead_program_left_is_settled_by_the_next(portal: Portal, tmp_path: Path) -> None:
    numbers = portal.invoices(tmp_path, 2)
    first, second = Invoice.objects.order_by("number")
    reserved = reserved_flow(portal.company, "réservé", [first.pk])
    sending = reserved_flow(portal.company, "parti ?", [second.pk])
    Flow.objects.filter(pk=sending.pk).update(state=FlowState.SENDING)
    portal.deposit()
    reserved.refresh_from_db()
    sending.refresh_from_db()
    assert reserved.state == FlowState.ABANDONED
    assert sending.state == FlowState.AMBIGUOUS
    portal.follow(rounds=2)
    portal.deposit()
    portal.follow()
    assert portal.held() == dict.fromkeys(numbers, 1)


def test_events_can_only_be_added(portal: Portal, tmp_path: Path) -> None:
    portal.invoices(tmp_path, 1)
    portal.deposit()
    event = Event.objects.order_by("pk").first()
    assert event is not None
    for tamper in (lambda: Event.objects.update(message="faux"), Event.objects.all().delete):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            tamper()
    event.refresh_from_db()
    assert event.message != "faux"


def test_one_file_that_cannot_be_made_does_not_stop_the_others(
    portal: Portal, tmp_path: Path
) -> None:
    portal.invoices(tmp_path, 1)
    heavy = an_invoice(portal.company, "FA-0000", tmp_path)
    path = tmp_path / "heavy.pdf"
    path.write_bytes(a_pdf("heavy", weight=60_000))
    attach_annex(heavy, path)
    portal.company.flow_size_limit = 60_000
    result = portal.deposit(DepositMode.SEQUENTIAL)
    assert [(line.number, line.outcome) for line in result.lines] == [
        ("FA-0001", Outcome.DEPOSITED)
    ]
    assert portal.states()["FA-0000"] == DepositState.TO_DEPOSIT


def test_a_full_disk_stops_a_sequence_even_told_to_go_on(
    portal: Portal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_space(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "lot.xml")

    numbers = portal.invoices(tmp_path, 2)
    monkeypatch.setattr("wochorus.deposits.packing.os.fsync", no_space)
    with pytest.raises(OSError, match="No space"):
        portal.deposit(DepositMode.SEQUENTIAL, continue_on_error=True)
    assert portal.states() == dict.fromkeys(numbers, DepositState.TO_DEPOSIT)
    told = Flow.objects.values_list("message", flat=True)
    assert not any("No space" in message for message in told), "told in French"


def test_an_invoice_no_longer_free_is_not_reserved(portal: Portal, tmp_path: Path) -> None:
    portal.invoices(tmp_path, 1)
    invoice = Invoice.objects.get()
    Invoice.objects.update(deposit_state=DepositState.INTEGRATED)
    with pytest.raises(Transient, match="prise par un autre dépôt"):
        reserved_flow(portal.company, "un", [invoice.pk])
    assert not FlowLine.objects.filter(state__in=LIVE_LINE_STATES).exists()


def test_every_invoice_ready_has_one_line_when_a_sequence_stops(
    portal: Portal, tmp_path: Path
) -> None:
    numbers = portal.invoices(tmp_path, 3)
    portal.admin.fault("cut_before_recording")
    result = portal.deposit(DepositMode.SEQUENTIAL)
    assert [line.number for line in result.lines] == numbers
    assert [line.outcome for line in result.lines] == [
        Outcome.AMBIGUOUS,
        Outcome.NOT_SENT,
        Outcome.NOT_SENT,
    ]


def test_an_invoice_changed_since_its_check_does_not_leave(portal: Portal, tmp_path: Path) -> None:
    numbers = portal.invoices(tmp_path, 3)

    def spoil_the_second(_: object) -> None:
        Invoice.objects.filter(number=numbers[1]).update(total_tax=1)

    result = portal.deposit(
        DepositMode.SEQUENTIAL, on_line=spoil_the_second, continue_on_error=True
    )
    outcomes = {line.number: line.outcome for line in result.lines}
    assert outcomes == {
        numbers[0]: Outcome.DEPOSITED,
        numbers[1]: Outcome.NOT_SENT,
        numbers[2]: Outcome.DEPOSITED,
    }
    assert "TVA" in result.lines[-1].detail, "prepared again, and held back by its anomaly"
    assert portal.states()[numbers[1]] == DepositState.TO_DEPOSIT
    assert portal.deposits_received() == 2
