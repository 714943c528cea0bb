"""What is concluded from the portal's search about a deposit whose answer was lost.

An invoice that the portal shows, in whatever way, is never set free; a flow that is not ours is
never taken for ours.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from support.answers import FLOW_NUMBER, OTHER_NUMBER, Answers, a_row
from support.deposits import reserved_flow
from support.records import a_company, an_invoice
from wochorus.billing.models import DepositState, Invoice, InvoiceKind
from wochorus.deposits.models import Flow
from wochorus.deposits.moves import Move, move_flow
from wochorus.deposits.patience import Patience
from wochorus.deposits.reconciliation import reconcile
from wochorus.deposits.sending import adopt_number
from wochorus.deposits.states import FlowState, LineState

if TYPE_CHECKING:
    from wochorus.accounts.models import Company

pytestmark = pytest.mark.django_db

AT_ONCE = Patience(timedelta(0), timedelta(0))


@pytest.fixture
def company() -> Company:
    return a_company()


def some_invoices(company: Company, count: int) -> list[Invoice]:
    return [an_invoice(company, f"FA-{rank}") for rank in range(1, count + 1)]


def a_flow_under_way(company: Company, *invoices: Invoice) -> Flow:
    ids = [invoice.pk for invoice in invoices]
    flow = reserved_flow(company, "lot", ids)
    move_flow(flow, Move(FlowState.SENDING, LineState.SENT, fields={"sent_at": timezone.now()}))
    return flow


def an_ambiguous_flow(company: Company, *invoices: Invoice) -> Flow:
    flow = a_flow_under_way(company, *invoices)
    move_flow(flow, Move(FlowState.AMBIGUOUS, LineState.AMBIGUOUS, "Réponse perdue."))
    return flow


def a_deposited_flow(company: Company, number: str, *invoices: Invoice) -> Flow:
    flow = a_flow_under_way(company, *invoices)
    adopt_number(flow, number)
    return flow


def ask_twice(flow: Flow, answers: Answers) -> None:
    for _ in range(2):
        if flow.state == FlowState.AMBIGUOUS:
            reconcile(flow, answers.client, AT_ONCE, timezone.now())


def assert_held(flow: Flow) -> None:
    assert flow.state == FlowState.AMBIGUOUS
    states = Invoice.objects.filter(lines__flow=flow).values_list("deposit_state", flat=True)
    assert set(states) == {DepositState.AMBIGUOUS}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"numeroFacture": "fa-1"},
        {"numeroFacture": " FA -1 "},
        {"codeFournisseur": "732 829 320 00074"},
        {"codeFournisseur": "73282932000082"},
        {"montantTTC": None, "dateFacture": None, "codeFournisseur": None},
    ],
    ids=["same", "case", "spaces", "spaced siret", "sister establishment", "says little"],
)
def test_an_invoice_written_otherwise_by_the_portal_is_still_ours(
    company: Company, changes: dict[str, Any]
) -> None:
    (invoice,) = some_invoices(company, 1)
    flow = an_ambiguous_flow(company, invoice)
    ask_twice(flow, Answers([a_row(invoice, **changes)]))
    assert (flow.state, flow.flow_number) == (FlowState.DEPOSITED, FLOW_NUMBER)


def test_a_credit_note_shown_with_a_negative_amount_is_still_ours(company: Company) -> None:
    note = an_invoice(company, "AV-1", kind=InvoiceKind.CREDIT_NOTE)
    flow = an_ambiguous_flow(company, note)
    ask_twice(flow, Answers([a_row(note, montantTTC="-120.00")]))
    assert flow.state == FlowState.DEPOSITED


def test_a_company_that_moved_still_finds_its_deposit(company: Company) -> None:
    (invoice,) = some_invoices(company, 1)
    flow = an_ambiguous_flow(company, invoice)
    row = a_row(invoice)
    company.siret = "73282932000082"
    company.save()
    flow.refresh_from_db()
    ask_twice(flow, Answers([row]))
    assert flow.state == FlowState.DEPOSITED


@pytest.mark.parametrize(
    "changes",
    [
        {"montantTTC": "999.00"},
        {"numeroFluxDepot": ""},
        {"numeroFluxDepot": "N" * 26},
        {"dateDepot": "2020-01-02"},
    ],
    ids=["other amount", "no flow number", "impossible flow number", "older deposit"],
)
def test_an_invoice_that_the_portal_shows_in_an_odd_way_is_neither_adopted_nor_freed(
    company: Company, changes: dict[str, Any]
) -> None:
    (invoice,) = some_invoices(company, 1)
    flow = an_ambiguous_flow(company, invoice)
    ask_twice(flow, Answers([a_row(invoice, **changes)]))
    assert_held(flow)
    assert invoice.number in flow.message


def test_an_invoice_found_in_another_of_our_flows_is_not_freed(company: Company) -> None:
    first, second = some_invoices(company, 2)
    a_deposited_flow(company, OTHER_NUMBER, first)
    flow = an_ambiguous_flow(company, second)
    ask_twice(flow, Answers([a_row(second, numeroFluxDepot=OTHER_NUMBER)]))
    assert_held(flow)
    assert OTHER_NUMBER in flow.message


def test_a_flow_that_holds_an_invoice_of_someone_else_is_not_adopted(company: Company) -> None:
    mine, other = some_invoices(company, 2)
    flow = an_ambiguous_flow(company, mine)
    ask_twice(flow, Answers([a_row(mine), a_row(other)]))
    assert_held(flow)


def test_an_invoice_of_the_year_before_under_the_same_number_is_another_invoice(
    company: Company,
) -> None:
    (invoice,) = some_invoices(company, 1)
    flow = an_ambiguous_flow(company, invoice)
    last_year = invoice.issue_date.replace(year=invoice.issue_date.year - 1)
    ask_twice(flow, Answers([a_row(invoice, dateFacture=last_year.isoformat())]))
    assert flow.state == FlowState.NOT_RECEIVED


def test_the_invoice_of_another_supplier_is_another_invoice(company: Company) -> None:
    (invoice,) = some_invoices(company, 1)
    flow = an_ambiguous_flow(company, invoice)
    ask_twice(flow, Answers([a_row(invoice, codeFournisseur="35600000009075")]))
    assert flow.state == FlowState.NOT_RECEIVED


def test_a_list_cut_short_by_the_portal_does_not_make_a_flow_absent(company: Company) -> None:
    invoices = some_invoices(company, 5)
    flow = an_ambiguous_flow(company, *invoices)
    stranger = a_row(an_invoice(company, "AUTRE"), numeroFluxDepot=OTHER_NUMBER)
    ask_twice(flow, Answers([a_row(invoice) for invoice in invoices], capped=[stranger]))
    assert flow.state == FlowState.DEPOSITED


def test_a_single_invoice_is_looked_for_by_period_before_it_counts_as_absent(
    company: Company,
) -> None:
    (invoice,) = some_invoices(company, 1)
    flow = an_ambiguous_flow(company, invoice)
    answers = Answers([a_row(invoice, numeroFacture="fa-1")])
    ask_twice(flow, answers)
    assert flow.state == FlowState.DEPOSITED


def test_what_is_awaited_and_until_when_is_said(company: Company) -> None:
    (invoice,) = some_invoices(company, 1)
    flow = an_ambiguous_flow(company, invoice)
    patience = Patience(timedelta(hours=1), timedelta(minutes=5))
    reconcile(flow, Answers().client, patience, timezone.now())
    assert_held(flow)
    due = timezone.localtime((flow.sent_at or timezone.now()) + patience.delay)
    assert f"{due:%H:%M}" in flow.message


def test_an_adopted_flow_keeps_the_moment_of_its_sending(company: Company) -> None:
    (invoice,) = some_invoices(company, 1)
    flow = an_ambiguous_flow(company, invoice)
    sent_at = timezone.now() - timedelta(hours=5)
    Flow.objects.filter(pk=flow.pk).update(sent_at=sent_at)
    flow.refresh_from_db()
    ask_twice(flow, Answers([a_row(invoice)]))
    invoice.refresh_from_db()
    assert invoice.deposited_at == sent_at
