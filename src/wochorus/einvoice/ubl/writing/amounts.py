"""Allowances, charges, VAT and totals. ``currency`` is the attribute that ends an opening tag."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.einvoice.ubl.writing.elements import text
from wochorus.einvoice.xml_text import escape, escape_attribute, number

if TYPE_CHECKING:
    from decimal import Decimal

    from wochorus.einvoice.model import (
        DocumentAllowanceCharge,
        Invoice,
        LineAllowanceCharge,
        TaxBreakdown,
        Totals,
    )

_TAX_SCHEME = "<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>"


def amount(name: str, value: Decimal | None, currency: str) -> str:
    """Write an amount as ``cbc:name``, or nothing."""
    return "" if value is None else f"<cbc:{name}{currency}{number(value)}</cbc:{name}>"


def tax_category(name: str, category: str, rate: Decimal | None, exemption: str = "") -> str:
    """Write a VAT category and its rate as ``cac:name``."""
    percent = "" if rate is None else f"<cbc:Percent>{number(rate)}</cbc:Percent>"
    return (
        f"<cac:{name}><cbc:ID>{escape(category)}</cbc:ID>{percent}{exemption}"
        f"{_TAX_SCHEME}</cac:{name}>"
    )


def allowance_or_charge(
    part: LineAllowanceCharge | DocumentAllowanceCharge,
    indicator: str,
    currency: str,
    category: str = "",
) -> str:
    """Write an allowance (``indicator`` is ``false``) or a charge (``true``)."""
    percentage = part.percentage
    return (
        f"<cac:AllowanceCharge><cbc:ChargeIndicator>{indicator}</cbc:ChargeIndicator>"
        f"{text('AllowanceChargeReasonCode', part.reason_code)}"
        f"{text('AllowanceChargeReason', part.reason)}"
        f"{'' if percentage is None else text('MultiplierFactorNumeric', number(percentage))}"
        f"<cbc:Amount{currency}{number(part.amount)}</cbc:Amount>"
        f"{amount('BaseAmount', part.base_amount, currency)}"
        f"{category}</cac:AllowanceCharge>"
    )


def document_allowances_and_charges(invoice: Invoice, currency: str) -> str:
    """Write the allowances (BG-20), then the charges (BG-21) of the document."""
    return "".join(
        allowance_or_charge(
            part, indicator, currency, tax_category("TaxCategory", part.tax_category, part.tax_rate)
        )
        for parts, indicator in ((invoice.allowances, "false"), (invoice.charges, "true"))
        for part in parts
    )


def tax_totals(invoice: Invoice, currency: str) -> str:
    """Write the VAT and its breakdown, then the VAT in the currency of accounting (BT-111)."""
    totals = invoice.totals
    tax = None if totals is None else totals.tax
    content = (
        f"{amount('TaxAmount', tax, currency)}"
        f"{''.join(_subtotal(entry, currency) for entry in invoice.tax_breakdown)}"
    )
    first = f"<cac:TaxTotal>{content}</cac:TaxTotal>" if content else ""
    in_tax_currency = None if totals is None else totals.tax_in_tax_currency
    if in_tax_currency is None or invoice.tax_currency is None:
        return first
    other = f' currencyID="{escape_attribute(invoice.tax_currency)}">'
    return f"{first}<cac:TaxTotal>{amount('TaxAmount', in_tax_currency, other)}</cac:TaxTotal>"


def _subtotal(entry: TaxBreakdown, currency: str) -> str:
    exemption = (
        f"{text('TaxExemptionReasonCode', entry.exemption_code)}"
        f"{text('TaxExemptionReason', entry.exemption_reason)}"
    )
    return (
        f"<cac:TaxSubtotal>{amount('TaxableAmount', entry.taxable_amount, currency)}"
        f"{amount('TaxAmount', entry.tax_amount, currency)}"
        f"{tax_category('TaxCategory', entry.category, entry.rate, exemption)}</cac:TaxSubtotal>"
    )


def monetary_total(totals: Totals | None, currency: str) -> str:
    """Write the totals (BG-22) without VAT's own, or nothing."""
    if totals is None:
        return ""
    return (
        "<cac:LegalMonetaryTotal>"
        f"{amount('LineExtensionAmount', totals.lines, currency)}"
        f"{amount('TaxExclusiveAmount', totals.without_tax, currency)}"
        f"{amount('TaxInclusiveAmount', totals.with_tax, currency)}"
        f"{amount('AllowanceTotalAmount', totals.allowances, currency)}"
        f"{amount('ChargeTotalAmount', totals.charges, currency)}"
        f"{amount('PrepaidAmount', totals.prepaid, currency)}"
        f"{amount('PayableRoundingAmount', totals.rounding, currency)}"
        f"{amount('PayableAmount', totals.due, currency)}"
        "</cac:LegalMonetaryTotal>"
    )
