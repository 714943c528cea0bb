"""How the PDF of each invoice stands: there and right, missing, lost, or no longer true."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from wochorus.billing.archive.filing import latest_versions
from wochorus.billing.archive.models import PdfOrigin
from wochorus.billing.archive.telling import told_now
from wochorus.billing.documents import content_store
from wochorus.billing.models import FREE_STATES, DocumentRole, InvoiceDocument, InvoiceLine

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from wochorus.accounts.models import Company
    from wochorus.billing.archive.models import ArchivedPdf
    from wochorus.billing.models import Invoice


class PdfState(StrEnum):
    """How the PDF of one invoice stands."""

    SOUND = "sound"
    ABSENT = "absent"
    OLDER = "older"
    UNFILED = "unfiled"
    LOST = "lost"
    UNREADABLE = "unreadable"

    @property
    def label(self) -> str:
        """The French name."""
        return _LABELS[self]


_LABELS = {
    PdfState.SOUND: "archivé",
    PdfState.ABSENT: "absent",
    PdfState.OLDER: "plus ancien que la facture",
    PdfState.UNFILED: "pas encore versé à l'archive",
    PdfState.LOST: "disparu du dossier des données",
    PdfState.UNREADABLE: "illisible",
}


LINES_FIRST = "importez ses lignes (feuille « Lignes » du journal), ou son PDF"


@dataclass(frozen=True, slots=True)
class Standing:
    """The PDF of one invoice. ``version`` is 0 and ``origin`` empty before it is archived.

    Of an invoice that has no lines, only its totals, no page can be made.
    """

    invoice_id: int
    number: str
    year: int
    state: PdfState
    is_free: bool
    file_name: str = ""
    sha256: str = ""
    origin: str = ""
    version: int = 0
    has_lines: bool = True

    @property
    def is_ours(self) -> bool:
        """Tell whether making it anew takes nothing of the user's away."""
        return self.state is PdfState.ABSENT or self.origin == PdfOrigin.MADE

    @property
    def remedy(self) -> str:
        """What is to be done, in French; nothing for a sound one."""
        if self.state is PdfState.SOUND:
            return ""
        if self.state is not PdfState.UNFILED and not self.has_lines:
            return f"{LINES_FIRST} : wochorus archive attach {self.number} FICHIER"
        if self.state is PdfState.UNFILED or self.is_ours:
            return "wochorus archive rebuild"
        return f"wochorus archive attach {self.number} FICHIER, ou archive rebuild --imported"


@dataclass(frozen=True, slots=True)
class _Pdf:
    """The document that is an invoice's PDF now."""

    sha256: str
    file_name: str
    defect: str


def standings(company: Company, invoices: QuerySet[Invoice]) -> list[Standing]:
    """Tell how the PDF of each invoice stands, by date and number.

    Only an invoice that may still be deposited can have a PDF older than itself: what was
    deposited stays as it was.
    """
    rows = list(
        invoices.order_by("issue_date", "number", "pk").values_list(
            "pk", "number", "issue_year", "deposit_state"
        )
    )
    ids = [row[0] for row in rows]
    newest, current = latest_versions(ids), _current(ids)
    free = [pk for pk, _, _, state in rows if state in FREE_STATES]
    told = told_now(company, [pk for pk in free if pk in newest])
    detailed = set(InvoiceLine.objects.filter(invoice__in=ids).values_list("invoice", flat=True))
    found = []
    for pk, number, year, state in rows:
        version = newest.get(pk)
        pdf = current.get(pk) or _archived(version)
        found.append(
            Standing(
                pk,
                number,
                year,
                _state(pdf, version, told.get(pk)),
                is_free=state in FREE_STATES,
                file_name="" if pdf is None else pdf.file_name,
                sha256="" if pdf is None else pdf.sha256,
                origin=_origin(pdf, version),
                version=0 if version is None else version.version,
                has_lines=pk in detailed,
            )
        )
    return found


def _current(ids: Iterable[int]) -> dict[int, _Pdf]:
    links = InvoiceDocument.objects.filter(invoice_id__in=list(ids), role=DocumentRole.MAIN)
    rows = links.values_list("invoice_id", "document_id", "file_name", "document__defect")
    return {pk: _Pdf(sha256, name, defect) for pk, sha256, name, defect in rows}


def _archived(version: ArchivedPdf | None) -> _Pdf | None:
    """Give the archived PDF of an invoice that was deposited without one of its own."""
    if version is None:
        return None
    return _Pdf(version.document_id, version.file_name, version.document.defect)


def _origin(pdf: _Pdf | None, version: ArchivedPdf | None) -> str:
    """Say where the PDF comes from; one that is not archived came with a journal."""
    if pdf is None:
        return ""
    if version is None or version.document_id != pdf.sha256:
        return PdfOrigin.IMPORTED
    return version.origin


def _state(pdf: _Pdf | None, version: ArchivedPdf | None, told: str | None) -> PdfState:
    if pdf is None:
        return PdfState.ABSENT
    if not content_store().has(pdf.sha256):
        return PdfState.LOST
    if pdf.defect:
        return PdfState.UNREADABLE
    if version is None:
        return PdfState.UNFILED
    if version.document_id != pdf.sha256:
        # A deposited invoice keeps the PDF that left, whatever came beside it since.
        return PdfState.SOUND if told is None else PdfState.UNFILED
    return PdfState.OLDER if told not in {None, version.told} else PdfState.SOUND
