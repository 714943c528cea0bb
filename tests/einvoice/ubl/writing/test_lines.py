"""The lines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from support.einvoices import a_line, an_invoice
from support.ubl_documents import names, texts, written
from wochorus.einvoice.model import Identifier, LineAllowanceCharge, Note, Period, Price

if TYPE_CHECKING:
    from lxml import etree


def line_element(**changes: Any) -> etree._Element:
    root = written(replace(an_invoice(), lines=(a_line(1, **changes),)))
    (line,) = root.findall("{*}InvoiceLine")
    return line


def test_a_plain_line_says_its_number_quantity_amount_item_and_price() -> None:
    line = line_element(net_amount=Decimal("310.00"))
    assert names(line) == ["ID", "InvoicedQuantity", "LineExtensionAmount", "Item", "Price"]
    assert texts(line, "cbc:InvoicedQuantity/@unitCode") == ["HUR"]
    assert texts(line, "cac:Price/cbc:PriceAmount") == ["24.80"]


def test_a_full_line_stands_in_the_order_of_the_schema() -> None:
    part = LineAllowanceCharge(amount=Decimal(1), reason="Remise")
    line = line_element(
        notes=(Note("Passage", "AAI"), Note("du lundi")),
        net_amount=Decimal(1),
        buyer_accounting_reference="6135",
        period=Period(start=date(2026, 10, 1)),
        purchase_order_line="7",
        despatch_advice_line="4",
        object_identifier=Identifier("SITE-7", "AVV"),
        delivery_date=date(2026, 10, 3),
        allowances=(part,),
        charges=(part,),
    )
    assert names(line) == [
        *("ID", "Note", "Note", "InvoicedQuantity", "LineExtensionAmount", "AccountingCost"),
        *("InvoicePeriod", "OrderLineReference", "DespatchLineReference", "DocumentReference"),
        *("Delivery", "AllowanceCharge", "AllowanceCharge", "Item", "Price"),
    ]
    assert texts(line, "cbc:Note") == ["#AAI#Passage", "du lundi"]
    assert texts(line, "cac:AllowanceCharge/cbc:ChargeIndicator") == ["false", "true"]


def test_a_price_says_the_quantity_it_is_for_and_what_reduced_it() -> None:
    price = Price(
        net=Decimal("9.123456"),
        gross=Decimal(10),
        discount=Decimal("0.876544"),
        base_quantity=Decimal(100),
        base_unit="MTK",
    )
    line = line_element(price=price)
    assert texts(line, "cac:Price//*[not(*)]") == ["9.123456", "100", "false", "0.876544", "10"]
    assert texts(line, "cac:Price/cbc:BaseQuantity/@unitCode") == ["MTK"]


def test_numbers_never_have_an_exponent() -> None:
    line = line_element(quantity=Decimal("1E+3"), price=Price(net=Decimal("0E-7")))
    assert texts(line, "cbc:InvoicedQuantity") == ["1000"]
    assert texts(line, "cac:Price/cbc:PriceAmount") == ["0.0000000"]
