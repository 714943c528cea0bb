"""Setting the page of an invoice for the archive. Knows no database: it runs in any process."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from datetime import timezone as datetime_zone
from typing import TYPE_CHECKING

from django.utils import timezone

from wochorus.einvoice.dialects import DIALECTS, Circuit, express
from wochorus.einvoice.formats import Format

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from wochorus.einvoice import model


@dataclass(frozen=True, slots=True)
class PageJob:
    """A page to set: the invoice, the moment that the PDF bears, the company's look."""

    invoice_id: int
    invoice: model.Invoice
    created: datetime
    logo: Path | None
    template: Path | None


def set_archive_page(job: PageJob) -> bytes:
    """Set the page of ``job``; see `page_without_xml`."""
    return page_without_xml(job.invoice, job.created, logo=job.logo, template=job.template)


def page_without_xml(
    invoice: model.Invoice, created: datetime, *, logo: Path | None, template: Path | None
) -> bytes:
    """Set a page as PDF/A-3, without XML: the deposit puts it in when it needs it.

    Raises `InvalidInput` on a template that fails and on a text that no font prints.
    """
    from wochorus.einvoice.building import profile_of
    from wochorus.einvoice.rendering.render import render

    said = express(invoice, DIALECTS[Circuit.CHORUS], Format.FACTURX).invoice
    return render(
        said,
        xml=None,
        profile=profile_of(said),
        created=created,
        template=template,
        logo=None if logo is None else logo.read_bytes(),
    )


def beginning_of(day: date) -> datetime:
    """Give the moment that the page of a day bears, so that the same invoice gives same bytes."""
    begins = datetime.combine(day, time(), tzinfo=timezone.get_default_timezone())
    return begins.replace(tzinfo=datetime_zone(begins.utcoffset() or timedelta()))
