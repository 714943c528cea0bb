"""Invoices as Factur-X, CII or UBL files: one alone, or an archive of one for each.

Each file is judged by every layer before it is let into a flow, the container of a Factur-X too.
Files are made in the workshop as they are taken: the memory holds a few.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
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
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date
    from io import BufferedRandom
    from pathlib import Path

    from wochorus.accounts.models import Company
    from wochorus.deposits.workshop import Workshop
    from wochorus.einvoice.formats import Format


class RefusedInvoiceError(Permanent):
    """An invoice may not leave: nothing of it was sent."""


@dataclass(frozen=True, slots=True)
class MadeInvoice:
    """An invoice's file, or why it has none."""

    invoice_id: int
    number: str
    content: bytes | RefusedInvoiceError


def make_einvoices(
    company: Company,
    document_format: Format,
    days: Mapping[int, date],
    workshop: Workshop,
) -> Iterator[MadeInvoice]:
    """Make the file of each invoice of ``days``, in order; its PDF bears the day given there.

    The same invoice and day give the same bytes.
    """
    logo, template = company_logo(company), page_template(company)
    jobs = (
        MakeJob(
            source,
            document_format,
            Look(created=first_moment(days[source.invoice_id]), logo=logo, template=template),
            VERDICTS.of_invoice(document_format, source.invoice_id),
        )
        for source in sources_of(company, days)
    )
    workshop.expect(len(days))
    for job, outcome in workshop.outcomes(make, jobs):
        number = job.source.invoice.number
        yield MadeInvoice(job.source.invoice_id, number, _content(number, outcome))


def write_einvoices(
    file: BufferedRandom, made: Sequence[tuple[str, Path]], document_format: Format, day: date
) -> None:
    """Write one file as it is, several as an archive; ``made`` gives numbers and places."""
    if len(made) == 1:
        with made[0][1].open("rb") as only:
            shutil.copyfileobj(only, file)
        return
    name_of = unique_names(document_format.extension)
    named = ((name_of(number), path.read_bytes()) for number, path in made)
    write_archive(file, named, int(first_moment(day).timestamp()))


def first_moment(day: date) -> datetime:
    """Give the moment that the files of a day bear: its beginning. Typst wants a fixed offset."""
    begins = datetime.combine(day, time(), tzinfo=timezone.get_default_timezone())
    return begins.replace(tzinfo=datetime_zone(begins.utcoffset() or timedelta()))


def company_logo(company: Company) -> Path | None:
    """Say where the logo of ``company`` lies, if it has one."""
    is_there = logo_content(company) is not None
    return content_store().path(company.logo_sha256) if is_there else None


def _content(number: str, outcome: MadeFile | WoChorusError) -> bytes | RefusedInvoiceError:
    if isinstance(outcome, WoChorusError):
        return _refusal(number, outcome.what, outcome.remedy)
    if outcome.content is not None:
        return outcome.content
    if outcome.errors:
        first = outcome.errors[0]
        return _refusal(number, f"{first.message} (règle {first.rule})", first.remedy)
    unjudged = " ; ".join(outcome.not_run)
    return _refusal(number, f"elle n'a pas pu être jugée : {unjudged}", "Réinstallez WO CHORUS.")


def _refusal(number: str, why: str, remedy: str) -> RefusedInvoiceError:
    return RefusedInvoiceError(f"La facture {number} ne peut pas partir : {why}", remedy=remedy)
