"""Invoices submitted without XML, on the simulator: whatever happens, each is there once."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from support.bills import attach_printed
from support.certificates import PASSWORD, Authority
from support.portal import assert_journal_agrees_with_the_flows, no_pause
from support.records import (
    SERVICE_CODE,
    SERVICE_REQUIRED,
    a_customer,
    a_detailed_invoice,
    an_invoice,
)
from wochorus.accounts.certificates import store_certificate
from wochorus.accounts.models import WayIn
from wochorus.accounts.services import chorus_client
from wochorus.accounts.signing import is_signed
from wochorus.billing.documents import attach_annex
from wochorus.billing.models import (
    DepositState,
    Invoice,
    InvoiceKind,
    InvoiceLine,
    TaxBreakdown,
)
from wochorus.choruspro import SubmissionReceipt
from wochorus.core.errors import InvalidInput, Permanent, Transient
from wochorus.core.money import format_euros
from wochorus.deposits.asking import DepositRequest
from wochorus.deposits.evidence.collecting import evidence_of
from wochorus.deposits.models import DepositOrder, Event, Flow
from wochorus.deposits.moves import Move, TakenOverError, move_flow
from wochorus.deposits.orders.running import Runner
from wochorus.deposits.packing import flow_folder
from wochorus.deposits.patience import Patience
from wochorus.deposits.reservation import reserve, take_over_orphans
from wochorus.deposits.resolution import (
    declare_not_received,
    declare_submitted,
    note_flow_number,
)
from wochorus.deposits.services import Outcome, carry_out, plan_deposit
from wochorus.deposits.states import DepositMode, FlowState, LineState, OrderState
from wochorus.deposits.submissions.recording import record_receipt
from wochorus.deposits.submissions.request import FrozenRequest
from wochorus.deposits.workshop import Workshop

if TYPE_CHECKING:
    from pathlib import Path

    from support.portal import Portal

SUBMIT, DEPOSIT_PDF, ADD_FILE = "*soumettre", "*deposer/pdf", "*ajouter/fichier"
WAYS = (WayIn.PDF, WayIn.SIGNED_PDF, WayIn.TYPED)


@pytest.fixture(scope="module")
def certificate() -> bytes:
    return Authority.made().pkcs12()


@pytest.fixture
def signing(portal: Portal, certificate: bytes) -> Portal:
    store_certificate(portal.company, certificate, PASSWORD)
    return portal


def recorded(portal: Portal) -> dict[str, dict[str, Any]]:
    return {row["number"]: row for row in portal.admin.invoices()}


def the_flow() -> Flow:
    return Flow.objects.select_related("company").get()


@pytest.mark.parametrize("way_in", WAYS)
def test_each_way_submits_each_invoice_once_and_shows_it_integrated(
    signing: Portal, tmp_path: Path, way_in: WayIn
) -> None:
    for number in ("FA-1", "FA-2"):
        invoice = a_detailed_invoice(signing.company, number)
        annex = tmp_path / "bon.pdf"
        annex.write_bytes(b"%PDF-1.4 bon")
        attach_annex(invoice, annex)
    result = signing.deposit(way_in=way_in)
    assert [line.outcome for line in result.lines] == [Outcome.DEPOSITED] * 2
    assert signing.held() == {"FA-1": 1, "FA-2": 1}
    assert signing.states() == dict.fromkeys(("FA-1", "FA-2"), DepositState.INTEGRATED)
    modes = {row["deposit_mode"] for row in recorded(signing).values()}
    assert modes == {result.flows[0].syntax}
    for flow in Flow.objects.all():
        assert (flow.state, flow.way_in, flow.flow_number) == (FlowState.INTEGRATED, way_in, "")
        assert flow.mode == DepositMode.SEQUENTIAL
        assert flow.report is not None
        assert flow.report["statutFacture"] == "DEPOSEE"
    for invoice in Invoice.objects.all():
        assert invoice.chorus_id == recorded(signing)[invoice.number]["id"]
        assert invoice.chorus_status == "DEPOSEE"
        assert invoice.deposited_at is not None
    assert_journal_agrees_with_the_flows()
    assert signing.follow().still_open == []


def test_a_pdf_leaves_as_it_is_and_a_signed_one_is_signed(signing: Portal, tmp_path: Path) -> None:
    for way_in, number in ((WayIn.PDF, "FA-1"), (WayIn.SIGNED_PDF, "FA-2")):
        attach_printed(an_invoice(signing.company, number), tmp_path)
        signing.deposit(way_in=way_in)
    plain, signed = (
        next((flow_folder(flow) / "documents").iterdir()).read_bytes()
        for flow in Flow.objects.order_by("pk")
    )
    first = Invoice.objects.get(number="FA-1").documents.get()
    assert len(plain) == first.document.size
    assert is_signed(signed)
    assert not is_signed(plain)


def test_an_invoice_signed_by_its_maker_is_not_signed_again(
    signing: Portal, tmp_path: Path, certificate: bytes
) -> None:
    from wochorus.accounts.certificates import OpenedCertificate
    from wochorus.accounts.signing import PdfSigner
    from wochorus.billing.documents import attach_main

    invoice = an_invoice(signing.company, "FA-1")
    attach_printed(invoice, tmp_path)
    path = tmp_path / f"{invoice.pk}.pdf"
    theirs = PdfSigner(OpenedCertificate(certificate, PASSWORD)).sign(path.read_bytes())
    path.write_bytes(theirs)
    attach_main(invoice, path, "FA-1.pdf")
    signing.deposit(way_in=WayIn.SIGNED_PDF)
    [sent] = (flow_folder(the_flow()) / "documents").iterdir()
    assert sent.read_bytes() == theirs


def test_without_a_certificate_nothing_is_signed_nor_sent(portal: Portal) -> None:
    portal.detailed("FA-1")
    result = portal.deposit(way_in=WayIn.SIGNED_PDF)
    assert (result.flows, portal.held()) == ([], {})


def test_what_is_submitted_says_what_the_journal_says(portal: Portal) -> None:
    customer = a_customer(portal.company, SERVICE_REQUIRED, code_service=SERVICE_CODE)
    portal.detailed("FA-1", customer=customer, marche="M-7")
    portal.deposit(way_in=WayIn.TYPED)
    with chorus_client(portal.company, sleep=no_pause) as client:
        sheet = client.invoice_sheet(Invoice.objects.get().chorus_id or 0)
    raw = sheet.raw
    assert sheet.invoice_number == "FA-1"
    told = json.dumps(raw)
    assert all(word in told for word in (SERVICE_CODE, "BC-2026-118", "M-7", "VIREMENT", "TVA20"))
    assert "TVA_SUR_ENCAISSEMENT" in told


def test_a_credit_note_and_a_paid_invoice_are_submitted_too(portal: Portal) -> None:
    portal.detailed("FA-1", cadre="A2", prepaid=Decimal(240), amount_due=Decimal(0))
    portal.detailed("AV-1", kind=InvoiceKind.CREDIT_NOTE, preceding_invoice="FA-1")
    portal.deposit(way_in=WayIn.TYPED)
    assert {row["cadre"] for row in recorded(portal).values()} == {"A1", "A2"}
    assert set(portal.states().values()) == {DepositState.INTEGRATED}


@pytest.mark.parametrize("cadre", ["A9", "A12"])
def test_a_subcontractor_names_who_validates(portal: Portal, cadre: str) -> None:
    portal.detailed("FA-1", cadre=cadre, validator=SERVICE_REQUIRED)
    portal.detailed("FA-2", cadre=cadre)
    portal.deposit(way_in=WayIn.TYPED)
    assert portal.held() == {"FA-1": 1}
    assert portal.states()["FA-2"] == DepositState.TO_DEPOSIT


@pytest.mark.parametrize("way_in", [WayIn.PDF, WayIn.TYPED])
@pytest.mark.parametrize("fault", ["cut_after_recording", "lost_answer", "html", "no_flow_number"])
def test_a_lost_answer_is_asked_for_and_the_invoice_found(
    portal: Portal, fault: str, way_in: WayIn
) -> None:
    portal.detailed("FA-1")
    portal.admin.fault(fault, operation=SUBMIT)
    result = portal.deposit(way_in=way_in)
    assert [line.outcome for line in result.lines] == [Outcome.AMBIGUOUS]
    portal.deposit(way_in=way_in)
    assert portal.states() == {"FA-1": DepositState.AMBIGUOUS}
    portal.follow(rounds=2)
    assert portal.states() == {"FA-1": DepositState.INTEGRATED}
    assert Invoice.objects.get().chorus_id == recorded(portal)["FA-1"]["id"]
    portal.deposit(way_in=way_in)
    assert portal.held() == {"FA-1": 1}
    assert len(portal.admin.ledger(SUBMIT)) == 1


def test_a_call_that_never_arrived_is_believed_so_only_after_patience(portal: Portal) -> None:
    portal.detailed("FA-1")
    portal.admin.fault("cut_before_recording", operation=SUBMIT)
    portal.deposit(way_in=WayIn.TYPED)
    long = Patience(timedelta(hours=1), timedelta(0))
    portal.follow(long, rounds=3)
    assert portal.states() == {"FA-1": DepositState.AMBIGUOUS}
    portal.follow(rounds=2)
    assert portal.states() == {"FA-1": DepositState.TO_DEPOSIT}
    assert the_flow().state == FlowState.NOT_RECEIVED
    portal.deposit(way_in=WayIn.TYPED)
    assert portal.held() == {"FA-1": 1}


def test_a_late_index_does_not_have_an_invoice_submitted_twice(portal: Portal) -> None:
    portal.detailed("FA-1")
    portal.admin.fault("late_index", operation=SUBMIT, seconds=3600)
    portal.admin.fault("cut_after_recording", operation=SUBMIT)
    portal.deposit(way_in=WayIn.TYPED)
    portal.follow(Patience(timedelta(hours=2), timedelta(0)), rounds=3)
    assert portal.states() == {"FA-1": DepositState.AMBIGUOUS}
    portal.admin.advance(3601)
    portal.follow()
    assert portal.states() == {"FA-1": DepositState.INTEGRATED}
    assert portal.held() == {"FA-1": 1}


@pytest.mark.parametrize("operation", [DEPOSIT_PDF, ADD_FILE])
@pytest.mark.parametrize("fault", ["cut_after_recording", "lost_answer", "truncated_json"])
def test_a_lost_answer_to_a_document_is_harmless(
    portal: Portal, tmp_path: Path, operation: str, fault: str
) -> None:
    invoice = a_detailed_invoice(portal.company, "FA-1")
    annex = tmp_path / "bon.txt"
    annex.write_bytes(b"bon")
    attach_annex(invoice, annex)
    portal.admin.fault(fault, operation=operation)
    result = portal.deposit(way_in=WayIn.PDF)
    if result.lines[0].outcome is Outcome.NOT_SENT:
        assert portal.states() == {"FA-1": DepositState.TO_DEPOSIT}
        portal.deposit(way_in=WayIn.PDF)
    assert portal.states() == {"FA-1": DepositState.INTEGRATED}
    assert portal.held() == {"FA-1": 1}


def test_a_document_that_is_refused_refuses_its_invoice_with_the_words_of_chorus(
    portal: Portal,
) -> None:
    portal.detailed("FA-1", "FA-2")
    portal.admin.fault("unknown_code", operation=DEPOSIT_PDF)
    result = portal.deposit(way_in=WayIn.PDF, continue_on_error=True)
    assert [line.outcome for line in result.lines] == [Outcome.REFUSED, Outcome.DEPOSITED]
    refused = Invoice.objects.get(number="FA-1")
    assert refused.deposit_state == DepositState.REFUSED
    assert "29999" in refused.refusal
    assert portal.held() == {"FA-2": 1}


def test_a_refusal_frees_the_invoice_with_code_and_words(portal: Portal) -> None:
    portal.detailed("FA-1", currency="EU")
    portal.deposit(way_in=WayIn.TYPED)
    refused = Invoice.objects.get()
    assert refused.deposit_state == DepositState.REFUSED
    assert "devise" in refused.refusal
    event = Event.objects.get(kind=FlowState.NOT_ACCEPTED)
    assert event.payload["code"]
    Invoice.objects.update(currency="EUR")
    portal.deposit(way_in=WayIn.TYPED)
    assert portal.held() == {"FA-1": 1}


def test_a_pdf_that_chorus_reads_otherwise_is_held_back_until_it_is_accepted(
    portal: Portal, tmp_path: Path
) -> None:
    attach_printed(an_invoice(portal.company, "FA-1"), tmp_path, net="90,00 €", number="FA-9")
    attach_printed(an_invoice(portal.company, "FA-2"), tmp_path)
    result = portal.deposit(way_in=WayIn.PDF, continue_on_error=True)
    lines = {line.number: line for line in result.lines}
    assert lines["FA-1"].outcome is Outcome.NOT_SENT
    assert (
        f"HT : {format_euros(Decimal(90))} lu, {format_euros(Decimal(100))}" in lines["FA-1"].detail
    )
    assert "numéro : FA-9 lu, FA-1 dans le journal" in lines["FA-1"].detail
    assert "--accept-reading-differences" in lines["FA-1"].detail
    assert portal.states()["FA-1"] == DepositState.TO_DEPOSIT
    assert portal.held() == {"FA-2": 1}
    assert len(portal.admin.ledger(SUBMIT)) == 1
    event = Event.objects.get(kind="pdf_reading", flow__name__endswith="FA-1")
    assert [each[0] for each in event.payload["differences"]] == ["numéro", "HT"]
    portal.deposit(way_in=WayIn.PDF, accepts_reading=True)
    assert portal.held() == {"FA-1": 1, "FA-2": 1}
    assert Event.objects.filter(kind="pdf_reading", payload__accepted=True).count() == 1


def test_what_could_not_be_read_is_said_and_stops_nothing(portal: Portal, tmp_path: Path) -> None:
    portal.invoices(tmp_path, 1)
    portal.deposit(way_in=WayIn.PDF)
    assert set(portal.states().values()) == {DepositState.INTEGRATED}
    assert "Non lu : numéro, date" in Event.objects.get(kind="pdf_reading").message


def planned(portal: Portal, way_in: WayIn) -> DepositOrder:
    request = DepositRequest(DepositMode.BATCH, "lot", timezone.localdate(), way_in=way_in)
    with Workshop() as workshop:
        order, _ = plan_deposit(portal.company, Invoice.objects.all(), request, workshop)
    return order


def carried_out(portal: Portal, order: DepositOrder) -> Any:
    with Workshop() as workshop, chorus_client(portal.company, sleep=no_pause) as client:
        return carry_out(order, client, lambda _: None, workshop=workshop, sleep=no_pause)


@pytest.mark.parametrize("way_in", WAYS)
def test_what_a_trial_run_writes_is_what_leaves(
    signing: Portal, tmp_path: Path, way_in: WayIn
) -> None:
    invoice = a_detailed_invoice(signing.company, "FA-1")
    annex = tmp_path / "bon.txt"
    annex.write_bytes(b"bon de livraison")
    attach_annex(invoice, annex)
    order = planned(signing, way_in)
    folder = flow_folder(the_flow())
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert signing.admin.ledger("*v1*") == []
    carried_out(signing, order)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    given = {entry["sha256"] for entry in signing.admin.ledger() if entry.get("sha256")}
    request = FrozenRequest.from_bytes((folder / the_flow().file_name).read_bytes())
    assert {document.sha256 for document in request.documents} == given


@pytest.mark.parametrize("which", ["request", "document"])
def test_a_file_altered_since_does_not_leave(portal: Portal, which: str) -> None:
    portal.detailed("FA-1")
    order = planned(portal, WayIn.PDF)
    folder = flow_folder(the_flow())
    path = folder / the_flow().file_name
    if which == "document":
        [path] = (folder / "documents").iterdir()
    path.write_bytes(path.read_bytes() + b" ")
    result = carried_out(portal, order)
    assert [line.outcome for line in result.lines] == [Outcome.NOT_SENT]
    assert "n'est plus celui qui a été préparé" in result.lines[0].detail
    assert portal.admin.ledger(SUBMIT) == []
    assert portal.states() == {"FA-1": DepositState.TO_DEPOSIT}


def test_an_invoice_changed_since_is_prepared_anew(portal: Portal) -> None:
    portal.detailed("FA-1", cadre="A9", validator=SERVICE_REQUIRED)
    order = planned(portal, WayIn.TYPED)
    Invoice.objects.update(validator="12345678200051")
    carried_out(portal, order)
    assert Flow.objects.count() == 2
    assert portal.held() == {"FA-1": 1}


def test_a_program_that_dies_before_the_call_leaves_the_very_same_files(portal: Portal) -> None:
    portal.detailed("FA-1")
    order = planned(portal, WayIn.PDF)
    DepositOrder.objects.update(unattended=True, state=OrderState.RUNNING)
    sha256 = the_flow().file_sha256
    portal.admin.fault("status_500", operation="*structures/actives*", count=20)
    order.refresh_from_db()
    with Workshop() as workshop, chorus_client(portal.company, sleep=no_pause) as client:
        runner = Runner(order, client, workshop, lambda _: None, no_pause)
        with pytest.raises(Transient):
            runner.run()
    portal.admin.clear_faults()
    assert portal.states() == {"FA-1": DepositState.TO_DEPOSIT}
    again = Flow.objects.get(state=FlowState.BUILT)
    assert again.file_sha256 == sha256
    order.refresh_from_db()
    carried_out(portal, order)
    assert portal.held() == {"FA-1": 1}


def interrupted(_: float) -> None:
    """Stand for somebody who loses patience during a wait."""
    raise KeyboardInterrupt


def test_an_interruption_while_documents_go_frees_the_invoice_at_once(portal: Portal) -> None:
    portal.detailed("FA-1")
    order = planned(portal, WayIn.PDF)
    portal.admin.fault("status_500", operation=DEPOSIT_PDF)
    with (
        Workshop() as workshop,
        chorus_client(portal.company, sleep=interrupted) as client,
        pytest.raises(KeyboardInterrupt),
    ):
        carry_out(order, client, lambda _: None, workshop=workshop, sleep=no_pause)
    assert the_flow().state == FlowState.ABANDONED
    assert portal.states() == {"FA-1": DepositState.TO_DEPOSIT}
    assert portal.admin.ledger(SUBMIT) == []


def test_lists_of_codes_that_are_refused_are_done_without(portal: Portal) -> None:
    portal.detailed("FA-1")
    portal.admin.fault("unknown_code", operation="*recuperer/tauxtva")
    portal.admin.fault("unknown_code", operation="*recuperer/coordbanc*")
    portal.deposit(way_in=WayIn.TYPED)
    assert portal.states() == {"FA-1": DepositState.INTEGRATED}
    assert Event.objects.get(kind="documents").payload["rate_codes"] == {}


def test_an_account_that_may_not_act_for_the_company_stops_the_order(portal: Portal) -> None:
    portal.detailed("FA-1", "FA-2")
    portal.company.siret = "55203253400646"
    portal.company.save()
    with pytest.raises(Permanent, match="ne peut pas déposer pour le SIRET"):
        portal.deposit(way_in=WayIn.TYPED)
    assert set(portal.states().values()) == {DepositState.TO_DEPOSIT}


def test_an_exemption_is_told_by_the_entry_of_chorus_that_cites_its_article(
    portal: Portal,
) -> None:
    portal.detailed("FA-1", total_tax=0, total_with_tax=200, amount_due=200)
    reason = {"exemption_reason": "Exonération, art. 261-4 du CGI"}
    TaxBreakdown.objects.update(rate=0, tax_amount=0, category="E", **reason)
    InvoiceLine.objects.update(tax_rate=0, tax_category="E")
    portal.deposit(way_in=WayIn.TYPED)
    assert portal.states() == {"FA-1": DepositState.INTEGRATED}
    assert Event.objects.get(kind="documents").payload["exemption"] == "ART_261_CGI"


def a_call_under_way(portal: Portal) -> Flow:
    portal.detailed("FA-1")
    planned(portal, WayIn.TYPED)
    flow = the_flow()
    reserve(flow)
    move_flow(flow, Move(FlowState.SENDING, LineState.SENT, fields={"sent_at": timezone.now()}))
    return flow


def a_receipt(number: str = "FA-1") -> SubmissionReceipt:
    told = {"identifiantFactureCPP": 42, "numeroFacture": number, "statutFacture": "DEPO\0SEE"}
    return SubmissionReceipt.read(told)


def test_a_receipt_that_comes_after_a_take_over_is_not_lost(portal: Portal) -> None:
    flow = a_call_under_way(portal)
    take_over_orphans(portal.company)
    assert the_flow().state == FlowState.AMBIGUOUS
    record_receipt(flow, a_receipt())
    assert the_flow().state == FlowState.INTEGRATED
    assert Invoice.objects.get().chorus_id == 42
    assert Event.objects.filter(kind="late_answer").count() == 1


def test_a_receipt_corrects_what_was_declared_not_received(portal: Portal) -> None:
    flow = a_call_under_way(portal)
    take_over_orphans(portal.company)
    declare_not_received(the_flow())
    record_receipt(flow, a_receipt())
    assert portal.states() == {"FA-1": DepositState.INTEGRATED}
    assert the_flow().state == FlowState.INTEGRATED
    assert Invoice.objects.get().chorus_id == 42


def test_a_receipt_that_comes_after_all_was_settled_is_written_down(portal: Portal) -> None:
    flow = a_call_under_way(portal)
    take_over_orphans(portal.company)
    declare_submitted(the_flow())
    with pytest.raises(TakenOverError):
        record_receipt(flow, a_receipt())
    late = Event.objects.get(kind="late_answer")
    assert late.payload["receipt"]["identifiantFactureCPP"] == 42


def test_a_receipt_with_another_number_is_believed_and_told(portal: Portal) -> None:
    record_receipt(a_call_under_way(portal), a_receipt("FA-X"))
    assert portal.states() == {"FA-1": DepositState.INTEGRATED}
    assert "FA-X" in the_flow().message


def an_ambiguous_submission(portal: Portal, fault: str) -> Flow:
    portal.detailed("FA-1")
    portal.admin.fault(fault, operation=SUBMIT)
    portal.deposit(way_in=WayIn.TYPED)
    return the_flow()


def test_a_person_may_say_that_the_portal_has_it(portal: Portal) -> None:
    flow = an_ambiguous_submission(portal, "cut_after_recording")
    with pytest.raises(InvalidInput, match="sans flux"):
        note_flow_number(flow, "CPP0011113000000000000001")
    declare_submitted(flow)
    assert portal.states() == {"FA-1": DepositState.INTEGRATED}
    with pytest.raises(InvalidInput, match="n'est pas incertain"):
        declare_submitted(flow)
    portal.deposit(way_in=WayIn.TYPED)
    assert portal.held() == {"FA-1": 1}


def test_a_person_may_say_that_the_portal_lacks_it(portal: Portal) -> None:
    flow = an_ambiguous_submission(portal, "cut_before_recording")
    declare_not_received(flow)
    portal.deposit(way_in=WayIn.TYPED)
    assert portal.held() == {"FA-1": 1}


def test_a_flow_of_xml_is_not_declared_submitted(portal: Portal, tmp_path: Path) -> None:
    portal.invoices(tmp_path, 1)
    portal.admin.fault("cut_after_recording")
    portal.deposit()
    with pytest.raises(InvalidInput, match="a un n° sur Chorus Pro"):
        declare_submitted(the_flow())


def test_the_proof_holds_the_request_and_the_documents(portal: Portal, tmp_path: Path) -> None:
    import io
    import zipfile

    from wochorus.deposits.evidence.sealing import check

    portal.detailed("FA-1")
    portal.deposit(way_in=WayIn.PDF)
    content = evidence_of(Invoice.objects.get())
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert any(name.startswith("depot/documents/01-") for name in names)
    path = tmp_path / "preuve.zip"
    path.write_bytes(content)
    assert check(path).is_intact
