"""Flows in the CPP minimal format, written by the engine or typed as others would."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from wochorus.einvoice.cpp_minimal import (
    Attachment,
    Envelope,
    FlowReading,
    MinimalInvoice,
    Party,
    Tax,
    read,
    write_flow,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import IO

SUPPLIER = Party("73282932000074", "Propreté & Fils")
TOWN_HALL = Party("21940068600012", "Mairie de Villeneuve", "COMPTA")


def bytes_opener(content: bytes) -> Callable[[], IO[bytes]]:
    """Open these bytes as a document."""
    return lambda: io.BytesIO(content)


def an_attachment(
    name: str = "FA-1.pdf", content: bytes = b"%PDF-1.7", role: str = "01"
) -> Attachment:
    """The PDF of an invoice, or one of its annexes."""
    return Attachment(name, "application/pdf", role, bytes_opener(content))


def a_minimal_invoice(
    number: str = "FA-1",
    *attachments: Attachment,
    kind: str = "380",
    recipient: Party = TOWN_HALL,
    engagement: str = "BC-7",
) -> MinimalInvoice:
    """An invoice of 100 € to a town hall, with its PDF."""
    return MinimalInvoice(
        number=number,
        kind=kind,
        cadre="A1",
        issue_date=date(2026, 10, 31),
        payment_means="30",
        currency="EUR",
        recipient=recipient,
        total_without_tax=Decimal("100.00"),
        total_with_tax=Decimal("120.00"),
        amount_due=Decimal("120.00"),
        taxes=(Tax(Decimal(20), Decimal("100.00"), Decimal("20.00")),),
        marche="M-3",
        engagement=engagement,
        attachments=attachments or (an_attachment(),),
    )


def an_envelope(count: int = 1) -> Envelope:
    """The envelope of flow 12."""
    return Envelope(12, date(2026, 11, 24), SUPPLIER, count)


def flow_bytes(*invoices: MinimalInvoice, envelope: Envelope | None = None) -> bytes:
    """Write a flow."""
    target = io.BytesIO()
    write_flow(target, envelope or an_envelope(len(invoices)), invoices)
    return target.getvalue()


def read_bytes(content: bytes) -> FlowReading:
    """Read a flow."""
    return read(io.BytesIO(content))


def contents(attachments: Iterable[Attachment]) -> list[tuple[str, str, str, bytes]]:
    """Say everything of documents, their bytes too."""
    told = []
    for attachment in attachments:
        with attachment.open() as file:
            told.append((attachment.file_name, attachment.media_type, attachment.role, file.read()))
    return told
