"""What the portal shows of an invoice and never searches by: lines, VAT, names, account.

Amounts, quantities and rates are texts, as they were deposited.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from chorus_simulator.formats.record import NOTHING

if TYPE_CHECKING:
    import sqlite3

    from chorus_simulator.formats.record import DepositedInvoice


class ShownLine(BaseModel):
    """A line; ``rate`` in percent, ``rate_code`` one of the portal's list."""

    model_config = ConfigDict(frozen=True)

    number: int
    name: str = ""
    reference: str = ""
    quantity: str = ""
    unit: str = ""
    price: str = ""
    discount: str = ""
    net: str = ""
    rate: str = ""
    rate_code: str = ""


class ShownVat(BaseModel):
    """A line of the VAT breakdown."""

    model_config = ConfigDict(frozen=True)

    base: str
    amount: str
    rate: str = ""
    rate_code: str = ""


class Content(BaseModel):
    """The whole of it. ``discount`` is the global one, VAT included."""

    model_config = ConfigDict(frozen=True)

    supplier_name: str = ""
    recipient_name: str = ""
    service_name: str = ""
    account: str = ""
    account_id: int | None = None
    vat_total: str = ""
    discount: str = ""
    discount_reason: str = ""
    exemption: str = ""
    vat: tuple[ShownVat, ...] = ()
    lines: tuple[ShownLine, ...] = ()


def of_record(invoice: DepositedInvoice) -> Content:
    """Draw the content of a deposited invoice."""
    lines = [
        ShownLine(
            number=number,
            name=line.name,
            reference=line.reference,
            quantity=line.quantity,
            unit=line.unit,
            price=line.price,
            net="" if line.net is None else str(line.net),
            rate=line.rate,
        )
        for number, line in enumerate(invoice.lines, start=1)
    ]
    vat = [
        ShownVat(base=str(line.base), amount=str(line.amount), rate=line.rate)
        for line in invoice.vat
    ]
    total = invoice.totals.vat
    summed = sum((line.amount for line in invoice.vat), NOTHING)
    return Content(
        supplier_name=invoice.supplier_name,
        recipient_name=invoice.recipient_name,
        service_name=invoice.service_name or "",
        account=invoice.account or "",
        vat_total=str(summed if total is None else total),
        vat=tuple(vat),
        lines=tuple(lines),
    )


def keep(db: sqlite3.Connection, invoice_id: int, content: Content) -> None:
    """Keep, or replace, the content of an invoice."""
    db.execute(
        "INSERT INTO invoice_contents (invoice_id, content) VALUES (?, ?)"
        " ON CONFLICT (invoice_id) DO UPDATE SET content = excluded.content",
        (invoice_id, content.model_dump_json(exclude_defaults=True)),
    )


def find(db: sqlite3.Connection, invoice_id: int) -> Content | None:
    """Find the content of an invoice, if it was drawn or given."""
    row = db.execute(
        "SELECT content FROM invoice_contents WHERE invoice_id = ?", (invoice_id,)
    ).fetchone()
    return None if row is None else Content.model_validate_json(row["content"])
