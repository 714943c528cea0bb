"""Adding versions to the archive, in the caller's transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from wochorus.billing.archive.models import ArchivedPdf, PdfOrigin
from wochorus.billing.models import Invoice

if TYPE_CHECKING:
    from collections.abc import Iterable

_BATCH = 1000


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A PDF that lies in the store as a document, to be filed for an invoice."""

    invoice_id: int
    sha256: str
    file_name: str
    origin: PdfOrigin
    told: str
    look: str = ""


def latest_versions(invoice_ids: Iterable[int]) -> dict[int, ArchivedPdf]:
    """Give the newest archived PDF of each invoice that has one, by the id of the invoice."""
    rows = ArchivedPdf.objects.filter(invoice_id__in=list(invoice_ids))
    newest = rows.order_by("invoice_id", "-version").distinct("invoice_id")
    return {row.invoice_id: row for row in newest.select_related("document")}


def file_versions(wanted: Iterable[NewVersion], *, actor: str) -> list[ArchivedPdf]:
    """File each PDF as the next version of its invoice; what is the newest already is left out.

    The invoices are locked, so that two programs give no number twice.
    """
    asked = list(wanted)
    ids = [version.invoice_id for version in asked]
    list(Invoice.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
    newest = latest_versions(ids)
    now = timezone.now()
    rows = [
        ArchivedPdf(
            invoice_id=version.invoice_id,
            version=_next(newest.get(version.invoice_id)),
            document_id=version.sha256,
            file_name=version.file_name,
            origin=version.origin,
            told=version.told,
            look=version.look,
            actor=actor,
            at=now,
        )
        for version in asked
        if not _is_filed(version, newest.get(version.invoice_id))
    ]
    return ArchivedPdf.objects.bulk_create(rows, batch_size=_BATCH)


def _next(newest: ArchivedPdf | None) -> int:
    return 1 if newest is None else newest.version + 1


def _is_filed(version: NewVersion, newest: ArchivedPdf | None) -> bool:
    return newest is not None and (newest.document_id, newest.told) == (
        version.sha256,
        version.told,
    )
