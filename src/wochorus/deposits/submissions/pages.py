"""The page of an invoice that has no PDF of its own, set in the workshop: it knows no database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wochorus.billing.archive.pages import page_without_xml

if TYPE_CHECKING:
    from wochorus.deposits.making import Look, Source


@dataclass(frozen=True, slots=True)
class PageJob:
    """An invoice whose page is to be set, unless it has its own."""

    source: Source
    look: Look


def set_page(job: PageJob) -> bytes | None:
    """Set the page of an invoice without a PDF, as PDF/A-3; nothing when it has one.

    Raises `InvalidInput` on a template that fails and on a text that no font prints.
    """
    source, look = job.source, job.look
    if source.page is not None:
        return None
    return page_without_xml(source.invoice, look.created, logo=look.logo, template=look.template)
