"""An invoice refused as a duplicate is adopted when it is the same, and told when it is not."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from support.answers import FLOW_NUMBER, Answers, a_report, a_row
from support.commands import call_command
from support.deposits import reserved_flow
from support.going_back import forget_all_deposits
from support.manual_entries import type_on_the_portal
from support.portal import IMPATIENT, assert_journal_agrees_with_the_flows
from support.records import UNDEMANDING, a_company, an_invoice
from wochorus.accounts.models import WayIn
from wochorus.accounts.services import chorus_client
from wochorus.billing.models import DepositState, Invoice
from wochorus.choruspro import BusinessRefusal
from wochorus.deposits import duplicates
from wochorus.deposits.background.due import due_companies
from wochorus.deposits.duplicates import says_duplicate, unconcluded
from wochorus.deposits.follow_up import follow_once
from wochorus.deposits.models import Event, Flow, InvoiceLife
from wochorus.deposits.moves import Move, move_flow
from wochorus.deposits.patience import PORTAL_PATIENCE
from wochorus.deposits.queries import lines_not_kept
from wochorus.deposits.sending import adopt_number
from wochorus.deposits.states import DepositMode, FlowState, LineState

if TYPE_CHECKING:
    from pathlib import Path

    from support.portal import Portal

THIS_MONTH = timezone.localdate().replace(day=1)


def messages() -> list[str]:
    return list(Event.objects.filter(kind="duplicate").values_list("message", flat=True))


def test_what_a_lost_backup_sends_again_is_refused_then_adopted(
    portal: Portal, tmp_path: Path
) -> None:
    portal.invoices(tmp_path, 3)
    portal.deposit()
    portal.follow()
    forget_all_deposits()
    an_invoice(portal.company, "FA-0009", tmp_path)
    portal.deposit()
    assert portal.follow().still_open == []
    assert set(portal.states().values()) == {DepositState.INTEGRATED}
    assert set(portal.held().values()) == {1}
    assert_journal_agrees_with_the_flows()
    numbers = {flow["number"] for flow in portal.admin.flows()}
    assert {flow.flow_number for flow in Flow.objects.all()} == numbers
    ours = Flow.objects.get(is_adopted=False)
    assert (ours.state, ours.lines.filter(state=LineState.REFUSED).count()) == (
        FlowState.PARTLY_INTEGRATED,
        3,
    )
    assert "3 facture(s) y étaient déjà" in ours.message
    assert "c'est elle" in ours.lines.filter(state=LineState.REFUSED)[0].message
    assert lines_not_kept([ours]) == []
    assert len(messages()) == 3
    assert all("Refusée comme doublon" in message for message in messages())
    assert InvoiceLife.objects.count() == 4
    assert Invoice.objects.exclude(refusal="").count() == 0


def test_an_entry_typed_by_hand_is_adopted_after_the_refusal(
    portal: Portal, tmp_path: Path
) -> None:
    chorus_id = type_on_the_portal(portal, "FA-0001", THIS_MONTH)
    portal.invoices(tmp_path, 1)
    portal.deposit()
    portal.follow()
    invoice = Invoice.objects.get()
    assert (invoice.deposit_state, invoice.chorus_id) == (DepositState.INTEGRATED, chorus_id)
    assert invoice.flow_number == ""
    assert portal.held() == {"FA-0001": 1}
    assert_journal_agrees_with_the_flows()


def test_another_invoice_of_the_same_number_leaves_ours_refused_with_what_to_do(
    portal: Portal, tmp_path: Path
) -> None:
    type_on_the_portal(portal, "FA-0001", THIS_MONTH, with_tax=Decimal(60))
    portal.invoices(tmp_path, 1)
    portal.deposit()
    portal.follow()
    invoice = Invoice.objects.get()
    assert invoice.deposit_state == DepositState.REFUSED
    assert says_duplicate(invoice.refusal)
    assert "le TTC est 60,00" in invoice.refusal
    assert "nouveau numéro" in invoice.refusal
    assert len(messages()) == 1
    portal.follow(rounds=2)
    assert len(messages()) == 1, "concluded upon once"
    assert portal.held() == {"FA-0001": 1}


def test_a_duplicate_that_the_portal_does_not_show_yet_is_asked_for_again(
    portal: Portal, tmp_path: Path
) -> None:
    portal.admin.fault("late_index", seconds=3600, operation="*soumettre")
    type_on_the_portal(portal, "FA-0001", THIS_MONTH)
    portal.invoices(tmp_path, 1)
    portal.deposit()
    portal.follow(PORTAL_PATIENCE, rounds=3)
    refusal = Invoice.objects.get().refusal
    assert refusal.count("ne la montre pas encore") == 1
    assert messages() == []
    portal.admin.advance(3601)
    portal.follow(PORTAL_PATIENCE)
    assert portal.states() == {"FA-0001": DepositState.INTEGRATED}


def test_a_duplicate_that_the_portal_never_shows_is_left_to_the_user(
    portal: Portal, tmp_path: Path
) -> None:
    portal.admin.fault("late_index", seconds=3600, operation="*soumettre")
    type_on_the_portal(portal, "FA-0001", THIS_MONTH)
    portal.invoices(tmp_path, 1)
    portal.deposit()
    portal.follow(IMPATIENT)
    assert portal.states() == {"FA-0001": DepositState.REFUSED}
    [told] = messages()
    assert told.startswith("Chorus Pro dit doublon, mais ne montre aucune facture FA-0001")
    assert told in Invoice.objects.get().refusal


def test_the_command_follow_asks_again_about_a_duplicate_when_no_flow_is_open(
    portal: Portal, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call = partial(call_command, capsys)
    portal.admin.fault("late_index", seconds=3600, operation="*soumettre")
    type_on_the_portal(portal, "FA-0001", THIS_MONTH)
    portal.invoices(tmp_path, 1)
    assert call("deposit", "--mode", "batch").returncode == 1
    portal.admin.advance(3601)
    assert call("follow", "--for", "0").returncode == 0
    assert portal.states() == {"FA-0001": DepositState.INTEGRATED}
    assert call("deposit", "--mode", "batch").returncode == 0
    assert portal.held() == {"FA-0001": 1}


@pytest.mark.django_db
def test_a_portal_that_answers_oddly_is_told_and_asked_again() -> None:
    class Moody(Answers):
        def search_invoices(self, search: object) -> list[object]:  # type: ignore[override] # odd on purpose
            if search.invoice_number:  # type: ignore[attr-defined]
                raise BusinessRefusal("Chorus Pro refuse la demande", code=20001, label="x")
            return []

    invoice = an_invoice(a_company(), "FA-1")
    flow = reserved_flow(invoice.company, "lot", [invoice.pk])
    move_flow(flow, Move(FlowState.SENDING, LineState.SENT, fields={"sent_at": timezone.now()}))
    adopt_number(flow, FLOW_NUMBER)
    report = a_report("IN_REJETE", ("FA-1", "facture déjà déposée (doublon)"))
    follow_once(invoice.company, Moody([], {FLOW_NUMBER: report}).client, IMPATIENT)
    invoice.refresh_from_db()
    assert "on n'a pas pu chercher" in invoice.refusal
    [waiting] = unconcluded(invoice.company)
    row = a_row(invoice, codeDestinataire=UNDEMANDING, numeroFluxDepot=None)
    follow_once(invoice.company, Answers([row]).client, IMPATIENT)
    invoice.refresh_from_db()
    assert invoice.deposit_state == DepositState.INTEGRATED
    assert unconcluded(invoice.company) == []
    assert waiting.flow_id == flow.pk


def test_two_programs_that_conclude_at_once_say_it_once(portal: Portal, tmp_path: Path) -> None:
    portal.admin.fault("late_index", seconds=3600, operation="*soumettre")
    type_on_the_portal(portal, "FA-0001", THIS_MONTH)
    portal.invoices(tmp_path, 1)
    portal.deposit()
    portal.follow(PORTAL_PATIENCE)
    [late] = unconcluded(portal.company)
    portal.admin.advance(3601)
    portal.follow(PORTAL_PATIENCE)
    with chorus_client(portal.company) as client:
        assert duplicates._conclude(late, client, PORTAL_PATIENCE) is False  # noqa: SLF001 - the second one, which read before the first wrote
    assert len(messages()) == 1
    assert portal.states() == {"FA-0001": DepositState.INTEGRATED}


@pytest.mark.django_db
def test_a_draft_of_the_same_number_is_named() -> None:
    invoice = an_invoice(a_company(), "FA-1")
    flow = reserved_flow(invoice.company, "lot", [invoice.pk])
    move_flow(flow, Move(FlowState.SENDING, LineState.SENT, fields={"sent_at": timezone.now()}))
    move_flow(flow, Move(FlowState.NOT_ACCEPTED, LineState.REFUSED, "facture en doublon"))
    draft = a_row(invoice, codeDestinataire=UNDEMANDING, statut="BROUILLON")
    follow_once(invoice.company, Answers([draft]).client, IMPATIENT)
    invoice.refresh_from_db()
    assert invoice.deposit_state == DepositState.REFUSED
    assert "brouillon : saisie sur le portail" in invoice.refusal


@pytest.mark.django_db
def test_a_deposit_refused_at_once_as_a_duplicate_is_looked_for_too() -> None:
    invoice = an_invoice(a_company(), "FA-1")
    flow = reserved_flow(invoice.company, "lot", [invoice.pk])
    move_flow(flow, Move(FlowState.SENDING, LineState.SENT, fields={"sent_at": timezone.now()}))
    refusal = "GDP_MSG_11.001 - La facture FA-1 existe déjà, au statut DEPOSEE."
    move_flow(flow, Move(FlowState.NOT_ACCEPTED, LineState.REFUSED, refusal))
    assert not due_companies(timezone.now())
    row = a_row(invoice, codeDestinataire=UNDEMANDING, numeroFluxDepot=None)
    follow_once(invoice.company, Answers([row]).client, IMPATIENT)
    invoice.refresh_from_db()
    assert invoice.deposit_state == DepositState.INTEGRATED


@pytest.mark.parametrize(
    ("refusal", "is_one"),
    [
        ("FichierXml.DonneesFacture.Id.value : la facture FA-1 a déjà été déposée (doublon)", True),
        ("ExchangedDocument.ID.value : numéro déjà utilisé", True),
        ("Facture en doublon", True),
        ("GDP_MSG_11.001 - La facture FA-1 existe déjà, au statut DEPOSEE.", True),
        ("FichierXml.DonneesFacture.Id.value : trop long", False),
        ("Debiteur.CodeService : ce service n'existe pas", False),
        ("le net à payer doit être nul pour le cadre A2 (déjà payée)", False),
        ("", False),
    ],
)
def test_the_words_of_a_duplicate(refusal: str, is_one: bool) -> None:
    assert says_duplicate(refusal) is is_one


def test_a_submission_refused_because_its_number_exists_is_adopted(portal: Portal) -> None:
    chorus_id = type_on_the_portal(portal, "FA-0001", THIS_MONTH, with_tax=Decimal(240))
    portal.detailed("FA-0001")
    portal.deposit(DepositMode.SEQUENTIAL, way_in=WayIn.TYPED)
    assert Flow.objects.get().state == FlowState.NOT_ACCEPTED
    portal.follow()
    invoice = Invoice.objects.get()
    assert (invoice.deposit_state, invoice.chorus_id) == (DepositState.INTEGRATED, chorus_id)
    assert portal.held() == {"FA-0001": 1}
    assert_journal_agrees_with_the_flows()
