"""The page of an invoice that has no PDF of its own, set in the workshop: it knows no database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wochorus.deposits.syntaxes import CIRCUIT
from wochorus.einvoice.dialects import DIALECTS, express
from wochorus.einvoice.formats import Format

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
    from wochorus.einvoice.building import profile_of
    from wochorus.einvoice.rendering.render import render

    said = express(source.invoice, DIALECTS[CIRCUIT], Format.FACTURX).invoice
    return render(
        said,
        xml=None,
        profile=profile_of(said),
        created=look.created,
        template=look.template,
        logo=None if look.logo is None else look.logo.read_bytes(),
    )
