"""From an invoice of EN 16931 to a minimal one, and back."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings

from support.einvoice_strategies import valid_invoices
from support.einvoices import (
    SELLER_SIRET,
    TOWN_HALL_SIRET,
    a_credit_note,
    a_town_hall,
    a_whole_invoice,
    an_invoice,
)
from support.minimal_flows import SUPPLIER, a_minimal_invoice, an_attachment, contents
from wochorus.core.errors import InvalidInput
from wochorus.einvoice.cpp_minimal import (
    Party,
    Tax,
    invoice_of,
    minimal_of,
    not_carried,
    supplier_of,
)
from wochorus.einvoice.dialects import Circuit
from wochorus.einvoice.model import AttachedFile, Identifier, Invoice, SupportingDocument

PDF = an_attachment()


def test_an_invoice_is_reduced_to_parties_amounts_and_references() -> None:
    minimal = minimal_of(a_whole_invoice(buyer_reference="COMPTA"), [PDF])
    assert minimal.recipient == Party(TOWN_HALL_SIRET, a_town_hall().name, "COMPTA")
    assert (minimal.kind, minimal.cadre, minimal.payment_means) == ("380", "A1", "30")
    assert (minimal.marche, minimal.engagement) == ("2024-07", "ENG-2026-118")
    assert minimal.total_with_tax == minimal.amount_due == Decimal("744.00")
    assert minimal.taxes == (Tax(Decimal(20), Decimal("620.00"), Decimal("124.00")),)
    assert minimal.attachments == (PDF,)


@pytest.mark.parametrize("circuit", list(Circuit))
def test_the_siret_is_found_in_either_circuit(circuit: Circuit) -> None:
    invoice = a_whole_invoice(circuit)
    assert minimal_of(invoice, []).recipient.siret == TOWN_HALL_SIRET
    assert supplier_of(invoice) == Party(SELLER_SIRET, "Proprelux SAS")


def test_a_credit_note_has_no_payment_means() -> None:
    note = a_whole_invoice(Circuit.AFNOR, a_credit_note())
    assert note.payment is not None
    minimal = minimal_of(note, [])
    assert (minimal.kind, minimal.payment_means) == ("381", "")


def test_files_of_the_invoice_follow_as_annexes() -> None:
    file = AttachedFile(content=b"rib", media_type="application/pdf", file_name="rib.pdf")
    documents = (SupportingDocument(reference="RIB", file=file), SupportingDocument(reference="x"))
    minimal = minimal_of(a_whole_invoice(supporting_documents=documents), [PDF])
    assert contents(minimal.attachments) == [
        ("FA-1.pdf", "application/pdf", "01", b"%PDF-1.7"),
        ("rib.pdf", "application/pdf", "02", b"rib"),
    ]


def test_what_the_format_cannot_do_without_is_asked_for() -> None:
    with pytest.raises(InvalidInput, match="totaux"):
        minimal_of(an_invoice(), [])
    anonymous = a_town_hall(identifiers=(), legal_registration=None)
    with pytest.raises(InvalidInput, match="SIRET de l'acheteur"):
        minimal_of(replace(a_whole_invoice(), buyer=anonymous), [])
    seller = replace(an_invoice().seller, identifiers=(), legal_registration=None)
    with pytest.raises(InvalidInput, match="SIRET du vendeur"):
        supplier_of(replace(a_whole_invoice(), seller=seller))


def test_a_minimal_invoice_becomes_an_invoice_without_lines() -> None:
    minimal = replace(a_minimal_invoice(), amount_due=Decimal("100.00"))
    invoice = invoice_of(minimal, SUPPLIER, with_files=True)
    assert invoice.lines == ()
    assert invoice.seller.identifiers == (Identifier(SUPPLIER.siret, "0009"),)
    assert invoice.buyer.legal_registration == Identifier("219400686", "0002")
    assert invoice.buyer_reference == "COMPTA"
    assert invoice.totals is not None
    assert invoice.totals.prepaid == Decimal("20.00")
    assert invoice.totals.tax == Decimal("20.00")
    (document,) = invoice.supporting_documents
    assert document.description == "LISIBLE"
    assert document.file is not None
    assert document.file.content == b"%PDF-1.7"
    assert invoice_of(minimal, SUPPLIER).supporting_documents[0].file is None


def test_a_minimal_invoice_comes_back_through_the_model() -> None:
    other = Party("55210055400013", "Cotraitant")
    for minimal in (
        a_minimal_invoice(),
        replace(a_minimal_invoice(kind="381"), payment_means="", taxes=()),
        replace(a_minimal_invoice(engagement=""), supplier=other, marche=""),
    ):
        back = minimal_of(invoice_of(minimal, SUPPLIER), minimal.attachments)
        assert replace(back, supplier=minimal.supplier) == minimal


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(valid_invoices(longest=2))
def test_what_is_not_told_as_lost_comes_back(invoice: Invoice) -> None:
    lost = not_carried(invoice)
    back = invoice_of(minimal_of(invoice, ()), supplier_of(invoice))
    assert "lines" in lost
    assert {"number", "issue_date", "currency", "seller.name", "totals.due"}.isdisjoint(lost)
    assert back.number == invoice.number
    for field in ("payment_terms", "project_reference", "due_date", "notes", "delivery"):
        assert (field in lost) == (getattr(invoice, field) not in (None, ()))
