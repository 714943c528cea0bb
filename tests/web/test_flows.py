"""The flows on screen: their list, one of them, and what a person may decide."""

from __future__ import annotations

import threading
import uuid
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from support.records import an_invoice
from wochorus.accounts.users.models import User
from wochorus.billing.models import DepositState
from wochorus.core.errors import InvalidInput
from wochorus.deposits.models import Event, Flow, FlowLine
from wochorus.deposits.states import FlowState, LineState
from wochorus.web.works import WORKS, Work

if TYPE_CHECKING:
    from django.test import Client

    from wochorus.accounts.models import Company

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER = "CPP0011113000000003142185"


def a_flow(company: Company, state: FlowState, line: LineState, **fields: object) -> Flow:
    """Write a flow of two invoices as the engine leaves it."""
    flow = Flow.objects.create(
        company=company,
        environment=company.environment,
        name="octobre",
        mode="batch",
        syntax="IN_DP_E2_CPP_FACTURE_MIN",
        deposit_date=timezone.localdate(),
        owner=uuid.uuid4(),
        state=state,
        sent_at=timezone.now(),
        **fields,
    )
    kept = DepositState.AMBIGUOUS if line is LineState.AMBIGUOUS else DepositState.DEPOSITED
    for rank in (1, 2):
        invoice = an_invoice(company, f"FA-{rank}", deposit_state=kept)
        FlowLine.objects.create(flow=flow, invoice=invoice, position=rank, state=line)
    return flow


def _address(flow: Flow, rest: str = "") -> str:
    return f"/societe/{flow.company.code}/flux/{flow.pk}/{rest}"


def test_the_list_explains_the_number_and_keeps_one_state(company: Company, clerk: Client) -> None:
    a_flow(company, FlowState.DEPOSITED, LineState.DEPOSITED, flow_number=NUMBER)
    page = clerk.get(f"/societe/{company.code}/flux/").content.decode()
    assert "séquence 3142185" in page
    assert "2 déposée" in page
    other = clerk.get(f"/societe/{company.code}/flux/?etat=rejected").content.decode()
    assert "Aucun flux dans cet état" in other


def test_a_number_read_on_the_portal_is_noted_under_the_name_of_the_person(
    company: Company, clerk: Client
) -> None:
    flow = a_flow(company, FlowState.AMBIGUOUS, LineState.AMBIGUOUS)
    assert "Réponse perdue" in clerk.get(_address(flow)).content.decode()
    refused = clerk.post(_address(flow, "numero/"), {"flow_number": "CPP"})
    assert refused.status_code == 422
    assert "pas un numéro de flux" in refused.content.decode()
    clerk.post(_address(flow, "numero/"), {"flow_number": NUMBER})
    flow.refresh_from_db()
    assert (flow.state, flow.flow_number) == (FlowState.DEPOSITED, NUMBER)
    assert Event.objects.filter(flow=flow, actor="clerk@propre.example").exists()


def test_nothing_is_freed_without_a_look_at_the_portal(company: Company, clerk: Client) -> None:
    flow = a_flow(company, FlowState.AMBIGUOUS, LineState.AMBIGUOUS)
    clerk.post(_address(flow, "liberation/"))
    flow.refresh_from_db()
    assert flow.state == FlowState.AMBIGUOUS
    page = clerk.post(_address(flow, "liberation/"), {"looked": "1"}, follow=True)
    assert "2 factures sont à déposer à nouveau" in page.content.decode()
    flow.refresh_from_db()
    assert flow.state == FlowState.NOT_RECEIVED


def test_a_flow_of_which_nothing_more_is_told_is_settled_invoice_by_invoice(
    company: Company, clerk: Client
) -> None:
    flow = a_flow(company, FlowState.DEPOSITED, LineState.DEPOSITED, flow_number=NUMBER)
    given = {"looked": "1", "numbers": ["FA-1"], "fate": "integrated"}
    clerk.post(_address(flow, "reglement/"), given)
    clerk.post(_address(flow, "reglement/"), given | {"numbers": ["FA-2"], "fate": "released"})
    states = list(flow.lines.order_by("position").values_list("state", flat=True))
    assert states == [LineState.INTEGRATED, LineState.RELEASED]
    flow.refresh_from_db()
    assert flow.state == FlowState.PARTLY_INTEGRATED


def test_a_reader_sees_a_lost_answer_and_decides_nothing(company: Company, reader: Client) -> None:
    flow = a_flow(company, FlowState.AMBIGUOUS, LineState.AMBIGUOUS)
    page = reader.get(_address(flow)).content.decode()
    assert "Réponse perdue" in page
    assert "Noter le n°" not in page
    for what in ("numero/", "liberation/", "presence/", "reglement/", "renvoi/"):
        assert reader.post(_address(flow, what), {"looked": "1"}).status_code == 403
    assert reader.post(f"/societe/{company.code}/flux/releve/").status_code == 403


def test_reading_chorus_now_tells_when_nothing_waits(company: Company, clerk: Client) -> None:
    answer = clerk.post(f"/societe/{company.code}/flux/releve/")
    assert "Aucun flux" in answer.content.decode()


def test_reading_chorus_without_accesses_says_so_without_a_command(
    company: Company, clerk: Client
) -> None:
    a_flow(company, FlowState.DEPOSITED, LineState.DEPOSITED, flow_number=NUMBER)
    told = clerk.post(f"/societe/{company.code}/flux/releve/").content.decode()
    assert 'role="alert"' in told
    assert "wochorus " not in told


def test_work_that_lasts_shows_how_far_it_is_to_its_owner_alone(
    company: Company, clerk: Client, reader: Client
) -> None:
    go_on = threading.Event()

    def long_work(work: Work[None]) -> None:
        work.tell("Lecture des PDF", 3, 8)
        go_on.wait(30)
        raise InvalidInput("Rien à lire", remedy="Revenez demain.")

    owner = company.pk, User.objects.get(email="clerk@propre.example").pk
    work = WORKS.start(owner, "long", long_work)
    assert WORKS.start(owner, "long", long_work) is work
    address = f"/societe/{company.code}/depot/plan/?work={work.key}"
    assert "Lecture des PDF : 3 sur 8" in clerk.get(address).content.decode()
    assert "Lecture des PDF" not in reader.get(address).content.decode()
    go_on.set()
    assert work.wait(30)
    assert "Rien à lire" in clerk.get(address).content.decode()
