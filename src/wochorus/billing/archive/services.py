"""What may be done with one invoice's archived PDF: attach one, read its history, take it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from wochorus.billing.archive.filing import NewVersion, file_versions
from wochorus.billing.archive.models import ArchivedPdf, PdfOrigin
from wochorus.billing.archive.telling import told_now
from wochorus.billing.document_links import Attachment, link_documents
from wochorus.billing.documents import content_store, document_path, store_file
from wochorus.billing.models import FREE_STATES, DocumentRole, Invoice
from wochorus.core.errors import InvalidInput
from wochorus.storage.inspection import NOT_A_PDF, PDF

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from wochorus.accounts.models import Company


def attach_pdf(invoice: Invoice, path: Path, *, actor: str, name: str = "") -> ArchivedPdf:
    """File the PDF at ``path`` as the newest of ``invoice``; a free invoice has it as its own.

    It is taken to say what the invoice says today. The PDF that left with a deposited invoice stays
    its own: this one comes beside it. Raises `InvalidInput` on anything but a PDF that opens, and
    as `store_file`.
    """
    name = name or path.name
    where = f"facture {invoice.number}, fichier {name}"
    document = store_file(path, name)
    defect = document.defect or ("" if document.media_type == PDF else NOT_A_PDF)
    if defect:
        raise InvalidInput(
            defect, where=where, remedy="Donnez un PDF qui s'ouvre ; rien n'a changé."
        )
    with transaction.atomic():
        held = Invoice.objects.select_for_update().get(pk=invoice.pk)
        if held.deposit_state in FREE_STATES:
            wanted = Attachment(invoice.pk, DocumentRole.MAIN, name, document.sha256)
            report = link_documents([wanted])
            if report.refused:
                raise InvalidInput(report.refused[0].reason, where=where, remedy="Rien n'a changé.")
        told = told_now(invoice.company, [invoice.pk])[invoice.pk]
        version = NewVersion(invoice.pk, document.sha256, name, PdfOrigin.IMPORTED, told)
        file_versions([version], actor=actor)
    return history(invoice)[0]


def file_given(
    company: Company, invoice_ids: Iterable[int], changed: Iterable[int], *, actor: str
) -> None:
    """File the PDFs that a journal has just given to invoices, in the transaction of the import.

    One that is in the archive already is looked at again only when its invoice ``changed``.
    """
    given = set(invoice_ids)
    links = {
        pk: (sha256, name)
        for pk, sha256, name in Invoice.objects.filter(
            pk__in=given, documents__role=DocumentRole.MAIN
        ).values_list("pk", "documents__document_id", "documents__file_name")
    }
    filed = set(
        ArchivedPdf.objects.filter(invoice_id__in=links).values_list("invoice_id", "document_id")
    )
    news = set(changed)
    wanted = sorted(
        pk for pk, (sha256, _) in links.items() if pk in news or (pk, sha256) not in filed
    )
    told = told_now(company, wanted)
    file_versions(
        (NewVersion(pk, *links[pk], PdfOrigin.IMPORTED, told[pk]) for pk in wanted), actor=actor
    )


def history(invoice: Invoice) -> list[ArchivedPdf]:
    """List the archived PDFs of ``invoice``, the newest first."""
    return list(invoice.archived_pdfs.select_related("document").order_by("-version"))


def archived(invoice: Invoice, version: int | None = None) -> ArchivedPdf:
    """Find a version of the archived PDF of ``invoice``, the newest by default.

    Raises `InvalidInput` when there is none.
    """
    for row in history(invoice):
        if version in {None, row.version}:
            return row
    asked = "" if version is None else f" de version {version}"
    raise InvalidInput(
        f"La facture n'a pas de PDF archivé{asked}",
        where=f"facture {invoice.number}",
        remedy=f"Faites-le : wochorus archive rebuild --number {invoice.number}"
        if version is None
        else f"Voyez ses versions : wochorus archive show {invoice.number}",
    )


def export_pdf(row: ArchivedPdf, target: Path, *, force: bool = False) -> Path:
    """Copy an archived PDF to ``target``, a file or a folder; give where it is.

    Raises `InvalidInput` when the file exists and may not be replaced, `Permanent` when the
    archived file is gone.
    """
    path = target / row.file_name if target.is_dir() else target
    if path.exists() and not force:
        raise InvalidInput(
            "Ce fichier existe déjà",
            where=str(path),
            remedy="Choisissez un autre nom, ou ajoutez --force pour le remplacer.",
        )
    with content_store().open(row.document_id) as source:
        content = source.read()
    beside = path.with_name(f".{path.name}.partial")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return path


def place_of(row: ArchivedPdf) -> Path:
    """Say where an archived PDF lies."""
    return document_path(row.document)
