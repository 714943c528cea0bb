"""A portal for trials is not the portal: what was deposited there has not left."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.utils import timezone

from support.answers import a_row
from support.deposits import reserved_flow
from support.locks import wait_until_somebody_waits_for_a_lock
from support.portal import assert_journal_agrees_with_the_flows
from support.records import UNDEMANDING, a_company, an_invoice
from wochorus.accounts.models import Company
from wochorus.billing.models import DepositState, Invoice
from wochorus.billing.reissue import ReissueWish, reissue_invoice
from wochorus.billing.reissue_numbers import new_numbers
from wochorus.core.errors import InvalidInput, Transient
from wochorus.deposits.adoption import adopt
from wochorus.deposits.candidates import check_invoices
from wochorus.deposits.environments import deposit_on
from wochorus.deposits.models import Event, Flow
from wochorus.deposits.moves import Move, move_flow
from wochorus.deposits.sending import adopt_number
from wochorus.deposits.states import FlowState, LineState
from wochorus.deposits.voice import account_of, lock_number

pytestmark = pytest.mark.django_db


def a_deposited_invoice(company: Company, number: str, flow_number: str) -> Invoice:
    invoice = an_invoice(company, number)
    flow = reserved_flow(company, "lot", [invoice.pk])
    move_flow(flow, Move(FlowState.SENDING, LineState.SENT, fields={"sent_at": timezone.now()}))
    adopt_number(flow, flow_number)
    return invoice


def states() -> dict[str, str]:
    return dict(Invoice.objects.values_list("number", "deposit_state"))


@pytest.mark.parametrize("trial", ["simulator", "qualification"])
@pytest.mark.parametrize("next_one", ["production", "other"])
def test_what_was_deposited_for_a_trial_is_free_on_another_portal(
    trial: str, next_one: str
) -> None:
    company = a_company(environment=trial)
    a_deposited_invoice(company, "FA-1", "CPP0011113000000000000001")
    an_invoice(company, "FA-2")
    assert deposit_on(company, next_one) == 1
    company.refresh_from_db()
    assert company.environment == next_one
    assert set(states().values()) == {DepositState.TO_DEPOSIT}
    assert_journal_agrees_with_the_flows()
    assert Event.objects.filter(kind="released", invoice__number="FA-1").exists()
    assert Flow.objects.get().flow_number, "the trial itself stays on record"


@pytest.mark.parametrize("real", ["production", "other"])
def test_what_is_on_a_real_portal_stays_there(real: str) -> None:
    company = a_company(environment=real)
    a_deposited_invoice(company, "FA-1", "CPP0011113000000000000001")
    for environment in ("simulator", "qualification", "production"):
        assert deposit_on(company, environment) == 0
    assert states() == {"FA-1": DepositState.DEPOSITED}


def test_the_same_portal_again_changes_nothing() -> None:
    company = a_company(environment="simulator")
    a_deposited_invoice(company, "FA-1", "CPP0011113000000000000001")
    assert deposit_on(company, "simulator") == 0
    assert states() == {"FA-1": DepositState.DEPOSITED}


@pytest.mark.django_db(transaction=True)
def test_the_portal_does_not_change_while_a_deposit_runs() -> None:
    company = a_company(environment="simulator")
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", (lock_number(account_of(company)),))
        with pytest.raises(Transient, match="déjà en cours"):
            deposit_on(company, "production")
    finally:
        other.close()
    company.refresh_from_db()
    assert company.environment == "simulator"


@pytest.mark.django_db(transaction=True)
def test_a_change_of_portal_frees_what_is_being_adopted_at_that_moment() -> None:
    invoice = an_invoice(a_company(environment="simulator"), "FA-1")

    def leave() -> int:
        try:
            return deposit_on(Company.objects.get(), "production")
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            adopt(invoice, a_row(invoice, codeDestinataire=UNDEMANDING))
            left = other.submit(leave)
            wait_until_somebody_waits_for_a_lock()
        assert left.result() == 1
    assert states() == {"FA-1": DepositState.TO_DEPOSIT}
    assert_journal_agrees_with_the_flows()


@pytest.mark.django_db(transaction=True)
def test_what_a_portal_showed_is_not_adopted_while_the_company_leaves_it() -> None:
    invoice = an_invoice(a_company(environment="simulator"), "FA-1")
    row = a_row(invoice, codeDestinataire=UNDEMANDING)

    def adopt_it() -> None:
        try:
            adopt(invoice, row)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            deposit_on(Company.objects.get(), "production")
            adopted = other.submit(adopt_it)
            wait_until_somebody_waits_for_a_lock()
        with pytest.raises(InvalidInput, match="changé d'environnement"):
            adopted.result()
    assert not Flow.objects.exists()


def test_a_trial_that_a_dead_program_left_is_settled_before_the_portal_changes() -> None:
    company = a_company(environment="simulator")
    invoice = an_invoice(company, "FA-1")
    reserved_flow(company, "lot", [invoice.pk])
    deposit_on(company, "production")
    assert Flow.objects.get().state == FlowState.ABANDONED
    assert states() == {"FA-1": DepositState.TO_DEPOSIT}


def test_what_was_reissued_for_a_trial_does_not_leave_beside_what_replaces_it() -> None:
    company = a_company(environment="simulator")
    rejected = a_deposited_invoice(company, "FA-1", "CPP0011113000000000000001")
    wish = ReissueWish(new_numbers(rejected), timezone.localdate())
    reissue_invoice(rejected, wish, actor="claire")
    deposit_on(company, "production")
    assert states()["FA-1"] == DepositState.TO_DEPOSIT
    report = check_invoices(company, Invoice.objects.all(), timezone.localdate())
    told = {
        (found.candidate.number, found.finding.code)
        for found in report.anomalies
        if found.finding.code in ("REISSUED", "INTERNAL_DOCUMENT")
    }
    assert told == {("FA-1", "REISSUED"), ("FA-1-AV", "INTERNAL_DOCUMENT")}
