"""The files of an invoice: its PDF shown, its attachments, what was deposited, the proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csp.decorators import csp_replace
from django.http import Http404, HttpResponse

from wochorus.billing.archive.services import archived, history
from wochorus.billing.documents import content_store
from wochorus.billing.models import DocumentRole
from wochorus.core.errors import InvalidInput
from wochorus.deposits.evidence.collecting import evidence_of
from wochorus.deposits.models import FlowLine
from wochorus.deposits.naming import main_document_name
from wochorus.deposits.submissions.freezing import checked_file
from wochorus.web.access import company_page
from wochorus.web.deposit.words import on_screen
from wochorus.web.journal.panel import found_invoice
from wochorus.web.streaming import disposition, streamed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from django.http import HttpResponseBase

    from wochorus.web.access import CompanyRequest

PIECE = 256 * 1024
_BYTES = "application/octet-stream"


# The viewer of a browser draws a PDF with a style of its own; nothing else of the page changes.
@csp_replace({"style-src": ["'unsafe-inline'"], "object-src": ["'self'"]})
@company_page()
def pdf(request: CompanyRequest, pk: int) -> HttpResponseBase:
    """Show the newest archived PDF; `version` names an older one, `enregistrer` saves it."""
    invoice = found_invoice(request, pk)
    text = request.GET.get("version", "")
    version = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None  # noqa: PLR2004
    if not history(invoice):
        raise InvalidInput(
            "La facture n'a pas de PDF archivé",
            where=f"facture {invoice.number}",
            remedy="Il est fait avant le dépôt, ou versé à la main dans les anomalies.",
        )
    row = archived(invoice, version)
    answer = streamed(
        request,
        _pieces(content_store().path(row.document_id)),
        media_type="application/pdf",
        name=row.file_name,
    )
    answer["Content-Disposition"] = disposition(
        row.file_name, inline="enregistrer" not in request.GET
    )
    answer["Cache-Control"] = "private, no-cache"
    return answer


@company_page()
def attachment(request: CompanyRequest, pk: int, link: int) -> HttpResponseBase:
    """Give an attachment to be saved: a page or a picture from elsewhere is never shown here."""
    invoice = found_invoice(request, pk)
    found = invoice.documents.filter(role=DocumentRole.ANNEX, pk=link).first()
    if found is None:
        raise Http404("Cette pièce n'est pas, ou plus, jointe à la facture.")
    path = content_store().path(found.document_id)
    return streamed(request, _pieces(path), media_type=_BYTES, name=found.file_name)


@company_page()
def deposited(request: CompanyRequest, pk: int) -> HttpResponseBase:
    """Give the file that left for Chorus Pro with this invoice, to the byte."""
    invoice = found_invoice(request, pk)
    lines = FlowLine.objects.filter(invoice=invoice, flow__sent_at__isnull=False)
    line = lines.select_related("flow__company").order_by("-pk").first()
    if line is None:
        raise Http404("Cette facture n'est jamais partie d'ici.")
    packed = checked_file(line.flow)
    return streamed(request, _pieces(packed.path), media_type=_BYTES, name=line.flow.file_name)


@company_page()
def evidence(request: CompanyRequest, pk: int) -> HttpResponse:
    """Give the proof of the deposit, in one file."""
    invoice = found_invoice(request, pk)
    name = main_document_name(invoice.number).removesuffix(".pdf")
    try:
        content = evidence_of(invoice)
    except InvalidInput as refused:
        raise InvalidInput(
            refused.what, where=refused.where, remedy=on_screen(refused.remedy)
        ) from refused
    answer = HttpResponse(content, content_type="application/zip")
    answer["Content-Disposition"] = disposition(f"preuve-{name}.zip")
    return answer


def _pieces(path: Path) -> Iterator[bytes]:
    """Read a file in turn, once somebody takes it. Raises `Http404` at once when it is gone."""
    if not path.is_file():
        raise Http404("Ce fichier a disparu du dossier des données.")

    def pieces() -> Iterator[bytes]:
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece

    return pieces()
