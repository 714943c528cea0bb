"""Gross and net price of a line."""

from __future__ import annotations

from decimal import Decimal

from support.cii_documents import xml
from wochorus.einvoice.cii.writing.prices import price
from wochorus.einvoice.model import Price


def test_a_net_price_alone() -> None:
    assert price(Price(net=Decimal("24.80"))) == xml("""
        <ram:NetPriceProductTradePrice>
            <ram:ChargeAmount>24.80</ram:ChargeAmount>
        </ram:NetPriceProductTradePrice>
    """)


def test_a_gross_price_carries_the_discount_and_both_say_their_quantity() -> None:
    entry = Price(
        net=Decimal("9.50"),
        gross=Decimal(10),
        discount=Decimal("0.50"),
        base_quantity=Decimal(100),
        base_unit="MTK",
    )
    assert price(entry) == xml("""
        <ram:GrossPriceProductTradePrice>
            <ram:ChargeAmount>10</ram:ChargeAmount>
            <ram:BasisQuantity unitCode="MTK">100</ram:BasisQuantity>
            <ram:AppliedTradeAllowanceCharge>
                <ram:ChargeIndicator><udt:Indicator>false</udt:Indicator></ram:ChargeIndicator>
                <ram:ActualAmount>0.50</ram:ActualAmount>
            </ram:AppliedTradeAllowanceCharge>
        </ram:GrossPriceProductTradePrice>
        <ram:NetPriceProductTradePrice>
            <ram:ChargeAmount>9.50</ram:ChargeAmount>
            <ram:BasisQuantity unitCode="MTK">100</ram:BasisQuantity>
        </ram:NetPriceProductTradePrice>
    """)


def test_a_quantity_may_lack_its_unit() -> None:
    written = price(Price(net=Decimal(1), base_quantity=Decimal(10)))
    assert "<ram:BasisQuantity>10</ram:BasisQuantity>" in written


def test_prices_are_written_with_all_their_decimals_and_no_exponent() -> None:
    assert "<ram:ChargeAmount>0.0000001<" in price(Price(net=Decimal("1E-7")))
    assert "<ram:ChargeAmount>1200<" in price(Price(net=Decimal("1.2E+3")))
