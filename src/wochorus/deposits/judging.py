"""The verdict of the official rules on the invoices about to leave, each XML judged once.

A program keeps its verdicts as long as it runs: an invoice that was checked and then packed, or
checked again once reserved, is judged anew only when its XML is no longer the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wochorus.core.errors import WoChorusError
from wochorus.deposits.einvoices import sources_of
from wochorus.deposits.making import Judged, JudgeJob, Verdict, judge, sha256_of, xml_of
from wochorus.einvoice.formats import Format

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from wochorus.accounts.models import Company
    from wochorus.deposits.making import Source
    from wochorus.deposits.workshop import Workshop
    from wochorus.einvoice.findings import Finding

    Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Opinion:
    """What was found on an invoice: in its XML, in its own PDF, or why it cannot be written."""

    findings: tuple[Finding, ...] = ()
    page: tuple[Finding, ...] = ()
    not_run: tuple[str, ...] = ()
    failure: WoChorusError | None = None


@dataclass(slots=True)
class Verdicts:
    """What was judged so far: by XML and format, by invoice, and by the SHA-256 of a PDF."""

    by_xml: dict[tuple[Format, str], Verdict] = field(default_factory=dict)
    by_invoice: dict[tuple[Format, int], Verdict] = field(default_factory=dict)
    by_page: dict[str, tuple[Finding, ...]] = field(default_factory=dict)

    def of_invoice(self, document_format: Format, invoice_id: int) -> Verdict | None:
        """Give the latest verdict on an invoice; it holds for the XML that it names alone."""
        return self.by_invoice.get((document_format, invoice_id))


VERDICTS = Verdicts()
"""Those of this process."""


def judge_invoices(
    company: Company,
    formats: Mapping[int, Format],
    workshop: Workshop,
    progress: Progress | None = None,
) -> dict[int, Opinion]:
    """Judge invoices of ``company``, by id, each in its format; give an opinion on each.

    ``progress`` is told how many are judged, and how many there are.
    """
    session = _Session(VERDICTS, formats, progress)
    workshop.expect(len(formats))
    for job, outcome in workshop.outcomes(judge, session.jobs(sources_of(company, formats))):
        session.take(job, outcome)
    return session.opinions


class _Session:
    """One round of judging: what is known is not asked again."""

    def __init__(
        self, verdicts: Verdicts, formats: Mapping[int, Format], progress: Progress | None
    ) -> None:
        self.opinions: dict[int, Opinion] = {}
        self._verdicts = verdicts
        self._formats = formats
        self._progress = progress

    def jobs(self, sources: Iterable[Source]) -> Iterator[JudgeJob]:
        """Give the jobs that are left to do; the others have their opinion at once."""
        for source in sources:
            document_format = self._formats[source.invoice_id]
            with_page = self._asks_for_page(source, document_format)
            try:
                known = self._known(source, document_format)
            except WoChorusError as error:
                self._conclude(source.invoice_id, Opinion(failure=error))
                continue
            if known is None or with_page:
                yield JudgeJob(source, document_format, with_page)
            else:
                self._conclude(source.invoice_id, self._opinion(source, document_format, known))

    def take(self, job: JudgeJob, outcome: Judged | WoChorusError) -> None:
        """Note the answer to a job."""
        source, document_format = job.source, job.document_format
        if isinstance(outcome, WoChorusError):
            self._conclude(source.invoice_id, Opinion(failure=outcome))
            return
        verdict = outcome.verdict
        if not verdict.not_run:
            self._verdicts.by_xml[document_format, verdict.xml_sha256] = verdict
        if outcome.page is not None and source.page is not None:
            self._verdicts.by_page[source.page.sha256] = outcome.page
        self._conclude(source.invoice_id, self._opinion(source, document_format, verdict))

    def _known(self, source: Source, document_format: Format) -> Verdict | None:
        _, xml = xml_of(source, document_format)
        return self._verdicts.by_xml.get((document_format, sha256_of(xml)))

    def _asks_for_page(self, source: Source, document_format: Format) -> bool:
        return (
            document_format is Format.FACTURX
            and source.page is not None
            and source.page.sha256 not in self._verdicts.by_page
        )

    def _opinion(self, source: Source, document_format: Format, verdict: Verdict) -> Opinion:
        self._verdicts.by_invoice[document_format, source.invoice_id] = verdict
        page = source.page if document_format is Format.FACTURX else None
        lacks = () if page is None else self._verdicts.by_page.get(page.sha256, ())
        return Opinion(verdict.findings, lacks, verdict.not_run)

    def _conclude(self, invoice_id: int, opinion: Opinion) -> None:
        self.opinions[invoice_id] = opinion
        if self._progress is not None:
            self._progress(len(self.opinions), len(self._formats))
