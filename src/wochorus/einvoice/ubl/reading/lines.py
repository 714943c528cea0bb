"""The lines, and what each refers to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.einvoice.model import InvoiceLine, LinePrecedingInvoice, Price
from wochorus.einvoice.ubl.reading.allowances import read_line_parts
from wochorus.einvoice.ubl.reading.amounts import read_category
from wochorus.einvoice.ubl.reading.elements import read_notes, read_period
from wochorus.einvoice.ubl.reading.items import read_item
from wochorus.einvoice.ubl.reading.references import read_object, read_reference
from wochorus.einvoice.ubl.vocabulary import NOT_AVAILABLE, OBJECT_REFERENCE
from wochorus.einvoice.xml_reading.amounts import read_amount, read_needed_amount

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from wochorus.einvoice.model import Identifier
    from wochorus.einvoice.ubl.vocabulary import Kind
    from wochorus.einvoice.xml_reading import Node


def read_lines(document: Node, kind: Kind, currency: str) -> tuple[InvoiceLine, ...]:
    """Take the lines (BG-25); one that lacks what every line has is told and left out."""
    lines = (_read_line(line, kind, currency) for line in document.children(f"cac:{kind.line}"))
    return tuple(line for line in lines if line is not None)


def _read_line(line: Node, kind: Kind, currency: str) -> InvoiceLine | None:
    identifier = line.needed_text("cbc:ID", "BT-126")
    quantity, unit = _read_quantity(line, f"cbc:{kind.quantity}")
    price = _read_price(line, currency)
    item_group = line.child("cac:Item")
    if item_group is None:
        line.missing("cac:Item", "BG-31")
        return None
    item = read_item(item_group)
    category, rate = _read_tax(item_group)
    order, order_line = _read_line_reference(line, "cac:OrderLineReference", "cac:OrderReference")
    advice, advice_line = _read_line_reference(
        line, "cac:DespatchLineReference", "cac:DocumentReference"
    )
    allowances, charges = read_line_parts(line, currency)
    if identifier is None or quantity is None or price is None or item is None or category is None:
        return None
    return InvoiceLine(
        identifier=identifier,
        quantity=quantity,
        unit=unit,
        price=price,
        item=item,
        tax_category=category,
        tax_rate=rate,
        net_amount=read_amount(line, "cbc:LineExtensionAmount", "BT-131", currency),
        notes=read_notes(line),
        object_identifier=_read_object(line),
        purchase_order_line=order_line,
        buyer_accounting_reference=line.text("cbc:AccountingCost"),
        period=read_period(line.child("cac:InvoicePeriod"), "BT-134", "BT-135"),
        allowances=allowances,
        charges=charges,
        purchase_order_reference=order,
        preceding_invoice=_read_preceding_invoice(line),
        despatch_advice_reference=advice,
        despatch_advice_line=advice_line,
        delivery_date=_read_delivery_date(line),
    )


def _read_quantity(line: Node, name: str) -> tuple[Decimal | None, str]:
    element = line.take(name)
    quantity = None if element is None else line.number_of(element, "BT-129", "unitCode")
    if element is None or quantity is None:
        line.missing(name, "BT-129")
        return None, ""
    unit = (element.get("unitCode") or "").strip()
    return quantity, unit or line.assume(f"{name}/@unitCode", "BT-130", "C62")


def _read_tax(item: Node) -> tuple[str | None, Decimal | None]:
    category = item.child("cac:ClassifiedTaxCategory")
    if category is None:
        item.missing("cac:ClassifiedTaxCategory/cbc:ID", "BT-151")
    return read_category(category, "BT-151", "BT-152")


def _read_price(line: Node, currency: str) -> Price | None:
    group = line.child("cac:Price")
    if group is None:
        line.missing("cac:Price/cbc:PriceAmount", "BT-146")
        return None
    net = read_needed_amount(group, "cbc:PriceAmount", "BT-146", currency)
    base = group.take("cbc:BaseQuantity")
    discount, gross = _read_discount(group.child("cac:AllowanceCharge"), currency)
    if net is None:
        return None
    return Price(
        net=net,
        discount=discount,
        gross=gross,
        base_quantity=None if base is None else group.number_of(base, "BT-149", "unitCode"),
        base_unit=None if base is None else (base.get("unitCode") or "").strip() or None,
    )


def _read_discount(group: Node | None, currency: str) -> tuple[Decimal | None, Decimal | None]:
    if group is None:
        return None, None
    group.ignore("cbc:ChargeIndicator")
    return (
        read_amount(group, "cbc:Amount", "BT-147", currency),
        read_amount(group, "cbc:BaseAmount", "BT-148", currency),
    )


def _read_line_reference(
    line: Node, name: str, document_name: str
) -> tuple[str | None, str | None]:
    """Take a document that is referred to, and its line."""
    group = line.child(name)
    if group is None:
        return None, None
    document, number = read_reference(group, document_name), group.text("cbc:LineID")
    return document, None if number == NOT_AVAILABLE and document is not None else number


def _read_object(line: Node) -> Identifier | None:
    reference = line.child("cac:DocumentReference")
    if reference is None:
        return None
    code = reference.take("cbc:DocumentTypeCode")
    if code is not None and reference.text_of(code) != OBJECT_REFERENCE:
        reference.log.unread(reference.element, repeated=False)
        reference.ignore("cbc:ID")
        return None
    return read_object(reference, "BT-128")


def _read_preceding_invoice(line: Node) -> LinePrecedingInvoice | None:
    group = line.child("cac:BillingReference")
    reference = None if group is None else group.child("cac:InvoiceDocumentReference")
    if group is None or reference is None:
        return None
    number = reference.needed_text("cbc:ID", "EXT-FR-FE-136")
    corrected = group.child("cac:BillingReferenceLine")
    if number is None:
        return None
    return LinePrecedingInvoice(
        number=number,
        type_code=reference.text("cbc:DocumentTypeCode"),
        issue_date=reference.day("cbc:IssueDate", "EXT-FR-FE-138"),
        line=None if corrected is None else corrected.text("cbc:ID"),
    )


def _read_delivery_date(line: Node) -> date | None:
    delivery = line.child("cac:Delivery")
    return None if delivery is None else delivery.day("cbc:ActualDeliveryDate", "EXT-FR-FE-158")
