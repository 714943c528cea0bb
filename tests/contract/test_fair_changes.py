"""Every call that changes something, in fair weather: the portal did it once, and says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from contract.changes import ADDITIONS, CHANGES
from contract.operations import OPERATIONS
from contract.place import A_PLAIN_PDF, SERVICE_REQUIRED, SUPPLIER, VALIDATOR
from contract.submitting import a_submission
from wochorus.choruspro import (
    InvoiceCompletion,
    SubmissionMode,
    SubmittedAttachment,
    SubmittedMain,
)

if TYPE_CHECKING:
    from contract.operation import Operation
    from contract.place import Place


def changed(place: Place, name: str) -> tuple[Any, Any]:
    """Make a change; give what it was about, and its receipt."""
    operation = OPERATIONS[name]
    about = operation.prepare(place)
    receipt = operation.call(place.patient, place, about)
    place.settle()
    return about, receipt


def held(place: Place, **fields: object) -> dict[str, Any]:
    """The only invoice with these fields, as the portal itself shows it."""
    [row] = [
        row
        for row in place.simulator.admin.invoices()
        if all(row[name] == value for name, value in fields.items())
    ]
    return row


@pytest.mark.parametrize("operation", [*CHANGES, *ADDITIONS], ids=lambda each: each.name)
def test_a_change_is_asked_once_and_done_once(place: Place, operation: Operation) -> None:
    about = operation.prepare(place)
    done, line = operation.done(place, about), place.witness.last_line()
    operation.call(place.patient, place, about)
    place.settle()
    assert operation.done(place, about) == done + 1
    [received] = place.witness.lines_since(line)
    assert (received.operation, received.code_retour) == (operation.path, 0)
    assert place.slept == []


def test_the_receipt_of_a_deposit_names_the_flow(place: Place) -> None:
    _, receipt = changed(place, "deposit_flow")
    flow = place.simulator.admin.flows()[-1]
    assert receipt.flow_number == flow["number"]
    assert receipt.deposit_date.isoformat() == flow["deposited_at"][:10]
    assert receipt.syntax == flow["syntax"]
    assert receipt.label == "GCU_MSG_01_000"
    assert flow["state"] == "IN_INTEGRE"


def test_the_receipt_of_a_submission_names_the_invoice(place: Place) -> None:
    number, receipt = changed(place, "submit_invoice")
    known = held(place, number=number)
    assert (receipt.chorus_id, receipt.invoice_number) == (known["id"], number)
    assert (receipt.status, receipt.structure) == ("DEPOSEE", SUPPLIER)
    assert (known["engagement"], known["deposit_mode"]) == ("BC-7", "SAISIE_API")
    assert receipt.fingerprint


def test_an_invoice_beside_its_pdf_is_submitted_with_its_annexes(place: Place) -> None:
    client, number = place.patient, place.fresh("PDF")
    main = client.deposit_pdf("facture.pdf", A_PLAIN_PDF)
    annex = client.add_file("bon.txt", b"bon de livraison")
    assert main.file_id is not None
    assert annex.file_id is not None
    invoice = a_submission(
        place.numbers.own,
        number,
        mode=SubmissionMode.PDF,
        lines=(),
        main_attachments=(SubmittedMain(file_id=main.file_id, name="Facture"),),
        attachments=(SubmittedAttachment(file_id=annex.file_id, name="Bon"),),
    )
    receipt = client.submit_invoice(invoice)
    assert held(place, number=number)["deposit_mode"] == "DEPOT_PDF_API"
    assert receipt.chorus_id is not None
    sheet = client.invoice_sheet(receipt.chorus_id)
    assert sheet.main_attachment.file_id == main.file_id
    assert [file.file_id for file in sheet.attachments] == [annex.file_id]
    file = client.download_invoices(
        [receipt.chorus_id], place.folder / "soumise.pdf", with_attachments=False
    )
    assert file.path.read_bytes() == A_PLAIN_PDF


def test_an_invoice_without_a_number_gets_one(place: Place) -> None:
    receipt = place.patient.submit_invoice(a_submission(place.numbers.own, ""))
    assert len(receipt.invoice_number) == 20
    assert held(place, id=receipt.chorus_id)["number"] == receipt.invoice_number


def test_a_completion_brings_its_comment_and_its_file(place: Place) -> None:
    invoice = place.give_status(place.numbers.changed, "SUSPENDUE")
    file_id = place.patient.add_file("bl.txt", b"bon de livraison").file_id
    assert file_id is not None
    receipt = place.patient.complete_invoice(
        InvoiceCompletion(
            chorus_id=invoice,
            comment="Voici le bon",
            attachments=(SubmittedAttachment(file_id=file_id, name="Bon de livraison"),),
        )
    )
    known = held(place, id=invoice)
    assert (receipt.chorus_id, receipt.invoice_number) == (invoice, known["number"])
    assert receipt.handled_on is not None
    assert known["status"] == "COMPLETEE"
    history = place.patient.invoice_history(invoice)
    assert history.statuses[-1].comment == "Voici le bon"
    assert [event.label for event in history.events] == ["Ajout de la pièce jointe bl.txt"]
    assert file_id in {file.file_id for file in place.patient.invoice_sheet(invoice).attachments}


def test_a_recycled_invoice_goes_to_its_new_recipient(place: Place) -> None:
    invoice, receipt = changed(place, "recycle_invoice")
    known = held(place, id=invoice)
    assert (receipt.chorus_id, receipt.invoice_number) == (invoice, known["number"])
    assert receipt.status == "DEPOSEE"
    assert (known["recipient"], known["service"]) == (SERVICE_REQUIRED, "SERVICE_DEST_SERV_OBL")


def test_a_rejection_is_marked_as_handled(place: Place) -> None:
    invoice, receipt = changed(place, "mark_rejections_handled")
    assert receipt.label == "GCU_MSG_01_000"
    assert place.witness.count("invoices WHERE id = ? AND rejection_handled", invoice) == 1
    assert place.patient.invoice_history(invoice).last_action.code == "TRAITEMENT_REJET"


def test_a_corrected_validator_has_the_invoice(place: Place) -> None:
    invoice, _ = changed(place, "correct_validator")
    assert held(place, id=invoice)["status"] == "A_VALIDER_1"
    assert place.patient.invoice_sheet(invoice).cadre.first_validator == VALIDATOR


def test_a_file_keeps_its_name_and_its_bytes(place: Place) -> None:
    name, receipt = changed(place, "add_file")
    [[content, mime]] = place.witness.rows(
        "SELECT content, mime FROM attachments WHERE id = ? AND name = ?", receipt.file_id, name
    )
    assert (content, mime) == (b"bon de livraison", "text/plain")


def test_a_plain_pdf_keeps_its_bytes(place: Place) -> None:
    name, receipt = changed(place, "deposit_pdf")
    [[content]] = place.witness.rows(
        "SELECT content FROM attachments WHERE id = ? AND name = ?", receipt.file_id, name
    )
    assert content == A_PLAIN_PDF
    assert receipt.invoice_number == ""
