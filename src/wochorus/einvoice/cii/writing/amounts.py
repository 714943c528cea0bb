"""Amounts: VAT, allowances and charges, totals, periods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.einvoice.cii.writing.elements import (
    date_element,
    digits,
    group,
    number_element,
    text_element,
)
from wochorus.einvoice.xml_text import escape, escape_attribute, number

if TYPE_CHECKING:
    from decimal import Decimal

    from wochorus.einvoice.model import (
        DocumentAllowanceCharge,
        Invoice,
        LineAllowanceCharge,
        Period,
        TaxBreakdown,
        Totals,
    )

ALLOWANCE = "false"
CHARGE = "true"


def tax_breakdown(invoice: Invoice) -> str:
    """Write the VAT of each category and rate (BG-23).

    When VAT falls due (BT-7, BT-8) is said once in the model, and on each of them in CII.
    """
    due = text_element("DueDateTypeCode", invoice.tax_point_date_code)
    if invoice.tax_point_date is not None:
        due = (
            '<ram:TaxPointDate><udt:DateString format="102">'
            f"{digits(invoice.tax_point_date)}</udt:DateString></ram:TaxPointDate>{due}"
        )
    return "".join([_tax(entry, due) for entry in invoice.tax_breakdown])


def period(span: Period | None) -> str:
    """Write a period of billing, of the invoice (BG-14) or of a line (BG-26)."""
    if span is None:
        return ""
    return group(
        "BillingSpecifiedPeriod",
        date_element("StartDateTime", span.start) + date_element("EndDateTime", span.end),
    )


def document_allowance_charge(part: DocumentAllowanceCharge, indicator: str) -> str:
    """Write an allowance (BG-20) or a charge (BG-21) of the invoice, with its VAT."""
    tax = (
        "<ram:CategoryTradeTax><ram:TypeCode>VAT</ram:TypeCode>"
        f"<ram:CategoryCode>{escape(part.tax_category)}</ram:CategoryCode>"
        f"{number_element('RateApplicablePercent', part.tax_rate)}"
        "</ram:CategoryTradeTax>"
    )
    return _allowance_charge(part, indicator, tax)


def line_allowance_charge(part: LineAllowanceCharge, indicator: str) -> str:
    """Write an allowance (BG-27) or a charge (BG-28) of a line."""
    return _allowance_charge(part, indicator, "")


def totals(invoice: Invoice) -> str:
    """Write the totals (BG-22); the two of VAT are told apart by their currency."""
    sums = invoice.totals
    if sums is None:
        return ""
    return (
        "<ram:SpecifiedTradeSettlementHeaderMonetarySummation>"
        f"<ram:LineTotalAmount>{number(sums.lines)}</ram:LineTotalAmount>"
        f"{number_element('ChargeTotalAmount', sums.charges)}"
        f"{number_element('AllowanceTotalAmount', sums.allowances)}"
        f"<ram:TaxBasisTotalAmount>{number(sums.without_tax)}</ram:TaxBasisTotalAmount>"
        f"{_tax_total(sums.tax, invoice.currency)}"
        f"{_tax_total_in_tax_currency(sums, invoice)}"
        f"{number_element('RoundingAmount', sums.rounding)}"
        f"<ram:GrandTotalAmount>{number(sums.with_tax)}</ram:GrandTotalAmount>"
        f"{number_element('TotalPrepaidAmount', sums.prepaid)}"
        f"<ram:DuePayableAmount>{number(sums.due)}</ram:DuePayableAmount>"
        "</ram:SpecifiedTradeSettlementHeaderMonetarySummation>"
    )


def has_tax_currency(invoice: Invoice) -> bool:
    """Tell whether VAT has a currency of its own: CII then has a place for its total (BT-111)."""
    return bool(invoice.tax_currency) and invoice.tax_currency != invoice.currency


def _tax_total_in_tax_currency(sums: Totals, invoice: Invoice) -> str:
    if not has_tax_currency(invoice):
        return ""
    return _tax_total(sums.tax_in_tax_currency, invoice.tax_currency or "")


def _tax_total(amount: Decimal | None, currency: str) -> str:
    if amount is None:
        return ""
    return (
        f'<ram:TaxTotalAmount currencyID="{escape_attribute(currency)}">'
        f"{number(amount)}</ram:TaxTotalAmount>"
    )


def _tax(entry: TaxBreakdown, due: str) -> str:
    return (
        "<ram:ApplicableTradeTax>"
        f"<ram:CalculatedAmount>{number(entry.tax_amount)}</ram:CalculatedAmount>"
        "<ram:TypeCode>VAT</ram:TypeCode>"
        f"{text_element('ExemptionReason', entry.exemption_reason)}"
        f"<ram:BasisAmount>{number(entry.taxable_amount)}</ram:BasisAmount>"
        f"<ram:CategoryCode>{escape(entry.category)}</ram:CategoryCode>"
        f"{text_element('ExemptionReasonCode', entry.exemption_code)}"
        f"{due}"
        f"{number_element('RateApplicablePercent', entry.rate)}"
        "</ram:ApplicableTradeTax>"
    )


def _allowance_charge(
    part: DocumentAllowanceCharge | LineAllowanceCharge, indicator: str, tax: str
) -> str:
    return (
        "<ram:SpecifiedTradeAllowanceCharge><ram:ChargeIndicator>"
        f"<udt:Indicator>{indicator}</udt:Indicator></ram:ChargeIndicator>"
        f"{number_element('CalculationPercent', part.percentage)}"
        f"{number_element('BasisAmount', part.base_amount)}"
        f"<ram:ActualAmount>{number(part.amount)}</ram:ActualAmount>"
        f"{text_element('ReasonCode', part.reason_code)}"
        f"{text_element('Reason', part.reason)}"
        f"{tax}"
        "</ram:SpecifiedTradeAllowanceCharge>"
    )
