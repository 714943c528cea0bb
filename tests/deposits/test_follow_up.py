"""What is concluded from the report of a flow and from the search of its invoices."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from support.answers import FLOW_NUMBER, OTHER_NUMBER, Answers, a_report, a_row
from support.deposits import reserved_flow
from support.records import a_company, an_invoice
from wochorus.accounts.models import Company
from wochorus.billing.models import DepositState, Invoice
from wochorus.choruspro import BusinessRefusal, FlowNotFoundYet, FlowReport
from wochorus.deposits.follow_up import FollowUp, follow_once
from wochorus.deposits.models import Flow, FlowLine
from wochorus.deposits.moves import Move, move_flow
from wochorus.deposits.patience import Patience
from wochorus.deposits.sending import adopt_number
from wochorus.deposits.states import FlowState, LineState

pytestmark = pytest.mark.django_db

AT_ONCE = Patience(timedelta(0), timedelta(0))
AN_HOUR = Patience(timedelta(hours=1), timedelta(minutes=5))


@pytest.fixture
def company() -> Company:
    return a_company()


def a_deposited_flow(*invoices: Invoice, number: str = FLOW_NUMBER) -> Flow:
    company = invoices[0].company
    ids = [invoice.pk for invoice in invoices]
    flow = reserved_flow(company, "lot", ids)
    move_flow(flow, Move(FlowState.SENDING, LineState.SENT, fields={"sent_at": timezone.now()}))
    adopt_number(flow, number)
    return flow


def follow(answers: Answers, patience: Patience = AT_ONCE) -> FollowUp:
    return follow_once(Company.objects.get(), answers.client, patience)


def states() -> list[str]:
    return list(Invoice.objects.order_by("pk").values_list("deposit_state", flat=True))


def test_an_integrated_flow_does_not_integrate_an_invoice_that_nobody_shows(
    company: Company,
) -> None:
    shown, hidden = an_invoice(company, "FA-1"), an_invoice(company, "FA-2")
    flow = a_deposited_flow(shown, hidden)
    answers = Answers([a_row(shown)], {FLOW_NUMBER: a_report("IN_INTEGRE")})
    assert len(follow(answers).still_open) == 1
    assert states() == [DepositState.INTEGRATED, DepositState.DEPOSITED]
    flow.refresh_from_db()
    assert "1 facture" in flow.message
    answers.rows.append(a_row(hidden))
    assert len(follow(answers).settled) == 1
    assert states() == [DepositState.INTEGRATED] * 2


def test_the_same_number_in_two_years_is_two_invoices(company: Company) -> None:
    this_year = an_invoice(company, "FA-1")
    before = this_year.issue_date.replace(year=this_year.issue_date.year - 1)
    last_year = an_invoice(company, "FA-1", issue_date=before)
    a_deposited_flow(this_year, last_year)
    report = a_report("IN_INTEGRE_PARTIEL", ("FA-1", "Doublon"))
    follow(Answers([a_row(last_year)], {FLOW_NUMBER: report}))
    this_year.refresh_from_db()
    last_year.refresh_from_db()
    assert (this_year.deposit_state, this_year.chorus_id) == (DepositState.REFUSED, None)
    assert last_year.deposit_state == DepositState.INTEGRATED
    assert last_year.chorus_id == 1000 + last_year.pk


def test_one_error_for_two_invoices_of_the_same_number_refuses_neither(company: Company) -> None:
    this_year = an_invoice(company, "FA-1")
    before = this_year.issue_date.replace(year=this_year.issue_date.year - 1)
    a_deposited_flow(this_year, an_invoice(company, "FA-1", issue_date=before))
    follow(Answers([], {FLOW_NUMBER: a_report("IN_INTEGRE_PARTIEL", ("FA-1", "Doublon"))}))
    assert states() == [DepositState.DEPOSITED] * 2


@pytest.mark.parametrize("written", ["fa-1", "FA -1 "])
def test_an_error_whose_number_is_written_otherwise_is_about_our_invoice(
    company: Company, written: str
) -> None:
    a_deposited_flow(an_invoice(company, "FA-1"), other := an_invoice(company, "FA-2"))
    report = a_report("IN_INTEGRE_PARTIEL", (written, "Service inconnu"))
    follow(Answers([a_row(other, numeroFacture="fa-2")], {FLOW_NUMBER: report}))
    assert states() == [DepositState.REFUSED, DepositState.INTEGRATED]
    assert Invoice.objects.get(number="FA-1").refusal == "Service inconnu"


def test_a_row_of_another_flow_proves_nothing(company: Company) -> None:
    class DeafToTheFilter(Answers):
        def search_invoices(self, search: object) -> list[object]:  # type: ignore[override] # odd on purpose
            return list(self.rows)

    (invoice,) = [an_invoice(company, "FA-1")]
    a_deposited_flow(invoice)
    report = a_report("IN_REJETE", ("FA-1", "Doublon"))
    follow(DeafToTheFilter([a_row(invoice, numeroFluxDepot=OTHER_NUMBER)], {FLOW_NUMBER: report}))
    assert states() == [DepositState.REFUSED]


def test_an_invoice_that_the_portal_found_not_conforming_is_not_integrated(
    company: Company,
) -> None:
    invoice = an_invoice(company, "FA-1")
    a_deposited_flow(invoice, an_invoice(company, "FA-2"))
    report = a_report("IN_INTEGRE_PARTIEL", ("FA-1", "Montants"))
    follow(Answers([a_row(invoice, statut="NON_CONFORME")], {FLOW_NUMBER: report}))
    assert states() == [DepositState.REFUSED, DepositState.DEPOSITED]


def test_an_error_without_number_is_about_the_only_invoice_of_its_flow(company: Company) -> None:
    a_deposited_flow(an_invoice(company, "FA-1"))
    follow(Answers([], {FLOW_NUMBER: a_report("IN_INTEGRE_PARTIEL", ("", "Pièce illisible"))}))
    assert states() == [DepositState.REFUSED]
    assert Invoice.objects.get().refusal == "Pièce illisible"


def test_an_error_without_number_among_several_refuses_none_and_is_told(company: Company) -> None:
    flow = a_deposited_flow(an_invoice(company, "FA-1"), an_invoice(company, "FA-2"))
    follow(Answers([], {FLOW_NUMBER: a_report("IN_INTEGRE_PARTIEL", ("", "Pièce illisible"))}))
    assert states() == [DepositState.DEPOSITED] * 2
    flow.refresh_from_db()
    assert "Pièce illisible" in flow.message


def test_a_rejection_without_number_gives_its_reason_to_each_invoice(company: Company) -> None:
    a_deposited_flow(an_invoice(company, "FA-1"), an_invoice(company, "FA-2"))
    report = a_report("IN_REJETE", ("", "Pièce illisible"), ("FA-2", "Service inconnu"))
    follow(Answers([], {FLOW_NUMBER: report}))
    assert list(Invoice.objects.order_by("number").values_list("refusal", flat=True)) == [
        "Pièce illisible",
        "Service inconnu",
    ]


def test_a_rejected_flow_of_which_the_portal_holds_an_invoice_is_partly_integrated(
    company: Company,
) -> None:
    kept = an_invoice(company, "FA-1")
    flow = a_deposited_flow(kept, an_invoice(company, "FA-2"))
    follow(Answers([a_row(kept)], {FLOW_NUMBER: a_report("IN_REJETE")}))
    assert states() == [DepositState.INTEGRATED, DepositState.REFUSED]
    flow.refresh_from_db()
    assert flow.state == FlowState.PARTLY_INTEGRATED


def test_an_incident_frees_nothing_before_the_delay(company: Company) -> None:
    recorded, other = an_invoice(company, "FA-1"), an_invoice(company, "FA-2")
    flow = a_deposited_flow(recorded, other)
    answers = Answers([], {FLOW_NUMBER: a_report("IN_INCIDENTE")})
    for _ in range(3):
        assert len(follow(answers, AN_HOUR).still_open) == 1
    assert states() == [DepositState.DEPOSITED] * 2
    flow.refresh_from_db()
    assert "libérées" in flow.message
    answers.rows.append(a_row(recorded))
    follow(answers)
    assert states() == [DepositState.INTEGRATED, DepositState.TO_DEPOSIT]
    flow.refresh_from_db()
    assert flow.state == FlowState.PARTLY_INTEGRATED


def test_an_incident_that_the_portal_repairs_loses_nothing(company: Company) -> None:
    invoice = an_invoice(company, "FA-1")
    a_deposited_flow(invoice)
    answers = Answers([], {FLOW_NUMBER: a_report("IN_INCIDENTE")})
    follow(answers, AN_HOUR)
    answers.reports[FLOW_NUMBER] = a_report("IN_EN_ATTENTE_RETRAITEMENT_CPP")
    follow(answers, AN_HOUR)
    answers.reports[FLOW_NUMBER], answers.rows = a_report("IN_INTEGRE"), [a_row(invoice)]
    follow(answers, AN_HOUR)
    assert states() == [DepositState.INTEGRATED]


def test_a_flow_that_the_portal_refuses_to_tell_about_does_not_stop_the_others(
    company: Company,
) -> None:
    broken = a_deposited_flow(an_invoice(company, "FA-1"), number=OTHER_NUMBER)
    sound = an_invoice(company, "FA-2")
    a_deposited_flow(sound)
    refusal = BusinessRefusal("Chorus Pro refuse la demande", code=20001, label="non habilité")
    reports: dict[str, FlowReport | Exception] = {
        OTHER_NUMBER: refusal,
        FLOW_NUMBER: a_report("IN_INTEGRE"),
    }
    outcome = follow(Answers([a_row(sound)], reports))
    assert states() == [DepositState.DEPOSITED, DepositState.INTEGRATED]
    assert outcome.still_open == [broken]
    broken.refresh_from_db()
    assert "refuse la demande" in broken.message


def test_a_flow_not_known_yet_says_so(company: Company) -> None:
    flow = a_deposited_flow(an_invoice(company, "FA-1"))
    missing = FlowNotFoundYet("Chorus Pro ne connaît pas encore ce flux", code=20001, label="x")
    follow(Answers([], {FLOW_NUMBER: missing}))
    flow.refresh_from_db()
    assert "ne connaît pas encore" in flow.message


def test_words_longer_than_our_columns_do_not_stop_the_follow_up(company: Company) -> None:
    invoice = an_invoice(company, "FA-1")
    a_deposited_flow(invoice)
    follow(Answers([], {FLOW_NUMBER: a_report("IN_" + "X" * 100)}))
    report = a_report("IN_INTEGRE")
    follow(Answers([a_row(invoice, statut="S" * 100)], {FLOW_NUMBER: report}))
    assert states() == [DepositState.INTEGRATED]


def test_a_follower_that_slept_changes_nothing_behind_another(company: Company) -> None:
    invoice = an_invoice(company, "FA-1")
    flow = a_deposited_flow(invoice)

    class SleepsWhileAnotherSettles(Answers):
        def search_invoices(self, search: object) -> list[object]:  # type: ignore[override] # odd on purpose
            if self.reports[FLOW_NUMBER] is slow:
                self.reports[FLOW_NUMBER] = a_report("IN_REJETE", ("FA-1", "Doublon"))
                follow(Answers([], {FLOW_NUMBER: self.reports[FLOW_NUMBER]}))
            return []

    slow = a_report("IN_INTEGRE_PARTIEL")
    follow(SleepsWhileAnotherSettles([], {FLOW_NUMBER: slow}))
    flow.refresh_from_db()
    assert flow.state == FlowState.REJECTED
    assert flow.message.startswith("rejeté")
    assert FlowLine.objects.get().state == LineState.REFUSED
