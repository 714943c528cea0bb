"""Reserved invoices as the State's minimal format takes them: one XML file for the whole flow."""

from __future__ import annotations

from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from wochorus.billing.documents import open_document
from wochorus.billing.models import DocumentRole, Invoice, InvoiceDocument
from wochorus.core.identifiers import compact_identifier
from wochorus.deposits.naming import main_document_name
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

    from wochorus.accounts.models import Company
    from wochorus.deposits.models import Flow

CHUNK_OF_INVOICES = 100


def write_minimal(
    file: BufferedRandom, flow: Flow, invoices: Iterator[MinimalInvoice], count: int
) -> None:
    """Write the flow, the next ``count`` of ``invoices`` in it, their documents inside."""
    envelope = Envelope(
        flow_id=flow.pk,
        production_date=flow.deposit_date,
        supplier=Party(flow.company.siret, flow.company.name),
        count=count,
    )
    write_flow(file, envelope, islice(invoices, count))


def minimal_invoices(company: Company, ids: list[int]) -> Iterator[MinimalInvoice]:
    """Give invoices of ``company`` in the order of their ids, a hundred in memory at a time."""
    for start in range(0, len(ids), CHUNK_OF_INVOICES):
        chunk = ids[start : start + CHUNK_OF_INVOICES]
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
