"""VAT, allowances and charges, totals, periods."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from support.cii_documents import xml
from support.einvoices import an_invoice
from wochorus.einvoice.cii.writing.amounts import (
    ALLOWANCE,
    CHARGE,
    document_allowance_charge,
    line_allowance_charge,
    period,
    tax_breakdown,
    totals,
)
from wochorus.einvoice.model import (
    DocumentAllowanceCharge,
    LineAllowanceCharge,
    Period,
    TaxBreakdown,
    Totals,
)


def test_vat_says_amount_reason_base_category_code_and_rate() -> None:
    entry = TaxBreakdown(
        taxable_amount=Decimal("100.00"),
        tax_amount=Decimal("0.00"),
        category="E",
        rate=Decimal(0),
        exemption_reason="Article 261 du CGI",
        exemption_code="VATEX-EU-132",
    )
    assert tax_breakdown(an_invoice(tax_breakdown=(entry,))) == xml("""
        <ram:ApplicableTradeTax>
            <ram:CalculatedAmount>0.00</ram:CalculatedAmount>
            <ram:TypeCode>VAT</ram:TypeCode>
            <ram:ExemptionReason>Article 261 du CGI</ram:ExemptionReason>
            <ram:BasisAmount>100.00</ram:BasisAmount>
            <ram:CategoryCode>E</ram:CategoryCode>
            <ram:ExemptionReasonCode>VATEX-EU-132</ram:ExemptionReasonCode>
            <ram:RateApplicablePercent>0</ram:RateApplicablePercent>
        </ram:ApplicableTradeTax>
    """)


def test_when_vat_falls_due_is_repeated_with_each_rate() -> None:
    entries = tuple(
        TaxBreakdown(taxable_amount=Decimal(1), tax_amount=Decimal(0), rate=Decimal(rate))
        for rate in (20, 10)
    )
    invoice = an_invoice(
        tax_breakdown=entries, tax_point_date=date(2026, 10, 31), tax_point_date_code="72"
    )
    due = xml("""
        <ram:TaxPointDate><udt:DateString format="102">20261031</udt:DateString></ram:TaxPointDate>
        <ram:DueDateTypeCode>72</ram:DueDateTypeCode>
    """)
    for rate in (20, 10):
        percent = f"<ram:RateApplicablePercent>{rate}</ram:RateApplicablePercent>"
        assert f"<ram:CategoryCode>S</ram:CategoryCode>{due}{percent}" in tax_breakdown(invoice)


def test_vat_of_what_is_not_subject_to_it_has_no_rate() -> None:
    entry = TaxBreakdown(taxable_amount=Decimal(1), tax_amount=Decimal(0), category="O")
    assert "RateApplicablePercent" not in tax_breakdown(an_invoice(tax_breakdown=(entry,)))


def test_a_period_may_lack_one_of_its_days() -> None:
    assert period(Period(start=date(2026, 10, 1), end=date(2026, 10, 31))) == xml("""
        <ram:BillingSpecifiedPeriod>
            <ram:StartDateTime>
                <udt:DateTimeString format="102">20261001</udt:DateTimeString>
            </ram:StartDateTime>
            <ram:EndDateTime>
                <udt:DateTimeString format="102">20261031</udt:DateTimeString>
            </ram:EndDateTime>
        </ram:BillingSpecifiedPeriod>
    """)
    assert "StartDateTime" not in period(Period(end=date(2026, 10, 31)))
    assert period(None) == ""


def test_an_allowance_of_the_invoice_says_its_vat() -> None:
    allowance = DocumentAllowanceCharge(
        amount=Decimal("10.00"),
        base_amount=Decimal("100.00"),
        percentage=Decimal(10),
        tax_rate=Decimal("5.5"),
        reason="Remise fidélité",
        reason_code="95",
    )
    assert document_allowance_charge(allowance, ALLOWANCE) == xml("""
        <ram:SpecifiedTradeAllowanceCharge>
            <ram:ChargeIndicator><udt:Indicator>false</udt:Indicator></ram:ChargeIndicator>
            <ram:CalculationPercent>10</ram:CalculationPercent>
            <ram:BasisAmount>100.00</ram:BasisAmount>
            <ram:ActualAmount>10.00</ram:ActualAmount>
            <ram:ReasonCode>95</ram:ReasonCode>
            <ram:Reason>Remise fidélité</ram:Reason>
            <ram:CategoryTradeTax>
                <ram:TypeCode>VAT</ram:TypeCode>
                <ram:CategoryCode>S</ram:CategoryCode>
                <ram:RateApplicablePercent>5.5</ram:RateApplicablePercent>
            </ram:CategoryTradeTax>
        </ram:SpecifiedTradeAllowanceCharge>
    """)


def test_a_charge_of_a_line_has_the_vat_of_the_line() -> None:
    assert line_allowance_charge(LineAllowanceCharge(amount=Decimal(2)), CHARGE) == xml("""
        <ram:SpecifiedTradeAllowanceCharge>
            <ram:ChargeIndicator><udt:Indicator>true</udt:Indicator></ram:ChargeIndicator>
            <ram:ActualAmount>2</ram:ActualAmount>
        </ram:SpecifiedTradeAllowanceCharge>
    """)


EVERY_TOTAL = Totals(
    lines=Decimal("1000.00"),
    allowances=Decimal("100.00"),
    charges=Decimal("50.00"),
    without_tax=Decimal("950.00"),
    tax=Decimal("190.00"),
    tax_in_tax_currency=Decimal("205.20"),
    with_tax=Decimal("1140.00"),
    prepaid=Decimal("40.00"),
    rounding=Decimal("-0.01"),
    due=Decimal("1099.99"),
)


def test_totals_say_vat_in_both_currencies() -> None:
    invoice = an_invoice(totals=EVERY_TOTAL, currency="EUR", tax_currency="USD")
    assert totals(invoice) == xml("""
        <ram:SpecifiedTradeSettlementHeaderMonetarySummation>
            <ram:LineTotalAmount>1000.00</ram:LineTotalAmount>
            <ram:ChargeTotalAmount>50.00</ram:ChargeTotalAmount>
            <ram:AllowanceTotalAmount>100.00</ram:AllowanceTotalAmount>
            <ram:TaxBasisTotalAmount>950.00</ram:TaxBasisTotalAmount>
            <ram:TaxTotalAmount currencyID="EUR">190.00</ram:TaxTotalAmount>
            <ram:TaxTotalAmount currencyID="USD">205.20</ram:TaxTotalAmount>
            <ram:RoundingAmount>-0.01</ram:RoundingAmount>
            <ram:GrandTotalAmount>1140.00</ram:GrandTotalAmount>
            <ram:TotalPrepaidAmount>40.00</ram:TotalPrepaidAmount>
            <ram:DuePayableAmount>1099.99</ram:DuePayableAmount>
        </ram:SpecifiedTradeSettlementHeaderMonetarySummation>
    """)


def test_vat_has_one_total_when_it_has_no_currency_of_its_own() -> None:
    for tax_currency in (None, "EUR"):
        invoice = an_invoice(totals=EVERY_TOTAL, tax_currency=tax_currency)
        assert totals(invoice).count("<ram:TaxTotalAmount") == 1


def test_an_invoice_without_totals_writes_none() -> None:
    assert totals(an_invoice()) == ""
