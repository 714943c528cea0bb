"""From reserved invoices to the file of a flow, frozen on disk with its SHA-256."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from wochorus.billing.documents import open_document
from wochorus.billing.models import DocumentRole, Invoice, InvoiceDocument
from wochorus.core.identifiers import compact_identifier
from wochorus.core.text import fold
from wochorus.einvoice.cpp_minimal import (
    Attachment,
    Envelope,
    MinimalInvoice,
    Party,
    Tax,
    write_flow,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import BufferedRandom
    from pathlib import Path

    from wochorus.accounts.models import Company
    from wochorus.deposits.models import Flow

FILE_NAME_LENGTH = 200
_CHUNK_OF_INVOICES = 100
_UNSAFE_IN_NAME = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class PackedFile:
    """A flow's file: where it lies, its name for Chorus Pro, size in bytes, SHA-256."""

    path: Path
    name: str
    size: int
    sha256: str


def flow_file_name(flow_name: str) -> str:
    """Turn the name that a user gave to a flow into a file name that any portal accepts."""
    safe = _UNSAFE_IN_NAME.sub("-", fold(flow_name)).strip("-.") or "flux"
    return safe[: FILE_NAME_LENGTH - len(".xml")] + ".xml"


def pack(flow: Flow, folder: Path, invoice_ids: list[int]) -> PackedFile:
    """Write the file of ``flow`` under ``folder``, whole or not at all.

    ``invoice_ids`` gives the invoices in the order of the flow. Raises ``OSError`` when the disk
    is full; nothing is left behind then.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / flow_file_name(flow.name)
    unfinished = path.with_suffix(".part")
    envelope = Envelope(
        flow_id=flow.pk,
        production_date=flow.deposit_date,
        supplier=Party(flow.company.siret, flow.company.name),
        count=len(invoice_ids),
    )
    try:
        with unfinished.open("w+b") as file:
            write_flow(file, envelope, _minimal_invoices(flow.company, invoice_ids))
            size, sha256 = _measure(file)
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    return PackedFile(path, path.name, size, sha256)


def _measure(file: BufferedRandom) -> tuple[int, str]:
    file.flush()
    os.fsync(file.fileno())
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    return size, hashlib.file_digest(file, "sha256").hexdigest()


def _minimal_invoices(company: Company, ids: list[int]) -> Iterator[MinimalInvoice]:
    for start in range(0, len(ids), _CHUNK_OF_INVOICES):
        chunk = ids[start : start + _CHUNK_OF_INVOICES]
        invoices = (
            Invoice.objects.filter(company=company)
            .select_related("customer")
            .prefetch_related("tax_breakdown", "documents__document")
            .in_bulk(chunk)
        )
        yield from (_minimal_invoice(invoices[invoice_id]) for invoice_id in chunk)


def _minimal_invoice(invoice: Invoice) -> MinimalInvoice:
    customer = invoice.customer
    return MinimalInvoice(
        number=invoice.number,
        kind=invoice.kind,
        cadre=invoice.cadre,
        issue_date=invoice.issue_date,
        payment_means=invoice.payment_means,
        currency=invoice.currency,
        recipient=Party(
            compact_identifier(customer.siret),
            customer.name,
            invoice.code_service or customer.code_service,
        ),
        total_without_tax=invoice.total_without_tax,
        total_with_tax=invoice.total_with_tax,
        amount_due=invoice.amount_due,
        taxes=tuple(
            Tax(tax.rate, tax.taxable_amount, tax.tax_amount)
            for tax in sorted(invoice.tax_breakdown.all(), key=lambda tax: tax.rate)
        ),
        marche=invoice.marche,
        engagement=invoice.engagement,
        attachments=_attachments(invoice),
    )


def _attachments(invoice: Invoice) -> tuple[Attachment, ...]:
    ordered = sorted(invoice.documents.all(), key=lambda use: (use.role, use.position, use.pk))
    return tuple(_attachment(invoice, use) for use in ordered)


def _attachment(invoice: Invoice, use: InvoiceDocument) -> Attachment:
    is_main = use.role == DocumentRole.MAIN
    return Attachment(
        file_name=main_document_name(invoice.number) if is_main else use.file_name,
        media_type="application/pdf" if is_main else use.document.media_type,
        role=use.role,
        open=partial(open_document, use.document),
    )


def main_document_name(number: str) -> str:
    """Name the PDF of an invoice after its number, without the characters a file may not bear."""
    return _UNSAFE_IN_NAME.sub("-", number) + ".pdf"
