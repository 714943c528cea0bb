"""The rows of an invoice as the invoice of EN 16931, with its documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.billing.documents import document_path
from wochorus.billing.einvoice_words import invoices_in_words
from wochorus.billing.models import DocumentRole, Invoice, InvoiceDocument
from wochorus.deposits.making import Source, StoredFile
from wochorus.deposits.naming import main_document_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wochorus.accounts.models import Company
    from wochorus.einvoice import model


def sources_of(company: Company, invoice_ids: Iterable[int]) -> Iterator[Source]:
    """Give the invoices of ``company`` in the order of their ids, a hundred in memory at a time."""
    return (_source(row, said) for row, said in invoices_in_words(company, invoice_ids))


def _source(invoice: Invoice, said: model.Invoice) -> Source:
    documents = list(invoice.documents.all())
    main = next((use for use in documents if use.role == DocumentRole.MAIN), None)
    return Source(
        invoice_id=invoice.pk,
        invoice=said,
        page=None if main is None else _stored(main, main_document_name(invoice.number)),
        annexes=tuple(
            _stored(use, use.file_name) for use in documents if use.role == DocumentRole.ANNEX
        ),
    )


def _stored(use: InvoiceDocument, name: str) -> StoredFile:
    document = use.document
    return StoredFile(name, document_path(document), document.media_type, document.sha256, use.kind)
