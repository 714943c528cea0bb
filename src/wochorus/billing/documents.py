"""The documents of invoices: kept once by content, looked at when they come in, then attached.

A document that is of no use (a PDF that does not open) is kept and attached all the same, with
its defect, so that the checks can name it. The documents of an invoice that is on its way to
Chorus Pro, or there, never change.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from django.conf import settings
from django.db import transaction

from wochorus.billing.document_links import Attachment, link_documents
from wochorus.billing.models import Document, DocumentRole
from wochorus.core.errors import InvalidInput
from wochorus.storage.content_store import ContentStore
from wochorus.storage.inspection import inspect_file

if TYPE_CHECKING:
    from pathlib import Path

    from wochorus.billing.models import Invoice


def content_store() -> ContentStore:
    """Give the store of this data folder."""
    return ContentStore(settings.ENVIRONMENT.files)


def document_path(document: Document) -> Path:
    """Say where the content of ``document`` is kept."""
    return content_store().path(document.sha256)


def open_document(document: Document) -> BinaryIO:
    """Open the content of ``document``. Raises `Permanent` when its file is gone."""
    return content_store().open(document.sha256)


def prepare_document(path: Path, name: str = "") -> Document:
    """Keep the file and look into it; the row is not saved yet.

    Touches no database: it may run in a thread. Errors as `store_file`.
    """
    if scanner := settings.ENVIRONMENT.scanner:
        scanner.check(path, name or path.name)
    kept = content_store().keep(path)
    found = inspect_file(kept.path, name or path.name)
    return Document(
        sha256=kept.sha256, size=kept.size, media_type=found.media_type, defect=found.defect
    )


def store_file(path: Path, name: str = "") -> Document:
    """Keep the file at ``path``, known to people as ``name`` (its own name by default).

    Raises `InvalidInput` above 120 MB, when it is no ordinary file or holds a virus, `Transient`
    when the virus scanner does not answer, `OSError` when it cannot be read or the disk is full;
    nothing is kept then.
    """
    prepared = prepare_document(path, name)
    save_documents([prepared])
    return Document.objects.get(sha256=prepared.sha256)


def save_documents(prepared: list[Document]) -> None:
    """Record the documents that are not known yet; what was found first stays."""
    Document.objects.bulk_create(prepared, ignore_conflicts=True, batch_size=2000)


def attach_main(invoice: Invoice, path: Path, name: str = "") -> Document:
    """Make the file at ``path`` the PDF of ``invoice``, in place of the one it had.

    Raises `InvalidInput` when the invoice is no longer free and its PDF is another one, and as
    `store_file`.
    """
    return _attach(invoice, path, name or path.name, DocumentRole.MAIN)


def attach_annex(invoice: Invoice, path: Path, name: str = "") -> Document:
    """Add the file at ``path`` to the attachments of ``invoice``, or replace the one so named.

    Raises as `attach_main`.
    """
    return _attach(invoice, path, name or path.name, DocumentRole.ANNEX)


def _attach(invoice: Invoice, path: Path, name: str, role: DocumentRole) -> Document:
    document = store_file(path, name)
    with transaction.atomic():
        report = link_documents([Attachment(invoice.pk, role, name, document.sha256)])
    if report.refused:
        raise InvalidInput(
            report.refused[0].reason,
            where=f"facture {invoice.number}, fichier {name}",
            remedy="Rien n'a été joint.",
        )
    document.refresh_from_db()
    return document


@dataclass(frozen=True, slots=True)
class NamedDocument:
    """A document of an invoice under the name its recipient sees."""

    document: Document
    file_name: str
    role: DocumentRole


def documents_of(invoice: Invoice) -> list[NamedDocument]:
    """List the documents of ``invoice``: the main one first, then the annexes in order."""
    links = invoice.documents.select_related("document").order_by("role", "position", "id")
    return [NamedDocument(link.document, link.file_name, DocumentRole(link.role)) for link in links]
