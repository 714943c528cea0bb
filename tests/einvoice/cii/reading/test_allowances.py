"""Allowances and charges of foreign files."""

from __future__ import annotations

from decimal import Decimal

import pytest

from support.cii_documents import invoice_in, line, read, told
from wochorus.einvoice.model import DocumentAllowanceCharge, LineAllowanceCharge

TAX = """<ram:CategoryTradeTax><ram:TypeCode>VAT</ram:TypeCode>
    <ram:CategoryCode>S</ram:CategoryCode>
    <ram:RateApplicablePercent>20</ram:RateApplicablePercent></ram:CategoryTradeTax>"""


def part(
    indicator: str, amount: str = "<ram:ActualAmount>2</ram:ActualAmount>", tax: str = TAX
) -> str:
    return (
        f"<ram:SpecifiedTradeAllowanceCharge><ram:ChargeIndicator>{indicator}"
        f"</ram:ChargeIndicator>{amount}{tax}</ram:SpecifiedTradeAllowanceCharge>"
    )


@pytest.mark.parametrize("element", ["udt:Indicator", "udt:IndicatorString"])
@pytest.mark.parametrize(("yes", "no"), [("true", "false"), ("1", "0"), ("TRUE", "False")])
def test_a_charge_is_told_from_an_allowance_by_its_indicator(
    element: str, yes: str, no: str
) -> None:
    charge, allowance = f"<{element}>{yes}</{element}>", f"<{element}>{no}</{element}>"
    invoice = invoice_in(settlement=part(charge) + part(allowance))
    expected = DocumentAllowanceCharge(amount=Decimal(2), tax_rate=Decimal(20))
    assert (invoice.charges, invoice.allowances) == ((expected,), (expected,))


def test_one_that_says_neither_is_told_and_left_out() -> None:
    reading = read(settlement=part("<udt:Indicator>peut-être</udt:Indicator>"))
    assert reading.invoice is not None
    assert reading.invoice.allowances == reading.invoice.charges == ()
    assert [finding.rule for finding in reading.findings] == ["WO-LECTURE-MANQUE"]


def test_a_line_has_its_own_and_all_they_say_is_read() -> None:
    details = """<ram:CalculationPercent>10</ram:CalculationPercent>
        <ram:BasisAmount>20</ram:BasisAmount><ram:ActualAmount>2</ram:ActualAmount>
        <ram:ReasonCode>95</ram:ReasonCode><ram:Reason>Remise</ram:Reason>"""
    settlement = part("<udt:Indicator>false</udt:Indicator>", details, tax="")
    (read_line,) = invoice_in(lines=line(settlement=settlement)).lines
    assert read_line.charges == ()
    assert read_line.allowances == (
        LineAllowanceCharge(
            amount=Decimal(2),
            base_amount=Decimal(20),
            percentage=Decimal(10),
            reason="Remise",
            reason_code="95",
        ),
    )


def test_one_without_amount_is_told_and_left_out() -> None:
    reading = read(settlement=part("<udt:Indicator>true</udt:Indicator>", amount=""))
    assert reading.invoice is not None
    assert reading.invoice.charges == ()
    assert told(reading) == [("WO-LECTURE-MANQUE", "SpecifiedTradeAllowanceCharge/ActualAmount")]
    assert reading.findings[0].term == "BT-99"
