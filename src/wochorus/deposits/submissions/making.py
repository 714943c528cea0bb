"""An invoice to submit, made: its request, and each of its documents, signed where it is asked.

The PDF that people read is the invoice's own; without one, its page is set from its lines, as for
a Factur-X. What is typed in has no such PDF, as Chorus Pro composes it; the invoice's own one goes
along as an attachment.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wochorus.accounts.certificates import certificate_of, opened
from wochorus.accounts.page_template import page_template
from wochorus.accounts.signing import PdfSigner, is_signed
from wochorus.core.attachments import LARGEST_ATTACHMENT
from wochorus.core.errors import Permanent, WoChorusError
from wochorus.core.sizes import format_megabytes
from wochorus.deposits.einvoice_files import RefusedInvoiceError, company_logo, first_moment
from wochorus.deposits.einvoices import sources_of
from wochorus.deposits.making import Look
from wochorus.deposits.naming import beside_name, main_document_name
from wochorus.deposits.submissions.pages import PageJob, set_page
from wochorus.deposits.submissions.request import FrozenDocument
from wochorus.deposits.submissions.writing import requests_of
from wochorus.deposits.syntaxes import SubmittedFormat

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from wochorus.accounts.models import Company
    from wochorus.deposits.making import Source
    from wochorus.deposits.submissions.request import FrozenRequest
    from wochorus.deposits.workshop import Workshop


@dataclass(frozen=True, slots=True)
class MadeSubmission:
    """A request that names its documents, and their contents in the same order."""

    request: FrozenRequest
    contents: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """What was made for an invoice, or why nothing was."""

    invoice_id: int
    outcome: MadeSubmission | RefusedInvoiceError


def make_submissions(
    company: Company,
    submitted: SubmittedFormat,
    days: Mapping[int, date],
    workshop: Workshop,
) -> Iterator[Made]:
    """Make what leaves of each invoice of ``days``, in order; a page that we set bears its day.

    Raises `Permanent` when PDFs are to be signed and the company's certificate does not open.
    """
    maker = _Maker(company, submitted)
    requests = dict(requests_of(company, days, submitted))
    jobs = (
        PageJob(source, _look(company, days[source.invoice_id]))
        for source in sources_of(company, days)
    )
    workshop.expect(len(days))
    page = set_page if submitted.has_pdf else _no_page
    for job, outcome in workshop.outcomes(page, jobs):
        source = job.source
        yield Made(source.invoice_id, maker.made(source, requests.get(source.invoice_id), outcome))


def _look(company: Company, day: date) -> Look:
    return Look(first_moment(day), company_logo(company), page_template(company))


def _no_page(_: PageJob) -> None:
    return None


class _Maker:
    """Makes submissions one after the other, with the certificate opened once."""

    def __init__(self, company: Company, submitted: SubmittedFormat) -> None:
        self._submitted = submitted
        self._signer = _signer_of(company) if submitted is SubmittedFormat.SIGNED_PDF else None

    def made(
        self,
        source: Source,
        request: FrozenRequest | None,
        page: bytes | WoChorusError | None,
    ) -> MadeSubmission | RefusedInvoiceError:
        number = source.invoice.number
        if isinstance(page, WoChorusError):
            return refused(number, page)
        if request is None:
            return refused(number, Permanent("elle a changé entre-temps", remedy="Recommencez."))
        try:
            return _whole(request, list(self._documents(source, page)))
        except WoChorusError as error:
            return refused(number, error)

    def _documents(self, source: Source, page: bytes | None) -> Iterator[tuple[bool, str, bytes]]:
        main_name = main_document_name(source.invoice.number)
        if self._submitted.has_pdf:
            own = page if source.page is None else source.page.content()
            yield True, main_name, _within_bounds(self._signed(own or b""))
        elif source.page is not None:
            yield False, main_name, source.page.content()
        for annex in source.annexes:
            yield False, annex.name, annex.content()

    def _signed(self, pdf: bytes) -> bytes:
        """Sign a PDF, unless somebody has done so before."""
        if self._signer is None or is_signed(pdf):
            return pdf
        return self._signer.sign(pdf)


def _signer_of(company: Company) -> PdfSigner:
    certificate = certificate_of(company)
    if certificate is None:
        raise Permanent(
            "La société n'a pas de certificat de signature",
            where=f"société {company.code}",
            remedy=f"Donnez-le : wochorus company certificate {company.code} --file FICHIER.p12",
        )
    return PdfSigner(opened(certificate))


def _whole(request: FrozenRequest, documents: list[tuple[bool, str, bytes]]) -> MadeSubmission:
    named = tuple(
        FrozenDocument(
            is_main=is_main,
            name=name,
            file=beside_name(rank, name),
            sha256=hashlib.sha256(content).hexdigest(),
            size=len(content),
        )
        for rank, (is_main, name, content) in enumerate(documents, start=1)
    )
    whole = request.model_copy(update={"documents": named})
    return MadeSubmission(whole, tuple(content for _, _, content in documents))


def _within_bounds(pdf: bytes) -> bytes:
    if len(pdf) > LARGEST_ATTACHMENT:
        raise Permanent(
            f"son PDF pèse {format_megabytes(len(pdf))}, Chorus Pro en accepte 10",
            remedy="Réduisez le PDF (numérisation en 150 points, moins d'images).",
        )
    return pdf


def refused(number: str, why: WoChorusError) -> RefusedInvoiceError:
    """Say why nothing of an invoice may leave."""
    return RefusedInvoiceError(
        f"La facture {number} ne peut pas partir : {why.what}", remedy=why.remedy
    )
