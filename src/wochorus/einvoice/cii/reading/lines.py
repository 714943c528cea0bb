"""The lines of the invoice."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from wochorus.core.money import ZERO
from wochorus.einvoice.cii.reading.allowances import read_line_parts
from wochorus.einvoice.cii.reading.delivery import read_delivery_date
from wochorus.einvoice.cii.reading.elements import (
    attribute_of,
    read_notes,
    read_period,
    text_in,
)
from wochorus.einvoice.cii.reading.prices import read_price
from wochorus.einvoice.cii.reading.products import read_item
from wochorus.einvoice.cii.reading.references import (
    read_line_object,
    read_line_preceding_invoice,
    read_line_reference,
)
from wochorus.einvoice.model import InvoiceLine, Price
from wochorus.einvoice.xml_reading.amounts import read_amount

if TYPE_CHECKING:
    from wochorus.einvoice.cii.reading.taxes import Taxes
    from wochorus.einvoice.xml_reading import Node


def read_lines(
    transaction: Node, currency: str, taxes: Taxes, *, is_of_2018: bool
) -> tuple[InvoiceLine, ...]:
    """Take the lines (BG-25)."""
    groups = transaction.children("ram:IncludedSupplyChainTradeLineItem")
    return tuple(
        _read_line(group, str(position), currency, taxes, is_of_2018=is_of_2018)
        for position, group in enumerate(groups, 1)
    )


def _read_line(
    line: Node, position: str, currency: str, taxes: Taxes, *, is_of_2018: bool
) -> InvoiceLine:
    """Read a line. What it lacks is assumed: a line that is left out would change the invoice."""
    document = line.child("ram:AssociatedDocumentLineDocument") or line
    agreement = line.child("ram:SpecifiedLineTradeAgreement") or line
    delivery = line.child("ram:SpecifiedLineTradeDelivery") or line
    settlement = line.child("ram:SpecifiedLineTradeSettlement") or line
    order, order_line = read_line_reference(agreement, "ram:BuyerOrderReferencedDocument")
    advice, advice_line = read_line_reference(delivery, "ram:DespatchAdviceReferencedDocument")
    quantity, unit = _read_quantity(delivery)
    allowances, charges = read_line_parts(settlement, currency)
    category, rate = taxes.read_category(
        settlement, "ram:ApplicableTradeTax", category_term="BT-151", rate_term="BT-152"
    )
    return InvoiceLine(
        identifier=document.text("ram:LineID") or document.assume("ram:LineID", "BT-126", position),
        quantity=quantity,
        unit=unit,
        price=read_price(agreement, currency, is_of_2018=is_of_2018) or _no_price(agreement),
        item=read_item(line),
        tax_category=category,
        tax_rate=rate,
        net_amount=_read_net_amount(settlement, currency),
        notes=read_notes(document),
        object_identifier=read_line_object(settlement),
        purchase_order_line=order_line,
        buyer_accounting_reference=read_account(settlement),
        period=read_period(settlement, "BT-134", "BT-135"),
        allowances=allowances,
        charges=charges,
        purchase_order_reference=order,
        preceding_invoice=read_line_preceding_invoice(settlement),
        despatch_advice_reference=advice,
        despatch_advice_line=advice_line,
        delivery_date=read_delivery_date(delivery, "EXT-FR-FE-158"),
    )


def read_account(settlement: Node) -> str | None:
    """Take where the buyer books it, of the invoice (BT-19) or of a line (BT-133)."""
    return text_in(settlement, "ram:ReceivableSpecifiedTradeAccountingAccount", "ram:ID")


def _read_quantity(delivery: Node) -> tuple[Decimal, str]:
    name = "ram:BilledQuantity"
    element = delivery.take(name)
    quantity = None if element is None else delivery.number_of(element, "BT-129", "unitCode")
    unit = None if element is None else attribute_of(element, "unitCode")
    if quantity is None:
        quantity = Decimal(delivery.assume(name, "BT-129", "0"))
    return quantity, unit or delivery.assume(f"{name}/@unitCode", "BT-130", "C62")


def _no_price(agreement: Node) -> Price:
    agreement.assume("ram:NetPriceProductTradePrice/ram:ChargeAmount", "BT-146", "0")
    return Price(net=ZERO)


def _read_net_amount(settlement: Node, currency: str) -> Decimal | None:
    group = settlement.child("ram:SpecifiedTradeSettlementLineMonetarySummation")
    return None if group is None else read_amount(group, "ram:LineTotalAmount", "BT-131", currency)
