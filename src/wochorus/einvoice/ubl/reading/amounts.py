"""VAT and totals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wochorus.einvoice.model import TaxBreakdown, Totals
from wochorus.einvoice.xml_reading.amounts import read_amount, read_needed_amount

if TYPE_CHECKING:
    from decimal import Decimal

    from wochorus.einvoice.xml_reading import Node


@dataclass(slots=True)
class TaxTotals:
    """VAT in the two currencies (BT-110, BT-111), and its breakdown (BG-23)."""

    tax: Decimal | None = None
    in_tax_currency: Decimal | None = None
    breakdown: tuple[TaxBreakdown, ...] = ()


def read_tax_totals(document: Node, currency: str, tax_currency: str | None) -> TaxTotals:
    """Take the totals of VAT: the one with the breakdown, and the one in the other currency."""
    taxes = TaxTotals()
    has_main = False
    for total in document.children("cac:TaxTotal"):
        stated = _currency_of(total)
        subtotals = total.children("cac:TaxSubtotal")
        if not has_main and (subtotals or stated in {None, currency}):
            has_main = True
            taxes.tax = read_amount(total, "cbc:TaxAmount", "BT-110", currency)
            taxes.breakdown = _read_breakdown(subtotals, currency)
        elif taxes.in_tax_currency is None and stated is not None and stated == tax_currency:
            taxes.in_tax_currency = read_amount(total, "cbc:TaxAmount", "BT-111", stated)
    return taxes


def _currency_of(total: Node) -> str | None:
    element = total.element.find("{*}TaxAmount")
    return None if element is None else (element.get("currencyID") or "").strip() or None


def _read_breakdown(subtotals: list[Node], currency: str) -> tuple[TaxBreakdown, ...]:
    entries = (_read_subtotal(subtotal, currency) for subtotal in subtotals)
    return tuple(entry for entry in entries if entry is not None)


def _read_subtotal(subtotal: Node, currency: str) -> TaxBreakdown | None:
    taxable = read_needed_amount(subtotal, "cbc:TaxableAmount", "BT-116", currency)
    tax = read_needed_amount(subtotal, "cbc:TaxAmount", "BT-117", currency)
    category = subtotal.child("cac:TaxCategory")
    code, rate = read_category(category, "BT-118", "BT-119")
    if category is None:
        subtotal.missing("cac:TaxCategory/cbc:ID", "BT-118")
    if taxable is None or tax is None or code is None or category is None:
        return None
    return TaxBreakdown(
        taxable_amount=taxable,
        tax_amount=tax,
        category=code,
        rate=rate,
        exemption_reason=category.text("cbc:TaxExemptionReason"),
        exemption_code=category.text("cbc:TaxExemptionReasonCode"),
    )


def read_category(
    category: Node | None, code_term: str, rate_term: str
) -> tuple[str | None, Decimal | None]:
    """Read a VAT category and its rate. The tax itself is VAT, whatever its scheme is called."""
    if category is None:
        return None, None
    scheme = category.child("cac:TaxScheme")
    if scheme is not None:
        scheme.ignore("cbc:ID", "cbc:Name", "cbc:TaxTypeCode")
    code = category.needed_text("cbc:ID", code_term)
    return code, category.number("cbc:Percent", rate_term)


def read_totals(document: Node, currency: str, taxes: TaxTotals) -> Totals | None:
    """Take the totals (BG-22); a sum of lines that is missing follows from the others."""
    group = document.child("cac:LegalMonetaryTotal")
    if group is None:
        return None
    allowances = read_amount(group, "cbc:AllowanceTotalAmount", "BT-107", currency)
    charges = read_amount(group, "cbc:ChargeTotalAmount", "BT-108", currency)
    without_tax = read_needed_amount(group, "cbc:TaxExclusiveAmount", "BT-109", currency)
    with_tax = read_needed_amount(group, "cbc:TaxInclusiveAmount", "BT-112", currency)
    due = read_needed_amount(group, "cbc:PayableAmount", "BT-115", currency)
    lines = read_amount(group, "cbc:LineExtensionAmount", "BT-106", currency)
    if without_tax is None or with_tax is None or due is None:
        return None
    if lines is None:
        lines = without_tax + (allowances or 0) - (charges or 0)
        group.assume("cbc:LineExtensionAmount", "BT-106", f"{lines:f}")
    return Totals(
        lines=lines,
        allowances=allowances,
        charges=charges,
        without_tax=without_tax,
        tax=taxes.tax,
        tax_in_tax_currency=taxes.in_tax_currency,
        with_tax=with_tax,
        prepaid=read_amount(group, "cbc:PrepaidAmount", "BT-113", currency),
        rounding=read_amount(group, "cbc:PayableRoundingAmount", "BT-114", currency),
        due=due,
    )
