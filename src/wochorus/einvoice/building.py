"""From the model to the bytes of a file, checked before anybody sends it.

The same steps for every format: say the invoice in the words of the circuit, write it, and have
the file judged by every layer of the validation. What comes out carries its report: nothing that
failed looks like something that did not.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from wochorus.core.errors import InvalidInput
from wochorus.einvoice.dialects import DIALECTS, Circuit, express
from wochorus.einvoice.dialects.dialect import EN_16931
from wochorus.einvoice.formats import Format, file_name
from wochorus.einvoice.losses import lost_findings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from wochorus.einvoice.cii import Version
    from wochorus.einvoice.dialects import Expressed
    from wochorus.einvoice.facturx.embedding import Annex
    from wochorus.einvoice.facturx.vocabulary import Profile
    from wochorus.einvoice.findings import Finding, Report
    from wochorus.einvoice.model import Invoice
    from wochorus.einvoice.rendering.template_folder import Template

    Judge = Callable[[bytes, Invoice, Format, Circuit], Report]

MEDIA_TYPES = {Format.FACTURX: "application/pdf"}
MAIN, ANNEX = "01", "02"
"""TypePJ of the CPP minimal format: the invoice that people read, a document beside it."""


@dataclass(frozen=True, slots=True)
class Built:
    """A file, the invoice as it says it, and the report of all that looked at it.

    ``content`` is ``None`` when the file could not be made (a customer's PDF that does not open):
    the report says why.
    """

    content: bytes | None
    file_name: str
    media_type: str
    invoice: Invoice
    report: Report

    @property
    def may_leave(self) -> bool:
        """The file is there and no layer found an error in it."""
        return self.content is not None and self.report.is_valid


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """How the page that people read comes to be: a customer's own PDF, or our template.

    ``created`` is the moment that the PDF bears, to the second, with its zone. ``pdf`` is the page
    when there is one; else it is set from ``template`` (the standard one when absent) and
    ``logo``. ``annexes`` are attached beside the invoice.
    """

    created: datetime
    pdf: bytes | None = None
    template: Template | Path | None = None
    logo: bytes | None = None
    annexes: Sequence[Annex] = ()


def build(
    invoice: Invoice,
    document_format: Format,
    circuit: Circuit,
    *,
    page: Page | None = None,
    judge: Judge | None = None,
) -> Built:
    """Write ``invoice`` for ``circuit`` and judge the file by every layer.

    ``invoice`` has all its amounts (:func:`wochorus.einvoice.totals.complete`). Factur-X and CPP
    minimal carry the page that people read and need ``page``; without it ``InvalidInput`` is
    raised, as it is for a text that XML forbids, a template that fails, or CPP minimal outside
    the historical circuit; ``Permanent`` is for a page set in a process forked from one that set
    pages. A CPP minimal file is a flow of one invoice. ``judge`` stands for
    :func:`wochorus.einvoice.checking.check_written`, for a caller that keeps its verdicts.
    """
    expressed = express(invoice, DIALECTS[circuit], document_format)
    if document_format is Format.FACTURX:
        return _facturx(expressed, circuit, _required(page), judge)
    if document_format is Format.CPP_MINIMAL:
        return _cpp_minimal(expressed, circuit, _required(page), judge)
    xml = write_xml(expressed.invoice, document_format, circuit)
    return _built(xml, document_format, circuit, expressed, judge)


def write_xml(invoice: Invoice, document_format: Format, circuit: Circuit) -> bytes:
    """Write an invoice that already speaks the words of its circuit; nothing is judged.

    Gives the CII of a Factur-X. The CII of the historical circuit is that of D16B, the reform's
    that of D22B.
    """
    if document_format is Format.UBL:
        from wochorus.einvoice import ubl

        return ubl.write(invoice)
    from wochorus.einvoice import cii

    return cii.write(invoice, version=cii_version(circuit))


def cii_version(circuit: Circuit) -> Version:
    """Say which version of CII a circuit takes."""
    return "D16B" if circuit is Circuit.CHORUS else "D22B"


def _required(page: Page | None) -> Page:
    if page is None:
        raise InvalidInput(
            "Ce format a besoin de la page de la facture",
            remedy="Donnez le PDF de la facture, ou laissez le modèle la mettre en page.",
        )
    return page


def _cpp_minimal(expressed: Expressed, circuit: Circuit, page: Page, judge: Judge | None) -> Built:
    from wochorus.einvoice import cpp_minimal

    if circuit is not Circuit.CHORUS:
        raise InvalidInput(
            "Le format CPP minimal n'existe que dans le circuit historique de Chorus Pro",
            remedy="Choisissez le circuit « chorus », ou un autre format.",
        )
    invoice = expressed.invoice
    pdf, told = _page_of_cpp_minimal(invoice, page)
    documents = [
        (file_name(invoice.number, ".pdf"), pdf, MEDIA_TYPES[Format.FACTURX], MAIN),
        *((annex.name, annex.content, annex.media_type, ANNEX) for annex in page.annexes),
    ]
    minimal = cpp_minimal.minimal_of(
        invoice,
        [
            cpp_minimal.Attachment(name, media_type, role, partial(io.BytesIO, content))
            for name, content, media_type, role in documents
        ],
    )
    envelope = cpp_minimal.Envelope(
        flow_id=1,
        production_date=invoice.issue_date,
        supplier=cpp_minimal.supplier_of(invoice),
        count=1,
    )
    target = io.BytesIO()
    cpp_minimal.write_flow(target, envelope, [minimal])
    return _built(
        target.getvalue(),
        Format.CPP_MINIMAL,
        circuit,
        expressed,
        judge,
        more=(*told, *_annex_findings(invoice, circuit, page)),
    )


def _page_of_cpp_minimal(invoice: Invoice, page: Page) -> tuple[bytes, tuple[Finding, ...]]:
    """Give the page; a customer's own travels as it is, and must open."""
    from wochorus.einvoice.facturx.limits import DEFAULT_LIMITS
    from wochorus.einvoice.facturx.opening import open_pdf

    if page.pdf is None:
        return _rendered(invoice, None, page), ()
    opened, findings = open_pdf(page.pdf, DEFAULT_LIMITS)
    if opened is not None:
        opened.close()
    return page.pdf, tuple(findings)


def _annex_findings(invoice: Invoice, circuit: Circuit, page: Page) -> Iterator[Finding]:
    """Hold the annexes against the rules of Chorus Pro on the documents of the invoice itself."""
    if not page.annexes:
        return
    from wochorus.einvoice.model import AttachedFile, SupportingDocument
    from wochorus.einvoice.validation.chorus import check_chorus

    own = invoice.supporting_documents
    annexes = tuple(
        SupportingDocument(
            reference=annex.name,
            file=AttachedFile(
                content=annex.content, media_type=annex.media_type, file_name=annex.name
            ),
        )
        for annex in page.annexes
    )
    whole = replace(invoice, supporting_documents=(*own, *annexes))
    known = set(check_chorus(invoice, DIALECTS[circuit]))
    for finding in check_chorus(whole, DIALECTS[circuit]):
        if finding not in known:
            yield replace(finding, path="")


def _facturx(expressed: Expressed, circuit: Circuit, page: Page, judge: Judge | None) -> Built:
    from wochorus.einvoice.facturx.embedding import embed

    invoice = expressed.invoice
    xml = write_xml(invoice, Format.CII, circuit)
    if page.pdf is None and not page.annexes:
        pdf = _rendered(invoice, xml, page)
        return _built(pdf, Format.FACTURX, circuit, expressed, judge, xml=xml)
    pdf = page.pdf if page.pdf is not None else _rendered(invoice, None, page)
    embedded = embed(
        pdf,
        xml,
        profile=profile_of(invoice),
        modified=page.created.replace(microsecond=0),
        annexes=page.annexes,
    )
    return _built(
        embedded.content,
        Format.FACTURX,
        circuit,
        expressed,
        judge,
        xml=xml,
        more=(*embedded.findings, *_annex_findings(invoice, circuit, page)),
    )


def profile_of(invoice: Invoice) -> Profile:
    """Say which profile of Factur-X an invoice written by us is of (its BT-24)."""
    from wochorus.einvoice.facturx.vocabulary import Profile

    return Profile.EN_16931 if invoice.specification == EN_16931 else Profile.EXTENDED


def _rendered(invoice: Invoice, xml: bytes | None, page: Page) -> bytes:
    from wochorus.einvoice.rendering.render import render

    return render(
        invoice,
        xml=xml,
        profile=profile_of(invoice),
        created=page.created.replace(microsecond=0),
        template=page.template,
        logo=page.logo,
    )


def _built(
    content: bytes | None,
    document_format: Format,
    circuit: Circuit,
    expressed: Expressed,
    judge: Judge | None,
    *,
    xml: bytes | None = None,
    more: tuple[Finding, ...] = (),
) -> Built:
    from wochorus.einvoice.checking import check_written

    judged = xml if xml is not None else content
    report = (judge or check_written)(judged or b"", expressed.invoice, document_format, circuit)
    lost = lost_findings(expressed.invoice, document_format, cii_version(circuit))
    told = (*expressed.findings, *lost, *more, *report.findings)
    return Built(
        content=content,
        file_name=file_name(expressed.invoice.number, document_format.extension),
        media_type=MEDIA_TYPES.get(document_format, "application/xml"),
        invoice=expressed.invoice,
        report=replace(report, findings=told),
    )
