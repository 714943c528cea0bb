"""The commands of the deposit: what they answer, and the exit codes that scripts rely on."""

from __future__ import annotations

import io
import json
from functools import partial
from typing import TYPE_CHECKING, Protocol

import pytest

from support.commands import Done, call_command
from support.deposits import reserved_flow
from support.records import a_customer, an_invoice
from wochorus.accounts.services import change_company
from wochorus.billing.models import DepositState, Invoice
from wochorus.customers.models import BuyerKind
from wochorus.deposits.models import Flow
from wochorus.deposits.states import FlowState

if TYPE_CHECKING:
    from pathlib import Path

    from support.portal import Portal


class Call(Protocol):
    """The type of the fixture `call`."""

    def __call__(self, *arguments: str) -> Done:
        """Run `wochorus ARGUMENTS` here."""


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    return partial(call_command, capsys)


def test_what_a_killed_deposit_left_leaves_with_the_next_command(
    portal: Portal, tmp_path: Path, call: Call
) -> None:
    portal.invoices(tmp_path, 2)
    ids = list(Invoice.objects.values_list("pk", flat=True))
    reserved_flow(portal.company, "tué", ids)
    done = call("deposit", "--mode", "batch")
    assert done.returncode == 0, done.stderr
    assert portal.held() == {"FA-0001": 1, "FA-0002": 1}


def test_a_network_that_comes_back_is_waited_for_as_long_as_the_user_does(
    portal: Portal, tmp_path: Path, call: Call
) -> None:
    portal.invoices(tmp_path, 1)
    assert call("deposit", "--mode", "batch", "--no-follow").returncode == 0
    reading = "*consulterCRDetaille"
    portal.admin.fault("cut_before_recording", operation=reading, count=99)
    assert call("follow", "--for", "0").returncode == 1
    asked = len(portal.admin.ledger(reading))
    portal.admin.clear_faults()
    portal.admin.fault("cut_before_recording", operation=reading, count=asked)
    assert call("follow").returncode == 0
    assert portal.states() == {"FA-0001": DepositState.INTEGRATED}
    assert len(portal.admin.ledger(reading)) == 2 * asked + 1


def test_a_deposit_is_not_done_while_an_invoice_of_the_selection_is_uncertain(
    portal: Portal, tmp_path: Path, call: Call
) -> None:
    portal.invoices(tmp_path, 1)
    portal.admin.fault("cut_before_recording")
    assert call("deposit", "--mode", "batch", "--no-follow").returncode == 1
    again = call("deposit", "--mode", "batch", "--no-follow")
    assert again.returncode == 1
    assert "1 facture(s)" in again.stderr
    assert "wochorus follow" in again.stderr


def test_a_deposit_follows_what_an_earlier_one_left_open(
    portal: Portal, tmp_path: Path, call: Call
) -> None:
    portal.invoices(tmp_path, 1)
    assert call("deposit", "--mode", "batch", "--no-follow").returncode == 0
    assert Flow.objects.get().state == FlowState.DEPOSITED
    assert call("deposit", "--mode", "batch").returncode == 0
    assert portal.states() == {"FA-0001": DepositState.INTEGRATED}


@pytest.mark.parametrize("command", [("deposit", "--mode", "batch"), ("check",)])
def test_a_number_that_is_not_in_the_journal_is_told_and_nothing_leaves(
    portal: Portal, tmp_path: Path, call: Call, command: tuple[str, ...]
) -> None:
    portal.invoices(tmp_path, 1)
    done = call(*command, "--number", "FA-0001", "--number", "FA-FAUTE")
    assert done.returncode == 1
    assert "FA-FAUTE" in done.stderr
    assert "FA-0001" not in done.stderr
    assert portal.deposits_received() == 0


def test_the_invoice_of_a_private_customer_asked_by_its_number_is_told(
    portal: Portal, tmp_path: Path, call: Call
) -> None:
    private = a_customer(portal.company, "", code="P1", kind=BuyerKind.PRIVATE)
    an_invoice(portal.company, "FA-P", tmp_path, customer=private)
    done = call("deposit", "--mode", "batch", "--number", "FA-P")
    assert done.returncode == 1
    assert "est privé" in done.stdout


def test_a_follow_up_that_fails_does_not_hide_what_was_deposited(
    portal: Portal, tmp_path: Path, call: Call
) -> None:
    portal.invoices(tmp_path, 1)
    portal.admin.fault("status_403", operation="*consulterCRDetaille", count=9)
    done = call("deposit", "--mode", "batch", "--json")
    assert done.returncode == 1
    assert [line["outcome"] for line in json.loads(done.stdout)["lines"]] == ["déposée"]
    assert "Que faire" in done.stderr


@pytest.mark.parametrize("environment", ["production", "qualification", "other"])
def test_too_short_a_patience_is_refused_on_a_real_portal(
    portal: Portal, call: Call, environment: str
) -> None:
    portal.company.environment = environment
    portal.company.save()
    done = call("follow", "--patience", "30")
    assert done.returncode == 1
    assert "600" in done.stderr


@pytest.mark.parametrize(
    "reference", ["", " ", "0", "99", "9" * 30, "CPP0000000000000000000000", "²"]
)
def test_a_flow_that_does_not_exist_is_told(
    portal: Portal, tmp_path: Path, call: Call, reference: str
) -> None:
    portal.invoices(tmp_path, 1)
    invoice = Invoice.objects.get()
    reserved_flow(portal.company, "sans numéro", [invoice.pk])
    done = call("flow", "show", reference)
    assert done.returncode == 1
    assert "n'existe pas" in done.stderr


def test_a_text_that_is_not_utf_8_is_told(portal: Portal, call: Call) -> None:
    for words in (("flow", "show", "\udcff"), ("deposit", "--mode", "batch", "--number", "\udcff")):
        done = call(*words, "--company", portal.company.code)
        assert done.returncode == 1
        assert "UTF-8" in done.stderr


def test_a_flow_is_shown_with_its_invoices_and_its_history(
    portal: Portal, tmp_path: Path, call: Call
) -> None:
    portal.invoices(tmp_path, 1)
    call("deposit", "--mode", "batch", "--flow-name", "Lot [/] du mois")
    number = Flow.objects.get().flow_number
    done = call("flow", "show", number)
    assert done.returncode == 0
    assert "Lot [/] du mois" in done.stdout
    assert "FA-0001" in done.stdout
    assert call("flow", "list").stdout.count(number) == 1


def test_a_deposited_flow_that_never_ends_is_settled_by_hand(
    portal: Portal, tmp_path: Path, call: Call
) -> None:
    portal.admin.settings(integration_delay=86_400)
    portal.invoices(tmp_path, 2)
    call("deposit", "--mode", "batch", "--no-follow")
    number = Flow.objects.get().flow_number
    resolve = ("flow", "resolve", number)
    assert call(*resolve).returncode == 2
    assert call(*resolve, "--integrated", "--not-received").returncode == 2
    asked = call(*resolve, "--not-received")
    assert asked.returncode == 1
    assert "confirmation" in asked.stderr
    assert call(*resolve, "--integrated", "--number", "FA-9", "--yes").returncode == 1
    assert portal.states() == dict.fromkeys(("FA-0001", "FA-0002"), DepositState.DEPOSITED)
    assert call(*resolve, "--integrated", "--number", "FA-0001", "--yes").returncode == 0
    assert call(*resolve, "--not-received", "--yes").returncode == 0
    assert portal.states() == {
        "FA-0001": DepositState.INTEGRATED,
        "FA-0002": DepositState.TO_DEPOSIT,
    }


def test_names_that_look_like_markup_are_shown_as_they_are(portal: Portal, call: Call) -> None:
    change_company(portal.company, name="S[/]ARL [bold]")
    assert "S[/]ARL [bold]" in call("company", "list").stdout
    assert "S[/]ARL [bold]" in call("company", "show", "propre").stdout


def test_secrets_are_not_asked_for_where_nobody_can_type(portal: Portal, call: Call) -> None:
    done = call("company", "access", portal.company.code, "--environment", "production")
    assert done.returncode == 1
    assert "--secrets-stdin" in done.stderr


def test_an_answer_lost_is_found_by_follow(portal: Portal, tmp_path: Path, call: Call) -> None:
    portal.invoices(tmp_path, 1)
    portal.admin.fault("cut_after_recording")
    lost = call("deposit", "--mode", "batch", "--no-follow")
    assert lost.returncode == 1
    assert "incertaine" in lost.stdout
    found = call("follow")
    assert found.returncode == 0, found.stdout + found.stderr
    assert "CPP0011113" in found.stdout
    assert portal.held() == {"FA-0001": 1}


def test_a_portal_that_is_down_is_told_in_one_message(
    portal: Portal, tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wochorus.deposits.sending.PAUSES_BEFORE_RETRY", (0, 0))
    portal.invoices(tmp_path, 1)
    portal.simulator.stop()
    try:
        done = call("deposit", "--mode", "batch")
    finally:
        portal.simulator.start()
    assert done.returncode == 1
    assert done.stderr.count("Erreur :") == 1
    assert "Le simulateur de Chorus Pro ne répond pas" in done.stderr
    assert portal.simulator.url in done.stderr
    assert f"wochorus serve --port {portal.simulator.url.rpartition(':')[2]}" in done.stderr
    assert "réseau" not in done.stderr
    assert portal.states() == {"FA-0001": DepositState.TO_DEPOSIT}


def test_a_production_deposit_asks_before_it_sends(
    portal: Portal, tmp_path: Path, call: Call
) -> None:
    portal.invoices(tmp_path, 1)
    assert call("company", "set", "propre", "--environment", "production").returncode == 0
    done = call("deposit", "--mode", "batch")
    assert done.returncode == 1
    assert "PRODUCTION" in done.stdout
    assert "confirmation" in done.stderr
    assert portal.deposits_received() == 0


def test_secrets_are_read_from_standard_input_and_never_shown(
    portal: Portal, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("s3cret-piste\ns3cret-tech\n"))
    stored = call(
        "company", "access", portal.company.code, "--environment", "qualification",
        "--client-id", "app", "--technical-login", "TECH_1@cpro.fr", "--secrets-stdin",
    )  # fmt: skip
    assert stored.returncode == 0, stored.stderr
    shown = call("company", "show", portal.company.code, "--json")
    assert "qualification" in json.loads(shown.stdout)["accesses"]
    assert "s3cret" not in stored.stdout + shown.stdout + stored.stderr


def test_nothing_to_follow_needs_no_credentials(portal: Portal, call: Call) -> None:
    change_company(portal.company, environment="qualification")
    done = call("follow")
    assert done.returncode == 0, done.stderr
    assert "Aucun flux n'attend de réponse" in done.stdout


@pytest.mark.parametrize("command", [["check"], ["deposit", "--mode", "batch"]])
def test_a_selection_without_any_invoice_is_told(
    portal: Portal, tmp_path: Path, call: Call, command: list[str]
) -> None:
    portal.invoices(tmp_path, 1)
    done = call(*command, "--search", "introuvable")
    assert done.returncode == 0, done.stderr
    assert "Aucune facture ne répond à ces critères" in done.stdout
    assert "Aucune anomalie" not in done.stdout
