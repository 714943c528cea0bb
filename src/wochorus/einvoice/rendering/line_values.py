"""Lines, and allowances and charges of the whole, as a template prints them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from wochorus.core.dates import format_date
from wochorus.core.money import ZERO
from wochorus.einvoice.rendering import french
from wochorus.einvoice.rendering.units import unit_word
from wochorus.einvoice.rendering.vocabulary import tax_word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wochorus.einvoice.model import (
        DocumentAllowanceCharge,
        Invoice,
        InvoiceLine,
        LineAllowanceCharge,
        Price,
    )

_ONE = Decimal(1)
_CHARACTERS_PER_ROW = 40
_ROWS_KEPT_TOGETHER = 30


def line_values(line: InvoiceLine) -> dict[str, Any]:
    """Give one line. ``details`` are the smaller lines under its name."""
    return {
        "identifier": line.identifier,
        "name": line.item.name,
        "details": list(_details(line)),
        "quantity": french.number(line.quantity),
        "unit": unit_word(line.unit, line.quantity),
        "unit_price": french.price(line.price.net),
        "price_base": _price_base(line),
        "tax": tax_word(line.tax_category, line.tax_rate),
        "amount": french.amount(line.net_amount or ZERO),
    }


def is_long(values: dict[str, Any]) -> bool:
    """Tell whether a line may be taller than a page, so that its row must be allowed to break."""
    rows = sum(1 + len(text) // _CHARACTERS_PER_ROW for text in values["details"])
    return len(values["name"]) // _CHARACTERS_PER_ROW + rows > _ROWS_KEPT_TOGETHER


def adjustment_values(invoice: Invoice) -> list[dict[str, str]]:
    """List the allowances, then the charges, of the document."""
    allowances = [_adjustment("Remise", part, -part.amount) for part in invoice.allowances]
    charges = [_adjustment("Frais", part, part.amount) for part in invoice.charges]
    return [*allowances, *charges]


def _adjustment(word: str, part: DocumentAllowanceCharge, signed: Decimal) -> dict[str, str]:
    return {
        "label": _adjustment_label(word, part),
        "tax": tax_word(part.tax_category, part.tax_rate),
        "amount": french.amount(signed),
    }


def _adjustment_label(word: str, part: LineAllowanceCharge | DocumentAllowanceCharge) -> str:
    label = part.reason or word
    if part.percentage is None:
        return label
    base = f" de {french.amount(part.base_amount)}" if part.base_amount is not None else ""
    return f"{label} ({french.rate(part.percentage)}{base})"


def _details(line: InvoiceLine) -> Iterator[str]:
    item = line.item
    yield from (item.description or "").splitlines()
    span = french.period(line.period)
    if span:
        yield french.sentence(f"période : {span}" if line.period else span)
    if line.delivery_date:
        yield f"Exécution le {format_date(line.delivery_date)}"
    for note in line.notes:
        yield from note.text.splitlines()
    yield from _references(line)
    yield from (f"{attribute.name} : {attribute.value}" for attribute in item.attributes)
    yield from _price_details(line.price)
    for part in line.allowances:
        yield f"{_adjustment_label('Remise', part)} : {french.amount(-part.amount)}"
    for part in line.charges:
        yield f"{_adjustment_label('Frais', part)} : {french.amount(part.amount)}"


def _references(line: InvoiceLine) -> Iterator[str]:
    item = line.item
    earlier = line.preceding_invoice.number if line.preceding_invoice else None
    stated = (
        ("Réf.", item.seller_identifier),
        ("Réf. client", item.buyer_identifier),
        ("Commande", line.purchase_order_reference),
        ("Ligne de commande", line.purchase_order_line),
        ("Bon de livraison", line.despatch_advice_reference),
        ("Facture d’origine", earlier),
    )
    parts = [f"{label}{french.NO_BREAK}{value}" for label, value in stated if value]
    if parts:
        yield " · ".join(parts)


def _price_details(price: Price) -> Iterator[str]:
    if price.gross is not None and price.discount:
        gross, discount = french.price(price.gross), french.price(price.discount)
        yield f"Prix brut {gross}, remise {discount}"


def _price_base(line: InvoiceLine) -> str:
    base = line.price.base_quantity
    if base is None or base == _ONE:
        return ""
    unit = unit_word(line.price.base_unit or line.unit, base)
    return f"pour {french.number(base)}{french.NO_BREAK}{unit}"
