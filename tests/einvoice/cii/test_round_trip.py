"""What is written comes back as it was: nothing lost, nothing added, nothing told."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from support.einvoice_strategies import arbitrary, arbitrary_invoices, valid_invoices
from support.einvoices import a_cleaning_company, a_line, a_whole_invoice, an_invoice
from wochorus.einvoice import cii
from wochorus.einvoice.dialects import DIALECTS, Circuit, category_of_frame, express
from wochorus.einvoice.model import (
    Identifier,
    Invoice,
    InvoiceLine,
    OperationCategory,
    PrecedingInvoice,
    Price,
)
from wochorus.einvoice.reading import Reading

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from wochorus.einvoice.cii import Version


def reread(invoice: Invoice, version: Version = "D22B") -> Reading:
    return cii.read(etree.fromstring(cii.write(invoice, version=version)))


def prices() -> SearchStrategy[Price]:
    return arbitrary(Price).map(
        lambda price: replace(
            price,
            discount=None if price.gross is None else price.discount,
            base_unit=None if price.base_quantity is None else price.base_unit,
        )
    )


def carried_invoices() -> SearchStrategy[Invoice]:
    """Any value of the model but what the table of CII says it cannot carry."""
    lines = arbitrary(InvoiceLine, price=prices())
    return (
        arbitrary_invoices(
            business_process=st.sampled_from([None, "A1", "S1", "B4", "M2"]),
            lines=st.lists(lines, max_size=2).map(tuple),
        )
        .map(carried_part)
        .filter(has_todays_schemes)
    )


def has_todays_schemes(invoice: Invoice) -> bool:
    """No identifier bears a scheme of 2018, which is read as today's."""
    return "seller.identifiers" not in cii.not_carried(invoice)


def carried_part(invoice: Invoice) -> Invoice:
    totals = invoice.totals
    if totals is not None and invoice.tax_currency in {None, invoice.currency}:
        totals = replace(totals, tax_in_tax_currency=None)
    has_vat = bool(invoice.tax_breakdown)
    agent = invoice.seller_agent
    return replace(
        invoice,
        operation_category=category_of_frame(invoice.business_process),
        tax_point_date=invoice.tax_point_date if has_vat else None,
        tax_point_date_code=invoice.tax_point_date_code if has_vat else None,
        totals=totals,
        seller=replace(invoice.seller, identifiers=in_order(invoice.seller.identifiers)),
        buyer=replace(invoice.buyer, identifiers=in_order(invoice.buyer.identifiers)),
        seller_agent=agent and replace(agent, identifiers=in_order(agent.identifiers)),
    )


def in_order(identifiers: tuple[Identifier, ...]) -> tuple[Identifier, ...]:
    return tuple(sorted(identifiers, key=lambda identifier: identifier.scheme is not None))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(carried_invoices())
def test_any_invoice_comes_back_as_it_was_written(invoice: Invoice) -> None:
    assert cii.not_carried(invoice) == ()
    assert reread(invoice) == Reading(invoice)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(valid_invoices(longest=3), st.sampled_from(Circuit))
def test_a_real_invoice_comes_back_in_either_circuit(invoice: Invoice, circuit: Circuit) -> None:
    spoken = express(invoice, DIALECTS[circuit]).invoice
    carried = replace(spoken, operation_category=category_of_frame(spoken.business_process))
    assert cii.not_carried(carried) == ()
    assert reread(carried) == Reading(carried)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(arbitrary_invoices(), st.sampled_from(["D16B", "D22B"]))
def test_an_invoice_that_does_not_come_back_whole_is_told_beforehand(
    invoice: Invoice, version: Version
) -> None:
    ordered = replace(
        invoice,
        seller=replace(invoice.seller, identifiers=in_order(invoice.seller.identifiers)),
        buyer=replace(invoice.buyer, identifiers=in_order(invoice.buyer.identifiers)),
        seller_agent=None,
    )
    comes_back = reread(ordered, version).invoice == ordered
    assert comes_back or cii.not_carried(ordered, version) != ()


def with_price(price: Price) -> Invoice:
    return replace(an_invoice(), lines=(a_line(1, price=price),))


def with_second_total(tax_currency: str | None) -> Invoice:
    invoice = a_whole_invoice()
    assert invoice.totals is not None
    totals = replace(invoice.totals, tax_in_tax_currency=Decimal(3))
    return replace(invoice, totals=totals, tax_currency=tax_currency)


TWO_EARLIER = (PrecedingInvoice(number="FA-31"), PrecedingInvoice(number="FA-32"))

LOST = {
    "operation_category": an_invoice(operation_category=OperationCategory.MIXED),
    "tax_point_date": an_invoice(tax_point_date=an_invoice().issue_date),
    "tax_point_date_code": an_invoice(tax_point_date_code="72"),
    "preceding_invoices": an_invoice(preceding_invoices=TWO_EARLIER),
    "totals.tax_in_tax_currency": with_second_total(None),
    "lines.price.discount": with_price(Price(net=Decimal(3), discount=Decimal(1))),
    "lines.price.base_unit": with_price(Price(net=Decimal(3), base_unit="HUR")),
    "seller.identifiers": an_invoice(
        seller=a_cleaning_company(identifiers=(Identifier("55210055400013", "1"),))
    ),
}


@pytest.mark.parametrize("path", [entry.path for entry in cii.NOT_CARRIED])
def test_each_entry_of_the_table_is_really_lost_and_told(path: str) -> None:
    invoice = LOST[path]
    assert cii.not_carried(invoice, "D16B") == (path,)
    assert reread(invoice, "D16B").invoice != invoice


def test_several_earlier_invoices_are_lost_in_the_old_version_alone() -> None:
    invoice = an_invoice(preceding_invoices=TWO_EARLIER)
    assert cii.not_carried(invoice) == ()
    assert reread(invoice) == Reading(invoice)


def test_a_total_of_vat_in_the_same_currency_has_no_place_either() -> None:
    assert cii.not_carried(with_second_total("EUR")) == ("totals.tax_in_tax_currency",)
    assert cii.not_carried(with_second_total("USD")) == ()


def test_an_invoice_without_amounts_comes_back_without_amounts() -> None:
    invoice = an_invoice()
    assert invoice.totals is None
    assert reread(invoice) == Reading(invoice)
