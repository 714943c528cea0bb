"""The invoices of the measures: a cleaning company's, ten lines or five hundred, all different."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from support.einvoices import an_invoice
from wochorus.einvoice.model import Delivery
from wochorus.einvoice.totals import complete

if TYPE_CHECKING:
    from wochorus.einvoice.model import Invoice, InvoiceLine

RATES = (Decimal(20), Decimal(10), Decimal("5.5"))


def an_invoice_of(lines: int, number: int) -> Invoice:
    """An invoice whose every line differs from those of every other number."""
    draw = random.Random(number)  # noqa: S311 - amounts of samples
    invoice = an_invoice(lines, number=f"F{number}")
    changed = tuple(_changed(line, number, draw) for line in invoice.lines)
    # factur-x writes no valid file of an invoice without delivery date.
    delivery = Delivery(actual_date=date(2026, 10, 31))
    return complete(replace(invoice, lines=changed, delivery=delivery))


def _changed(line: InvoiceLine, number: int, draw: random.Random) -> InvoiceLine:
    return replace(
        line,
        item=replace(line.item, name=f"{line.item.name} {number}"),
        quantity=Decimal(draw.randint(1, 400)) / 4,
        price=replace(line.price, net=Decimal(draw.randint(1500, 4500)) / 100),
        tax_rate=draw.choice(RATES),
    )
