"""Reserved invoices as Factur-X, CII or UBL files: one alone, or an archive of one for each.

Each file is judged by every layer before it is let into the flow, the container of a Factur-X
too. Files are made in the workshop and written as they come: the memory holds a few.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from datetime import timezone as datetime_zone
from typing import TYPE_CHECKING

from django.utils import timezone

from wochorus.accounts.logo import logo_content
from wochorus.accounts.page_template import page_template
from wochorus.billing.documents import content_store
from wochorus.core.errors import Permanent, WoChorusError
from wochorus.deposits.archives import write_archive
from wochorus.deposits.einvoices import sources_of
from wochorus.deposits.judging import VERDICTS
from wochorus.deposits.making import Look, MadeFile, MakeJob, make
from wochorus.deposits.naming import unique_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from io import BufferedRandom
    from pathlib import Path

    from wochorus.accounts.models import Company
    from wochorus.deposits.models import Flow
    from wochorus.deposits.workshop import Workshop

    Progress = Callable[[int, int], None]


class RefusedInvoiceError(Permanent):
    """An invoice of the flow may not leave: nothing of the flow was sent."""


def write_einvoices(
    file: BufferedRandom,
    flow: Flow,
    invoice_ids: list[int],
    workshop: Workshop,
    progress: Progress | None = None,
) -> None:
    """Write one invoice as it is, several as an archive, in the order of ``invoice_ids``.

    The same flow gives the same bytes: its date is the only one. Raises `RefusedInvoiceError` when
    an invoice cannot be made or has an error.
    """
    moment = _moment(flow)
    made = _told(_made(flow, invoice_ids, workshop, moment), len(invoice_ids), progress)
    if len(invoice_ids) > 1:
        write_archive(file, made, int(moment.timestamp()))
        return
    file.writelines(content for _, content in made)


def _moment(flow: Flow) -> datetime:
    """Give the moment that files bear: the day of the flow begins. Typst wants a fixed offset."""
    begins = datetime.combine(flow.deposit_date, time(), tzinfo=timezone.get_default_timezone())
    return begins.replace(tzinfo=datetime_zone(begins.utcoffset() or timedelta()))


def _look(company: Company, moment: datetime) -> Look:
    return Look(created=moment, logo=_logo(company), template=page_template(company))


def _logo(company: Company) -> Path | None:
    is_there = logo_content(company) is not None
    return content_store().path(company.logo_sha256) if is_there else None


def _made(
    flow: Flow, invoice_ids: list[int], workshop: Workshop, moment: datetime
) -> Iterator[tuple[str, bytes]]:
    document_format, look = flow.document_format, _look(flow.company, moment)
    jobs = (
        MakeJob(
            source, document_format, look, VERDICTS.of_invoice(document_format, source.invoice_id)
        )
        for source in sources_of(flow.company, invoice_ids)
    )
    name_of = unique_names(document_format.extension)
    workshop.expect(len(invoice_ids))
    for job, outcome in workshop.outcomes(make, jobs):
        number = job.source.invoice.number
        yield name_of(number), _content(number, outcome)


def _told(
    made: Iterator[tuple[str, bytes]], total: int, progress: Progress | None
) -> Iterator[tuple[str, bytes]]:
    for done, named in enumerate(made, start=1):
        yield named
        if progress is not None:
            progress(done, total)


def _content(number: str, outcome: MadeFile | WoChorusError) -> bytes:
    if isinstance(outcome, WoChorusError):
        raise _refusal(number, outcome.what, outcome.remedy) from outcome
    if outcome.content is not None:
        return outcome.content
    if outcome.errors:
        first = outcome.errors[0]
        raise _refusal(number, f"{first.message} (règle {first.rule})", first.remedy)
    unjudged = " ; ".join(outcome.not_run)
    raise _refusal(number, f"elle n'a pas pu être jugée : {unjudged}", "Réinstallez WO CHORUS.")


def _refusal(number: str, why: str, remedy: str) -> RefusedInvoiceError:
    return RefusedInvoiceError(f"La facture {number} ne peut pas partir : {why}", remedy=remedy)
