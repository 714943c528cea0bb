"""The document as a whole: the schema takes it, in either form, with all it can hold."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.einvoice_strategies import valid_invoices
from support.einvoices import a_credit_note, a_line, a_whole_invoice, an_invoice
from support.ubl_documents import ROOT, names, schema_of, texts, written
from wochorus.core.errors import InvalidInput
from wochorus.einvoice import ubl
from wochorus.einvoice.dialects import DIALECTS, Circuit, express
from wochorus.einvoice.model import Invoice, Item

SCHEMAS = {kind: schema_of(kind) for kind in ("Invoice", "CreditNote")}


def test_the_type_of_the_invoice_makes_an_invoice_or_a_credit_note() -> None:
    assert written(an_invoice()).tag == f"{{{ROOT.format('Invoice')}}}Invoice"
    note = written(a_credit_note())
    assert note.tag == f"{{{ROOT.format('CreditNote')}}}CreditNote"
    assert texts(note, "cbc:CreditNoteTypeCode") == ["381"]
    assert texts(note, "cac:CreditNoteLine/cbc:CreditedQuantity") == ["12.5"]


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(valid_invoices(longest=3), st.sampled_from(Circuit))
def test_the_schema_takes_whatever_a_company_invoices(invoice: Invoice, circuit: Circuit) -> None:
    root = written(express(invoice, DIALECTS[circuit]).invoice)
    schema = SCHEMAS["CreditNote" if invoice.is_credit_note else "Invoice"]
    assert schema.validate(root), schema.error_log.last_error


def test_the_same_invoice_gives_the_same_bytes() -> None:
    invoice = a_whole_invoice()
    assert ubl.write(invoice) == ubl.write(replace(invoice))


def test_the_document_says_that_it_is_utf_8_and_holds_accents() -> None:
    content = ubl.write(an_invoice())
    assert content.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<Invoice ')
    assert "Saint-Maur-des-Fossés".encode() in content


def test_no_element_is_empty() -> None:
    for invoice in (a_whole_invoice(), a_whole_invoice(invoice=a_credit_note())):
        root = written(invoice)
        assert [
            element.tag for element in root.iter() if not len(element) and not element.text
        ] == []


def test_sections_stand_in_the_order_of_the_schema() -> None:
    assert names(written(a_whole_invoice()))[-8:] == [
        "AccountingSupplierParty",
        "AccountingCustomerParty",
        "PaymentMeans",
        "PaymentTerms",
        "TaxTotal",
        "LegalMonetaryTotal",
        "InvoiceLine",
        "InvoiceLine",
    ]


def test_a_forbidden_character_is_refused_with_its_field() -> None:
    line = a_line(1, item=Item(name="Vitres\x02"))
    with pytest.raises(InvalidInput, match=r"lines\[0\]\.item\.name"):
        ubl.write(replace(an_invoice(), lines=(line,)))
