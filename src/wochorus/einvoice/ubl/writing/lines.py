"""The lines: most of the document, hence few calls for what most lines have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.einvoice.ubl.writing.amounts import allowance_or_charge, amount, tax_category
from wochorus.einvoice.ubl.writing.elements import notes, period, text
from wochorus.einvoice.ubl.writing.items import item
from wochorus.einvoice.ubl.writing.line_references import line_references
from wochorus.einvoice.xml_text import escape, escape_attribute, number

if TYPE_CHECKING:
    from wochorus.einvoice.model import InvoiceLine, Price
    from wochorus.einvoice.ubl.vocabulary import Kind


def lines(values: tuple[InvoiceLine, ...], kind: Kind, currency: str) -> str:
    """Write the lines (BG-25) of an invoice or of a credit note."""
    return "".join([_line(line, kind.line, kind.quantity, currency) for line in values])


def _line(line: InvoiceLine, name: str, quantity: str, currency: str) -> str:
    accounting = line.buyer_accounting_reference
    tax = tax_category("ClassifiedTaxCategory", line.tax_category, line.tax_rate)
    return (
        f"<cac:{name}><cbc:ID>{escape(line.identifier)}</cbc:ID>"
        f"{notes(line.notes) if line.notes else ''}"
        f'<cbc:{quantity} unitCode="{escape_attribute(line.unit)}">'
        f"{number(line.quantity)}</cbc:{quantity}>"
        f"{amount('LineExtensionAmount', line.net_amount, currency)}"
        f"{'' if accounting is None else text('AccountingCost', accounting)}"
        f"{'' if line.period is None else period(line.period)}"
        f"{line_references(line)}"
        f"{_parts(line, currency) if line.allowances or line.charges else ''}"
        f"{item(line.item, tax)}"
        f"{_price(line.price, currency)}</cac:{name}>"
    )


def _parts(line: InvoiceLine, currency: str) -> str:
    return "".join(
        allowance_or_charge(part, indicator, currency)
        for parts, indicator in ((line.allowances, "false"), (line.charges, "true"))
        for part in parts
    )


def _price(price: Price, currency: str) -> str:
    net = f"<cac:Price><cbc:PriceAmount{currency}{number(price.net)}</cbc:PriceAmount>"
    if price.base_quantity is None and price.gross is None and price.discount is None:
        return f"{net}</cac:Price>"
    return f"{net}{_base_quantity(price)}{_discount(price, currency)}</cac:Price>"


def _base_quantity(price: Price) -> str:
    if price.base_quantity is None:
        return ""
    unit = "" if price.base_unit is None else f' unitCode="{escape_attribute(price.base_unit)}"'
    return f"<cbc:BaseQuantity{unit}>{number(price.base_quantity)}</cbc:BaseQuantity>"


def _discount(price: Price, currency: str) -> str:
    if price.gross is None and price.discount is None:
        return ""
    # The schema wants an amount: a gross price without a discount has a discount of zero.
    discount = "0" if price.discount is None else number(price.discount)
    return (
        "<cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator>"
        f"<cbc:Amount{currency}{discount}</cbc:Amount>"
        f"{amount('BaseAmount', price.gross, currency)}</cac:AllowanceCharge>"
    )
