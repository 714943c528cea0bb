"""The head of the document."""

from __future__ import annotations

from datetime import date

import pytest

from support.einvoices import a_credit_note, an_invoice
from support.ubl_documents import names, texts, written
from wochorus.einvoice.model import Note, Period


def test_the_head_names_the_profile_the_frame_and_the_number() -> None:
    root = written(an_invoice(specification="urn:cen.eu:en16931:2017", business_process="A1"))
    assert texts(root, "cbc:CustomizationID") == ["urn:cen.eu:en16931:2017"]
    assert texts(root, "cbc:ProfileID") == ["A1"]
    assert texts(root, "cbc:ID") == ["FA-2026-0042"]
    assert texts(root, "cbc:IssueDate | cbc:DueDate") == ["2026-10-31", "2026-11-30"]


def test_the_day_of_vat_stands_where_each_schema_wants_it() -> None:
    day = date(2026, 10, 1)
    of_invoice = names(written(an_invoice(tax_point_date=day)))
    assert of_invoice.index("TaxPointDate") == of_invoice.index("Note") + 1
    of_note = names(written(a_credit_note(tax_point_date=day)))
    assert of_note.index("TaxPointDate") == of_note.index("CreditNoteTypeCode") - 1


def test_a_credit_note_has_its_due_date_with_the_payment() -> None:
    root = written(a_credit_note())
    assert texts(root, "cbc:DueDate") == []
    assert texts(root, "cac:PaymentMeans/cbc:PaymentDueDate") == ["2026-11-30"]


def test_the_subject_of_a_note_stands_before_its_text_between_sharp_signs() -> None:
    root = written(an_invoice(notes=(Note("40 euros", "PMT"), Note("sans sujet"))))
    assert texts(root, "cbc:Note") == ["#PMT#40 euros", "sans sujet"]


@pytest.mark.parametrize(("code", "written_code"), [("5", "3"), ("29", "35"), ("72", "432")])
def test_the_code_of_vats_due_date_is_written_in_the_list_of_ubl(
    code: str, written_code: str
) -> None:
    root = written(an_invoice(tax_point_date_code=code, period=Period(start=date(2026, 10, 1))))
    assert texts(root, "cac:InvoicePeriod/cbc:DescriptionCode") == [written_code]
    assert names(root.find("{*}InvoicePeriod")) == ["StartDate", "DescriptionCode"]  # type: ignore[arg-type]


def test_references_of_the_buyer_stand_in_the_head() -> None:
    root = written(an_invoice(buyer_reference="COMPTA", buyer_accounting_reference="6135"))
    assert texts(root, "cbc:BuyerReference") == ["COMPTA"]
    assert texts(root, "cbc:AccountingCost") == ["6135"]
