"""Which row of the portal is a submission whose answer was lost: sure, or nobody's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from support.answers import Answers, a_row
from support.records import a_detailed_invoice, a_structure, a_whole_company
from wochorus.accounts.models import WayIn
from wochorus.billing.models import DepositState, Invoice
from wochorus.deposits.asking import DepositRequest
from wochorus.deposits.models import Flow
from wochorus.deposits.moves import Move, move_flow
from wochorus.deposits.patience import Patience
from wochorus.deposits.reconciliation import reconcile
from wochorus.deposits.reservation import reserve
from wochorus.deposits.services import plan_deposit
from wochorus.deposits.states import DepositMode, FlowState, LineState
from wochorus.deposits.workshop import Workshop

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = Patience(timedelta(0), timedelta(0))


@pytest.fixture
def flow() -> Flow:
    """Give a submission whose answer is lost."""
    a_structure()
    company = a_whole_company()
    a_detailed_invoice(company, "FA-1")
    today = timezone.localdate()
    request = DepositRequest(DepositMode.SEQUENTIAL, "lot", today, way_in=WayIn.TYPED)
    with Workshop() as workshop:
        plan_deposit(company, Invoice.objects.all(), request, workshop)
    flow = Flow.objects.select_related("company").get()
    reserve(flow)
    move_flow(flow, Move(FlowState.SENDING, LineState.SENT, fields={"sent_at": timezone.now()}))
    move_flow(flow, Move(FlowState.AMBIGUOUS, LineState.AMBIGUOUS, "Réponse perdue."))
    return flow


def asked(flow: Flow, *rows: dict[str, Any]) -> None:
    """Ask twice a portal that shows these rows of the invoice, which has no flow number."""
    invoice = Invoice.objects.get()
    shown = [a_row(invoice, **{"numeroFluxDepot": None, **changes}) for changes in rows]
    for _ in range(2):
        if flow.state == FlowState.AMBIGUOUS:
            reconcile(flow, Answers(shown).client, AT_ONCE, timezone.now())


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"numeroFacture": "fa-1"},
        {"codeFournisseur": "732 829 320 00074"},
        {"numeroFluxDepot": "CPP0011113000000000000042"},
        {"numeroFluxDepot": "N" * 26},
        {"statut": "MISE_A_DISPOSITION"},
    ],
    ids=[
        "as it is",
        "case",
        "spaces",
        "a flow number all the same",
        "no flow number",
        "already on its way",
    ],
)
def test_our_invoice_is_found_and_its_own_number_adopted(
    flow: Flow, changes: dict[str, Any]
) -> None:
    asked(flow, changes)
    invoice = Invoice.objects.get()
    assert flow.state == FlowState.INTEGRATED
    assert (invoice.deposit_state, invoice.chorus_id) == (
        DepositState.INTEGRATED,
        1000 + invoice.pk,
    )
    shown = changes.get("numeroFluxDepot") or ""
    assert flow.flow_number == (shown if len(shown) == 25 else "")
    assert flow.report is not None


@pytest.mark.parametrize(
    "rows",
    [
        [{"montantTTC": "999.00"}],
        [{"dateDepot": "2020-01-02"}],
        [{"statut": "BROUILLON"}],
        [{"statut": "NON_CONFORME"}],
        [{"identifiantFactureCPP": None}],
        [{"identifiantFactureCPP": 1}, {"identifiantFactureCPP": 2}],
    ],
    ids=["amount", "old", "draft", "not kept", "no number", "two of them"],
)
def test_what_is_not_surely_ours_is_neither_adopted_nor_set_free(
    flow: Flow, rows: list[dict[str, Any]]
) -> None:
    asked(flow, *rows)
    assert flow.state == FlowState.AMBIGUOUS
    assert Invoice.objects.get().deposit_state == DepositState.AMBIGUOUS
    assert "wochorus flow resolve" in flow.message


@pytest.mark.parametrize(
    ("rows", "told", "untold"),
    [
        ([{"statut": "BROUILLON"}], "que 1 brouillon(s) : FA-1 (brouillon)", "viennent de lui"),
        (
            [{"statut": "BROUILLON"}, {"montantTTC": "999.00"}],
            "FA-1 (brouillon), FA-1 (flux sans numéro)",
            "que 2 brouillon",
        ),
    ],
    ids=["a draft alone", "a draft beside an invoice"],
)
def test_a_draft_of_our_number_is_told_as_such_with_what_to_do(
    flow: Flow, rows: list[dict[str, Any]], told: str, untold: str
) -> None:
    asked(flow, *rows)
    assert told in flow.message
    assert untold not in flow.message
    assert f"wochorus flow resolve {flow.pk}" in flow.message
    assert ("supprimez le brouillon" in flow.message) == (len(rows) == 1)


def test_another_supplier_or_another_year_is_another_invoice(flow: Flow) -> None:
    asked(flow, {"codeFournisseur": "55203253400646"}, {"dateFacture": "2019-11-01"})
    assert flow.state == FlowState.NOT_RECEIVED
    assert Invoice.objects.get().deposit_state == DepositState.TO_DEPOSIT


def test_an_invoice_that_is_another_one_of_ours_is_not_taken(flow: Flow) -> None:
    other = a_detailed_invoice(flow.company, "FA-2", chorus_id=77)
    held = Flow.objects.create(
        company=flow.company,
        environment=flow.environment,
        name="autre",
        mode=DepositMode.BATCH,
        deposit_date=timezone.localdate(),
        owner=flow.owner,
        state=FlowState.INTEGRATED,
    )
    held.lines.create(invoice=other, position=1, state=LineState.INTEGRATED)
    shown = [a_row(Invoice.objects.get(number="FA-1"), identifiantFactureCPP=77)]
    reconcile(flow, Answers(shown).client, AT_ONCE, timezone.now())
    assert flow.state == FlowState.AMBIGUOUS
