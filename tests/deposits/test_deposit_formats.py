"""Invoices with lines on their way to the simulator: each in its format, each exactly once."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from support.portal import assert_journal_agrees_with_the_flows
from support.records import SERVICE_CODE, SERVICE_REQUIRED, a_customer, a_pdf
from wochorus.billing.documents import attach_annex, attach_main, content_store
from wochorus.billing.models import DepositState, Invoice, InvoiceLine
from wochorus.deposits.models import Flow, OrderItem
from wochorus.deposits.services import Outcome
from wochorus.deposits.states import DepositMode, FlowState, ItemState
from wochorus.deposits.syntaxes import CHORUS_SYNTAXES, SyntaxChoice
from wochorus.einvoice import Format

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.commands import Done
    from support.portal import Portal

DEPOSIT = "*deposer/flux"
FACTURX, MINIMAL = CHORUS_SYNTAXES[Format.FACTURX], CHORUS_SYNTAXES[Format.CPP_MINIMAL]


def received(portal: Portal) -> Counter[str]:
    """The syntaxes of the flows that the portal recorded."""
    return Counter(flow["syntax"] for flow in portal.admin.flows())


def test_a_mixed_batch_leaves_as_one_flow_for_each_format(portal: Portal, tmp_path: Path) -> None:
    numbers = portal.invoices(tmp_path, 3)
    portal.detailed("FX-1", "FX/2")
    portal.detailed("FX-3", page_folder=tmp_path)
    result = portal.deposit()
    assert [line.outcome for line in result.lines] == [Outcome.DEPOSITED] * 6
    assert {(flow.name, flow.file_name, flow.syntax) for flow in result.flows} == {
        ("lot-facturx", "factur-x_lot-facturx.tar.gz", FACTURX),
        ("lot-cpp-minimal", "lot-cpp-minimal.xml", MINIMAL),
    }
    portal.follow()
    everything = [*numbers, "FX-1", "FX/2", "FX-3"]
    assert portal.states() == dict.fromkeys(sorted(everything), DepositState.INTEGRATED)
    assert portal.held() == dict.fromkeys(everything, 1)
    assert received(portal) == {FACTURX: 1, MINIMAL: 1}
    frozen = set(Flow.objects.values_list("file_sha256", flat=True))
    assert {entry["sha256"] for entry in portal.admin.ledger(DEPOSIT)} == frozen
    assert Invoice.objects.get(number="FX/2").flow_number.startswith("CPP0011117")
    assert_journal_agrees_with_the_flows()


def test_a_sequence_gives_each_invoice_the_format_that_suits_it(
    portal: Portal, tmp_path: Path
) -> None:
    numbers = portal.invoices(tmp_path, 1)
    portal.detailed("FX-1", "FX-2")
    result = portal.deposit(DepositMode.SEQUENTIAL)
    files = {line.number: line.file_name for line in result.lines}
    assert files == {
        numbers[0]: "lot_fa-0001.xml",
        "FX-1": "factur-x_lot_fx-1.pdf",
        "FX-2": "factur-x_lot_fx-2.pdf",
    }
    portal.follow()
    assert portal.held() == dict.fromkeys([*numbers, "FX-1", "FX-2"], 1)
    assert received(portal) == {FACTURX: 2, MINIMAL: 1}
    assert set(portal.states().values()) == {DepositState.INTEGRATED}


@pytest.mark.parametrize("choice", [SyntaxChoice.CII, SyntaxChoice.UBL, SyntaxChoice.CPP_MINIMAL])
@pytest.mark.parametrize("mode", list(DepositMode))
def test_a_format_asked_for_is_that_of_all_with_their_documents_inside(
    portal: Portal, tmp_path: Path, choice: SyntaxChoice, mode: DepositMode
) -> None:
    portal.detailed("FX-1", "FX-2", page_folder=tmp_path)
    path = tmp_path / "rib.pdf"
    path.write_bytes(a_pdf("rib"))
    attach_annex(Invoice.objects.get(number="FX-1"), path)
    result = portal.deposit(mode, syntax=choice)
    flows = 1 if mode is DepositMode.BATCH else 2
    assert received(portal) == {CHORUS_SYNTAXES[Format(choice.value)]: flows}
    assert {flow.name for flow in result.flows} <= {"lot", "lot_FX-1", "lot_FX-2"}
    portal.follow()
    assert portal.held() == {"FX-1": 1, "FX-2": 1}
    assert set(portal.states().values()) == {DepositState.INTEGRATED}


@pytest.mark.parametrize("choice", [SyntaxChoice.FACTURX, SyntaxChoice.CII, SyntaxChoice.UBL])
def test_an_invoice_refused_inside_an_archive_is_told_by_its_number_and_leaves_again(
    portal: Portal, choice: SyntaxChoice
) -> None:
    demanding = a_customer(portal.company, SERVICE_REQUIRED, code_service=SERVICE_CODE)
    portal.detailed("FX-1", "FX-3")
    portal.detailed("FX-2", customer=demanding)
    portal.admin.put_service(SERVICE_REQUIRED, SERVICE_CODE, active=False)
    portal.deposit(syntax=choice)
    portal.follow()
    refused = Invoice.objects.get(number="FX-2")
    assert refused.deposit_state == DepositState.REFUSED
    assert SERVICE_CODE in refused.refusal
    assert Flow.objects.get().state == FlowState.PARTLY_INTEGRATED
    portal.admin.put_service(SERVICE_REQUIRED, SERVICE_CODE, active=True)
    portal.deposit(syntax=choice)
    portal.follow()
    assert portal.held() == {"FX-1": 1, "FX-2": 1, "FX-3": 1}
    assert_journal_agrees_with_the_flows()


@pytest.mark.parametrize("mode", list(DepositMode))
def test_a_lost_answer_about_a_factur_x_is_found_again(portal: Portal, mode: DepositMode) -> None:
    portal.detailed("FX-1", "FX-2")
    portal.admin.fault("cut_after_recording")
    result = portal.deposit(mode, continue_on_error=True)
    assert Outcome.AMBIGUOUS in {line.outcome for line in result.lines}
    assert portal.deposit(mode).lines == []
    portal.follow(rounds=3)
    assert portal.held() == {"FX-1": 1, "FX-2": 1}
    assert set(portal.states().values()) == {DepositState.INTEGRATED}


def test_when_the_first_flow_of_a_mixed_batch_stops_the_second_is_told(
    portal: Portal, tmp_path: Path
) -> None:
    numbers = portal.invoices(tmp_path, 2)
    portal.detailed("FX-1")
    portal.admin.fault("cut_before_recording")
    result = portal.deposit()
    assert {line.number: line.outcome for line in result.lines} == {
        "FX-1": Outcome.AMBIGUOUS,
        **dict.fromkeys(numbers, Outcome.NOT_SENT),
    }
    assert portal.deposits_received() == 0


def test_a_factur_x_too_heavy_for_any_flow_stays_here(portal: Portal) -> None:
    portal.detailed("FX-1", "FX-2")
    portal.company.flow_size_limit = 2000
    assert portal.deposit().lines == []
    reasons = OrderItem.objects.values_list("state", "message")
    assert {state for state, _ in reasons} == {ItemState.BLOCKED}
    assert all("un flux" in message for _, message in reasons)
    assert portal.deposits_received() == 0
    assert set(portal.states().values()) == {DepositState.TO_DEPOSIT}


def test_an_invoice_that_cannot_be_made_stays_here_and_is_named(portal: Portal) -> None:
    portal.detailed("FX-1", "FX-2")
    folder = content_store().root / "templates" / portal.company.code
    folder.mkdir(parents=True)
    try:
        (folder / "invoice.typ").write_text('#panic("cassé")', "utf-8")
        assert portal.deposit().lines == []
        told = list(OrderItem.objects.values_list("state", "message"))
    finally:
        (folder / "invoice.typ").unlink()
        folder.rmdir()
    assert [state for state, _ in told] == [ItemState.BLOCKED] * 2
    assert "La facture FX-1 ne peut pas partir" in told[0][1]
    assert portal.deposits_received() == 0
    assert not Flow.objects.exists()
    assert set(portal.states().values()) == {DepositState.TO_DEPOSIT}
    portal.deposit()
    assert portal.held() == {"FX-1": 1, "FX-2": 1}


def test_lines_changed_since_the_check_do_not_leave_unjudged(portal: Portal) -> None:
    portal.detailed("FX-1", "FX-2")

    def spoil_the_second(_: object) -> None:
        InvoiceLine.objects.filter(invoice__number="FX-2").update(unit="ZZ9")

    result = portal.deposit(
        DepositMode.SEQUENTIAL, on_line=spoil_the_second, continue_on_error=True
    )
    assert [line.outcome for line in result.lines] == [Outcome.DEPOSITED, Outcome.NOT_SENT]
    assert "BT-130" in result.lines[1].detail
    assert portal.held() == {"FX-1": 1}


def test_an_invoice_that_lost_its_lines_since_the_check_does_not_leave_in_their_flow(
    portal: Portal,
) -> None:
    portal.detailed("FX-1", "FX-2")

    def empty_the_second(_: object) -> None:
        InvoiceLine.objects.filter(invoice__number="FX-2").delete()

    result = portal.deposit(
        DepositMode.SEQUENTIAL, on_line=empty_the_second, continue_on_error=True
    )
    assert result.lines[1].outcome is Outcome.NOT_SENT
    assert "PDF de la facture est introuvable" in result.lines[1].detail, "its only form now"


def test_more_invoices_than_a_flow_holds_leave_in_several(
    portal: Portal, call: Callable[..., Done]
) -> None:
    portal.detailed("FX-1", "FX-2", "FX-3")
    assert call("company", "set", "propre", "--flow-invoice-limit", "2").returncode == 0
    done = call("deposit", "--mode", "batch", "--flow-name", "Octobre", "--no-follow")
    announced = " ".join(done.stdout.partition("N° pièce")[0].split())
    assert "Flux Octobre : 2 facture(s)" in announced
    assert "Flux Octobre-2 : 1 facture(s)" in announced
    assert portal.deposits_received() == 2
    assert portal.held() == {"FX-1": 1, "FX-2": 1, "FX-3": 1}


def test_a_batch_says_its_flows_before_it_sends_them(
    portal: Portal, tmp_path: Path, call: Callable[..., Done]
) -> None:
    portal.invoices(tmp_path, 2)
    portal.detailed("FX-1")
    done = call("deposit", "--mode", "batch", "--flow-name", "Octobre")
    assert done.returncode == 0, done.stderr
    announced, _, sent = done.stdout.partition("N° pièce")
    assert "Flux Octobre-facturx : 1 facture(s) au format Factur-X, " in announced
    assert "Flux Octobre-cpp-minimal : 2 facture(s) au format CPP minimal, " in announced
    assert "factur-x_octobre-facturx.pdf" in sent
    shown = call("flow", "list", "--json")
    assert {flow["syntax"] for flow in json.loads(shown.stdout)["flows"]} == {FACTURX, MINIMAL}


def test_a_sequence_says_how_many_flows_of_each_format(
    portal: Portal, tmp_path: Path, call: Callable[..., Done]
) -> None:
    portal.invoices(tmp_path, 1)
    portal.detailed("FX-1", "FX-2")
    done = call("deposit", "--mode", "sequential", "--no-follow")
    assert "2 flux au format Factur-X" in done.stdout
    assert "1 flux au format CPP minimal" in done.stdout


def test_a_format_asked_for_on_the_command_line_is_checked_and_deposited(
    portal: Portal, tmp_path: Path, call: Callable[..., Done]
) -> None:
    portal.invoices(tmp_path, 1)
    portal.detailed("FX-1")
    checked = json.loads(call("check", "--syntax", "ubl", "--json").stdout)
    assert checked["formats"] == {"ubl": 2}
    assert [each["code"] for each in checked["anomalies"]] == ["LINES_MISSING"]
    done = call("deposit", "--mode", "batch", "--syntax", "ubl")
    assert done.returncode == 1, "one invoice stays behind"
    assert received(portal) == {CHORUS_SYNTAXES[Format.UBL]: 1}
    assert call("deposit", "--mode", "batch", "--syntax", "pdf").returncode == 2


def test_a_page_that_is_not_archival_leaves_as_cpp_minimal_and_says_so(
    portal: Portal, tmp_path: Path, call: Callable[..., Done]
) -> None:
    portal.detailed("FX-1")
    path = tmp_path / "page.pdf"
    path.write_bytes(a_pdf())
    attach_main(Invoice.objects.get(), path)
    done = call("deposit", "--mode", "batch")
    assert done.returncode == 0, done.stderr
    assert "n'est pas un PDF/A" in done.stdout
    assert received(portal) == {MINIMAL: 1}
    assert portal.states() == {"FX-1": DepositState.INTEGRATED}
