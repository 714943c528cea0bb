"""What is written comes back as it was: nothing lost, nothing added, nothing told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from support.einvoice_strategies import arbitrary, arbitrary_invoices, valid_invoices
from support.einvoices import a_credit_note, a_line, a_whole_invoice, an_invoice
from wochorus.einvoice import ubl
from wochorus.einvoice.dialects import DIALECTS, Circuit, category_of_frame, express
from wochorus.einvoice.model import (
    DirectDebit,
    Identifier,
    Invoice,
    InvoiceLine,
    Note,
    OperationCategory,
    Payee,
    PaymentInstructions,
    Price,
    Totals,
)
from wochorus.einvoice.reading import Reading

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy


def reread(invoice: Invoice) -> Reading:
    return ubl.read(etree.fromstring(ubl.write(invoice)))


def prices() -> SearchStrategy[Price]:
    return arbitrary(Price).map(
        lambda price: replace(
            price,
            gross=None if price.discount is None else price.gross,
            base_unit=None if price.base_quantity is None else price.base_unit,
        )
    )


def notes() -> SearchStrategy[tuple[Note, ...]]:
    note = st.builds(
        Note,
        text=st.sampled_from(
            ["#5 du lot", "a#AAI#b", "deux\nlignes", "\r fin".strip(), "## & <i>"]
        ),
        subject_code=st.none() | st.sampled_from(["AAI", "PMT", "TXD"]),
    )
    return st.lists(note, max_size=3).map(tuple)


def carried_invoices() -> SearchStrategy[Invoice]:
    """Any value of the model but what the table of UBL says it cannot carry."""
    lines = arbitrary(InvoiceLine, price=prices(), notes=notes())
    return arbitrary_invoices(
        type_code=st.sampled_from(["380", "384", "381", "261", "503", "autre"]),
        tax_point_date_code=st.sampled_from([None, "5", "29", "72"]),
        notes=notes(),
        lines=st.lists(lines, max_size=2).map(tuple),
    ).map(carried_part)


def carried_part(invoice: Invoice) -> Invoice:
    totals = invoice.totals
    if totals is not None and invoice.tax_currency is None:
        totals = replace(totals, tax_in_tax_currency=None)
    return replace(
        invoice,
        operation_category=category_of_frame(invoice.business_process),
        due_date=invoice.due_date if invoice.payment or not invoice.is_credit_note else None,
        totals=totals,
    )


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(carried_invoices())
def test_any_invoice_comes_back_as_it_was_written(invoice: Invoice) -> None:
    assert ubl.not_carried(invoice) == ()
    assert reread(invoice) == Reading(invoice)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(valid_invoices(longest=3), st.sampled_from(Circuit))
def test_a_real_invoice_comes_back_in_either_circuit(invoice: Invoice, circuit: Circuit) -> None:
    spoken = carried_part(express(invoice, DIALECTS[circuit]).invoice)
    assert ubl.not_carried(spoken) == ()
    assert reread(spoken) == Reading(spoken)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(arbitrary_invoices(type_code=st.sampled_from(["380", "381"])))
def test_an_invoice_that_does_not_come_back_whole_is_told_beforehand(invoice: Invoice) -> None:
    comes_back = reread(invoice).invoice == invoice
    assert comes_back or ubl.not_carried(invoice) != ()


def in_euros_twice() -> Invoice:
    invoice = a_whole_invoice()
    assert invoice.totals is not None
    totals = replace(invoice.totals, tax=None, tax_in_tax_currency=Decimal(3))
    return replace(invoice, tax_currency="EUR", tax_breakdown=(), totals=totals)


def with_line(**changes: object) -> Invoice:
    return a_whole_invoice(invoice=replace(an_invoice(), lines=(a_line(1, **changes),)))


SEPA = Identifier("FR12ZZZ123456", "SEPA")

LOST = {
    "operation_category": a_whole_invoice(operation_category=OperationCategory.MIXED),
    "tax_point_date_code": a_whole_invoice(tax_point_date_code="99"),
    "due_date": a_whole_invoice(invoice=a_credit_note()),
    "purchase_order_reference": a_whole_invoice(
        sales_order_reference="CV-1", purchase_order_reference="NA"
    ),
    "contract_reference": a_whole_invoice(
        Circuit.AFNOR, contract_type="ACE", contract_reference="NA"
    ),
    "notes": a_whole_invoice(notes=(Note("#AAI#sans sujet"),)),
    "lines.notes": replace(an_invoice(), lines=(a_line(1, notes=(Note("texte", "sujet"),)),)),
    "totals.tax_in_tax_currency": in_euros_twice(),
    "lines.price.discount": replace(
        a_whole_invoice(),
        lines=(a_line(1, price=Price(net=Decimal(3), gross=Decimal(3)), net_amount=Decimal(3)),),
    ),
    "lines.price.base_unit": with_line(price=Price(net=Decimal(3), base_unit="HUR")),
    "lines.purchase_order_line": replace(
        a_whole_invoice(),
        lines=(a_line(1, purchase_order_line="NA", purchase_order_reference="BC-1"),),
    ),
    "lines.despatch_advice_line": replace(
        a_whole_invoice(),
        lines=(a_line(1, despatch_advice_line="NA", despatch_advice_reference="BL-1"),),
    ),
    "seller.identifiers": replace(
        an_invoice(), seller=replace(an_invoice().seller, identifiers=(SEPA,))
    ),
    "payee.identifier": an_invoice(payee=Payee(name="Affactureur", identifier=SEPA)),
}


@pytest.mark.parametrize("path", [entry.path for entry in ubl.NOT_CARRIED])
def test_each_entry_of_the_table_is_really_lost_and_told(path: str) -> None:
    invoice = LOST[path]
    assert ubl.not_carried(invoice) == (path,)
    assert reread(invoice).invoice != invoice


def test_an_invoice_without_amounts_comes_back_without_amounts() -> None:
    invoice = an_invoice()
    assert invoice.totals is None
    assert reread(invoice) == Reading(invoice)


def test_a_creditor_without_mandate_comes_back_from_the_payee_or_the_seller() -> None:
    payment = PaymentInstructions(means_code="59", direct_debit=DirectDebit(creditor="FR12ZZZ1"))
    for payee in (None, Payee(name="Affactureur", identifier=Identifier("123", "0002"))):
        invoice = an_invoice(payment=payment, payee=payee)
        assert reread(invoice) == Reading(invoice)


def test_a_payment_identifier_stays_with_the_seller_when_nothing_is_to_be_paid() -> None:
    seller = replace(an_invoice().seller, identifiers=(SEPA,))
    invoice = an_invoice(seller=seller, payment=None)
    assert reread(invoice) == Reading(invoice)


def test_totals_keep_their_decimals_and_their_zeros() -> None:
    totals = Totals(
        lines=Decimal("100.10"),
        without_tax=Decimal("100.10"),
        with_tax=Decimal("100.10"),
        due=Decimal("0.00"),
    )
    written = ubl.write(an_invoice(totals=totals, issue_date=date(2026, 1, 2)))
    assert b'<cbc:PayableAmount currencyID="EUR">0.00</cbc:PayableAmount>' in written
    assert b"<cbc:AllowanceTotalAmount" not in written
