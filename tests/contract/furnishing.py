"""Making a place: what is deposited and submitted before the tests of a module."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from contract.place import (
    COMPANY,
    IMPATIENT,
    PATIENT,
    SERVICE_REQUIRED,
    STATE_ORDER,
    SUPPLIER,
    UNKNOWN_SIRET,
    VALIDATOR,
    Numbers,
    Place,
)
from contract.submitting import a_submission
from contract.witness import Witness
from simulator.speaking import SYNTAX, AnInvoice, a_flow
from wochorus.choruspro import (
    InvoiceSearch,
    StructureSearch,
    SubmissionCadre,
    SubmittedAttachment,
    SubmittedCadre,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from simulator.running import Simulator


@contextmanager
def a_place(simulator: Simulator, folder: Path) -> Iterator[Place]:
    """Build a place on a simulator that was just reset."""
    admin = simulator.admin
    admin.settings(recycling_withdrawn=False)
    admin.register_supplier(VALIDATOR, "TITULAIRE SA")
    keys = admin.register_supplier(SUPPLIER, COMPANY)
    admin.ask("POST", "orders", json={"orders": [{"number": STATE_ORDER, "supplier": SUPPLIER}]})
    with Witness(simulator.state) as witness:
        place = Place(simulator, folder, keys, witness)
        with place.a_client(PATIENT) as patient, place.a_client(IMPATIENT) as impatient:
            place.patient, place.impatient = patient, impatient
            place.numbers = _furnish(place)
            yield place


def _furnish(place: Place) -> Numbers:
    """Deposit and submit what the operations are about."""
    client = place.patient
    [own] = client.active_supplier_structures()
    [hall] = client.search_structures(StructureSearch(identifier=SERVICE_REQUIRED))
    assert own.chorus_id is not None
    assert hall.chorus_id is not None
    [service] = client.search_services(hall.chorus_id)
    assert service.chorus_id is not None
    path = f"suppliers/{SUPPLIER}/accounts"
    account = {"name": "Courant", "iban": "FR7630006000011234567890189"}
    flow = deposited(place, AnInvoice("A"), AnInvoice("B"), AnInvoice("C", cadre="A3"))
    found = client.search_invoices(InvoiceSearch(flow_number=flow))
    changed = found_one(place, AnInvoice(place.fresh("CHANGED")))
    fetched = next(row.chorus_id for row in found if row.invoice_number == "B")
    assert fetched is not None
    return Numbers(
        own=own.chorus_id,
        hall=hall.chorus_id,
        service=service.chorus_id,
        bank_account=place.simulator.admin.ask("POST", path, json=account)["id"],
        flow=flow,
        seen=_typed_in(place, own.chorus_id),
        fetched=fetched,
        changed=changed,
        validated=_awaiting_a_validator(place, own.chorus_id),
    )


def deposited(place: Place, *invoices: AnInvoice) -> str:
    """Deposit invoices in one flow; give its number."""
    content = a_flow(*invoices)
    flow = place.patient.deposit_flow("lot.xml", content, SYNTAX).flow_number
    place.settle()
    return flow


def found_one(place: Place, invoice: AnInvoice) -> int:
    """Deposit an invoice alone; give Chorus Pro's number of it."""
    flow = deposited(place, invoice)
    [row] = place.patient.search_invoices(InvoiceSearch(flow_number=flow))
    assert row.chorus_id is not None
    return row.chorus_id


def _typed_in(place: Place, own: int) -> int:
    files = [place.patient.add_file(name, b"du texte").file_id for name in ("bon.txt", "bl.txt")]
    annexes = tuple(
        SubmittedAttachment(file_id=file, name=f"Annexe {rank}")
        for rank, file in enumerate(files, 1)
        if file is not None
    )
    invoice = a_submission(own, place.fresh("SEEN"), attachments=annexes, rates=(20, 10, 5))
    chorus_id = place.patient.submit_invoice(invoice).chorus_id
    assert chorus_id is not None
    return chorus_id


def _awaiting_a_validator(place: Place, own: int) -> int:
    cadre = SubmittedCadre(code=SubmissionCadre.SUBCONTRACTOR, validator=UNKNOWN_SIRET)
    receipt = place.patient.submit_invoice(a_submission(own, place.fresh("SUB"), cadre=cadre))
    assert receipt.chorus_id is not None
    return receipt.chorus_id
