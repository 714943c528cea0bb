"""The *ré-archivage*: PDFs that are missing, or no longer say what the invoice says, made anew.

Pages are set outside any transaction; a page is kept only when the invoice still says what was
printed. A PDF that the user brought is never put aside unasked.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from django.db import transaction

from wochorus.accounts.logo import logo_content
from wochorus.accounts.page_template import page_template
from wochorus.billing.archive.filing import NewVersion, file_versions
from wochorus.billing.archive.models import PdfOrigin
from wochorus.billing.archive.pages import PageJob, beginning_of, set_archive_page
from wochorus.billing.archive.standing import PdfState, Standing, standings
from wochorus.billing.archive.telling import look_of, told_by, told_now
from wochorus.billing.document_links import Attachment, link_documents
from wochorus.billing.documents import content_store, save_documents
from wochorus.billing.einvoice_words import invoices_in_words
from wochorus.billing.models import FREE_STATES, Document, DocumentRole, Invoice
from wochorus.core.errors import InvalidInput, WoChorusError
from wochorus.einvoice.formats import file_name
from wochorus.storage.inspection import PDF

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from django.db.models import QuerySet

    from wochorus.accounts.models import Company

_Job = TypeVar("_Job")
_Result = TypeVar("_Result")
_BATCH = 50


class PlaceToWork(Protocol):
    """Where pages are set: here, or in processes of their own when there are many."""

    def expect(self, count: int) -> None:
        """Get ready for ``count`` pages."""

    def outcomes(
        self, function: Callable[[_Job], _Result], jobs: Iterable[_Job]
    ) -> Iterator[tuple[_Job, _Result | WoChorusError]]:
        """Yield each job with its result or its error, in order."""


@dataclass(slots=True)
class RebuildReport:
    """What became of the PDFs, each by the number of its invoice."""

    made: list[str] = field(default_factory=list)
    filed: list[str] = field(default_factory=list)
    """Brought by the user, and now in the archive."""
    failed: dict[str, WoChorusError] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)
    """Changed while their page was set: to be done again."""
    left: list[Standing] = field(default_factory=list)
    """PDFs of the user that only he can put right."""


def rebuild(
    company: Company,
    invoices: QuerySet[Invoice],
    place: PlaceToWork,
    *,
    actor: str,
    imported: bool = False,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> RebuildReport:
    """Make the PDFs of ``invoices`` that are missing or out of date, and file those brought.

    With ``imported``, a PDF of the user that is lost, unreadable or out of date is made here, too;
    the old one stays in the archive. One that fails does not stop the others. An invoice that
    has only its totals is among those that fail.
    """
    report = RebuildReport()
    wrong = [each for each in standings(company, invoices) if each.state is not PdfState.SOUND]
    unfiled = [each for each in wrong if each.state is PdfState.UNFILED]
    to_make = [each for each in wrong if each not in unfiled and (each.is_ours or imported)]
    report.left = [each for each in wrong if each not in unfiled and each not in to_make]
    report.failed = {each.number: _without_lines(each) for each in to_make if not each.has_lines}
    to_make = [each for each in to_make if each.has_lines]
    _file_brought(company, unfiled, actor, report)
    _make(company, to_make, place, actor, report, progress)
    return report


def _without_lines(standing: Standing) -> InvalidInput:
    """Say why a page is not made of totals alone: CGI, ann. II, art. 242 nonies A, I-8."""
    return InvalidInput(
        "elle n'a que ses totaux, et une page sans ses lignes ne serait pas une facture",
        remedy=f"{standing.remedy[0].upper()}{standing.remedy[1:]}",
    )


def _file_brought(
    company: Company, unfiled: list[Standing], actor: str, report: RebuildReport
) -> None:
    for start in range(0, len(unfiled), _BATCH):
        batch = unfiled[start : start + _BATCH]
        with transaction.atomic():
            told = told_now(company, [each.invoice_id for each in batch])
            file_versions(
                (
                    NewVersion(
                        each.invoice_id,
                        each.sha256,
                        each.file_name,
                        PdfOrigin.IMPORTED,
                        told[each.invoice_id],
                    )
                    for each in batch
                ),
                actor=actor,
            )
        report.filed += [each.number for each in batch]


def _make(
    company: Company,
    to_make: list[Standing],
    place: PlaceToWork,
    actor: str,
    report: RebuildReport,
    progress: Callable[[int, int], None],
) -> None:
    ids = [each.invoice_id for each in to_make]
    look = look_of(company)
    place.expect(len(ids))
    outcomes = place.outcomes(set_archive_page, _jobs(company, ids))
    done = 0
    while batch := list(islice(outcomes, _BATCH)):
        pages = []
        for job, outcome in batch:
            if isinstance(outcome, WoChorusError):
                report.failed[job.invoice.number] = outcome
            else:
                pages.append((job, _kept(outcome)))
        _file_made(company, pages, look, actor, report)
        done += len(batch)
        progress(done, len(ids))


def _jobs(company: Company, ids: list[int]) -> Iterator[PageJob]:
    logo = content_store().path(company.logo_sha256) if logo_content(company) is not None else None
    template = page_template(company)
    for row, said in invoices_in_words(company, ids):
        yield PageJob(row.pk, said, beginning_of(row.issue_date), logo, template)


def _kept(pdf: bytes) -> Document:
    with tempfile.TemporaryDirectory(prefix="wochorus-") as folder:
        path = Path(folder, "page.pdf")
        path.write_bytes(pdf)
        kept = content_store().keep(path)
    return Document(sha256=kept.sha256, size=kept.size, media_type=PDF)


@transaction.atomic
def _file_made(
    company: Company,
    pages: list[tuple[PageJob, Document]],
    look: str,
    actor: str,
    report: RebuildReport,
) -> None:
    """Give the pages to their invoices, unless one was changed or deposited meanwhile."""
    ids = [job.invoice_id for job, _ in pages]
    held = Invoice.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    states = dict(held.values_list("pk", "deposit_state"))
    told = told_now(company, states)
    save_documents([document for _, document in pages])
    good = []
    for job, document in pages:
        printed = told_by(job.invoice)
        if told.get(job.invoice_id) == printed:
            good.append((job, document, printed))
            report.made.append(job.invoice.number)
        else:
            report.changed.append(job.invoice.number)
    link_documents(
        Attachment(job.invoice_id, DocumentRole.MAIN, _name(job), document.sha256)
        for job, document, _ in good
        if states[job.invoice_id] in FREE_STATES
    )
    file_versions(
        (
            NewVersion(job.invoice_id, document.sha256, _name(job), PdfOrigin.MADE, printed, look)
            for job, document, printed in good
        ),
        actor=actor,
    )


def _name(job: PageJob) -> str:
    return file_name(job.invoice.number, ".pdf")
