"""The lines of the invoice: IncludedSupplyChainTradeLineItem.

Most of the time of writing is spent here: what most lines lack is asked for before a function is
called to write it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.einvoice.cii.writing.amounts import (
    ALLOWANCE,
    CHARGE,
    line_allowance_charge,
    period,
)
from wochorus.einvoice.cii.writing.delivery import delivery_date
from wochorus.einvoice.cii.writing.document import note
from wochorus.einvoice.cii.writing.prices import price
from wochorus.einvoice.cii.writing.products import product
from wochorus.einvoice.cii.writing.references import (
    invoiced_object,
    preceding_invoice,
    reference,
)
from wochorus.einvoice.cii.writing.settlement import accounting_reference
from wochorus.einvoice.xml_text import escape, escape_attribute, number

if TYPE_CHECKING:
    from wochorus.einvoice.model import InvoiceLine


def line_item(line: InvoiceLine) -> tuple[str, str]:
    """Write a line (BG-25) in two parts: what it names, then what it counts.

    The second is nearly always pure ASCII, which Python encodes ten times as fast.
    """
    return _opening_and_product(line), _terms_and_closing(line)


def _opening_and_product(line: InvoiceLine) -> str:
    notes = "".join(map(note, line.notes)) if line.notes else ""
    return (
        "<ram:IncludedSupplyChainTradeLineItem>"
        "<ram:AssociatedDocumentLineDocument>"
        f"<ram:LineID>{escape(line.identifier)}</ram:LineID>"
        f"{notes}"
        "</ram:AssociatedDocumentLineDocument>"
        f"{product(line.item)}"
    )


def _terms_and_closing(line: InvoiceLine) -> str:
    order = delivered = ""
    if line.purchase_order_reference or line.purchase_order_line:
        order = _order(line)
    if line.delivery_date or line.despatch_advice_reference or line.despatch_advice_line:
        delivered = _delivered(line)
    return (
        "<ram:SpecifiedLineTradeAgreement>"
        f"{order}{price(line.price)}"
        "</ram:SpecifiedLineTradeAgreement>"
        "<ram:SpecifiedLineTradeDelivery>"
        f'<ram:BilledQuantity unitCode="{escape_attribute(line.unit)}">'
        f"{number(line.quantity)}</ram:BilledQuantity>"
        f"{delivered}"
        "</ram:SpecifiedLineTradeDelivery>"
        f"{_settlement(line)}"
        "</ram:IncludedSupplyChainTradeLineItem>"
    )


def _order(line: InvoiceLine) -> str:
    return reference(
        "BuyerOrderReferencedDocument", line.purchase_order_reference, line.purchase_order_line
    )


def _delivered(line: InvoiceLine) -> str:
    despatch = reference(
        "DespatchAdviceReferencedDocument",
        line.despatch_advice_reference,
        line.despatch_advice_line,
    )
    return f"{delivery_date(line.delivery_date)}{despatch}"


def _settlement(line: InvoiceLine) -> str:
    rate = net = details = references = ""
    if line.tax_rate is not None:
        rate = f"<ram:RateApplicablePercent>{number(line.tax_rate)}</ram:RateApplicablePercent>"
    if line.net_amount is not None:
        net = f"<ram:LineTotalAmount>{number(line.net_amount)}</ram:LineTotalAmount>"
    if line.period or line.allowances or line.charges:
        details = _period_allowances_and_charges(line)
    if line.preceding_invoice or line.object_identifier or line.buyer_accounting_reference:
        references = _references(line)
    return (
        "<ram:SpecifiedLineTradeSettlement>"
        "<ram:ApplicableTradeTax>"
        "<ram:TypeCode>VAT</ram:TypeCode>"
        f"<ram:CategoryCode>{escape(line.tax_category)}</ram:CategoryCode>"
        f"{rate}"
        "</ram:ApplicableTradeTax>"
        f"{details}"
        "<ram:SpecifiedTradeSettlementLineMonetarySummation>"
        f"{net}"
        "</ram:SpecifiedTradeSettlementLineMonetarySummation>"
        f"{references}"
        "</ram:SpecifiedLineTradeSettlement>"
    )


def _period_allowances_and_charges(line: InvoiceLine) -> str:
    allowances = [line_allowance_charge(part, ALLOWANCE) for part in line.allowances]
    charges = [line_allowance_charge(part, CHARGE) for part in line.charges]
    return f"{period(line.period)}{''.join(allowances)}{''.join(charges)}"


def _references(line: InvoiceLine) -> str:
    earlier = line.preceding_invoice
    return (
        f"{preceding_invoice(earlier, earlier.line or '') if earlier else ''}"
        f"{invoiced_object(line.object_identifier)}"
        f"{accounting_reference(line.buyer_accounting_reference)}"
    )
