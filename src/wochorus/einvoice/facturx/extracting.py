"""Take the XML invoice out of a PDF, and tell all that is not as Factur-X wants it.

The PDF is foreign and may be hostile: whatever the bytes, the answer is an :class:`Extracted`
with findings, within the limits of :class:`~wochorus.einvoice.facturx.limits.PdfLimits`.

Sources: Factur-X specification 1.08 chapter 6; ISO 19005-3 (PDF/A-3) §6.1, §6.6 and §6.8.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wochorus.einvoice.facturx import structure, telling, xmp_packet
from wochorus.einvoice.facturx.attachments import Unpacking, attached_streams
from wochorus.einvoice.facturx.claim_checks import claim_findings
from wochorus.einvoice.facturx.claims import facturx_claim, pdfa_claim
from wochorus.einvoice.facturx.dangers import danger_findings, is_program, program_finding
from wochorus.einvoice.facturx.invoice_file import (
    as_invoice,
    choose_invoice,
    hanging_findings,
    is_invoice_name,
)
from wochorus.einvoice.facturx.limits import DEFAULT_LIMITS, PdfLimits
from wochorus.einvoice.facturx.opening import READING_ERRORS, open_pdf
from wochorus.einvoice.facturx.pdfa_checks import pdfa_findings
from wochorus.einvoice.facturx.structure import Budget
from wochorus.einvoice.findings import Severity

if TYPE_CHECKING:
    import pikepdf
    from lxml import etree

    from wochorus.einvoice.facturx.attachments import AttachedStream
    from wochorus.einvoice.facturx.claims import FacturXClaim, PdfAClaim
    from wochorus.einvoice.facturx.invoice_file import InvoiceFile
    from wochorus.einvoice.findings import Finding


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file attached to the PDF, the invoice aside.

    ``size`` is in bytes, decompressed; ``None`` when it could not be read. ``relationship`` is the
    PDF's word (``Supplement``, ``Unspecified``…), empty when it says none.
    """

    name: str
    size: int | None
    relationship: str


@dataclass(frozen=True, slots=True)
class Extracted:
    """What is in a PDF that should be a Factur-X invoice.

    ``xml`` is the invoice, byte for byte as it was attached, or ``None``: the findings then say
    why. ``facturx`` holds the ``fx:`` properties of the XMP metadata, ``pdfa`` the announced
    PDF/A level (announced, not proven), both ``None`` when absent. ``page_count`` is zero when
    the PDF cannot be opened.
    """

    xml: bytes | None = None
    file_name: str = ""
    relationship: str = ""
    facturx: FacturXClaim | None = None
    pdfa: PdfAClaim | None = None
    page_count: int = 0
    attachments: tuple[Attachment, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def is_readable(self) -> bool:
        """The XML is here and nothing forbids its use."""
        errors = (finding.severity is Severity.ERROR for finding in self.findings)
        return self.xml is not None and not any(errors)


def extract(content: bytes, limits: PdfLimits = DEFAULT_LIMITS) -> Extracted:
    """Read the XML invoice inside the PDF ``content``, with a finding for all that is amiss.

    Never raises on bad content. Takes time and memory in proportion to ``limits``.
    """
    pdf, findings = open_pdf(content, limits)
    if pdf is None:
        return Extracted(findings=tuple(findings))
    with pdf:
        try:
            return _extract(pdf, limits, findings)
        except READING_ERRORS as error:
            return Extracted(findings=(*findings, _broken(str(error))))


def _broken(detail: str) -> Finding:
    return telling.error(
        "WO-PDF-ABIME",
        "La structure du PDF est abîmée : la facture ne peut pas en être extraite.",
        "Exportez de nouveau le PDF depuis le logiciel qui l'a produit.",
        detail=detail,
    )


def _extract(pdf: pikepdf.Pdf, limits: PdfLimits, findings: list[Finding]) -> Extracted:
    budget = Budget(limits.objects)
    rdf = _read_metadata(pdf, limits, findings)
    claim = None if rdf is None else facturx_claim(rdf)
    pdfa = None if rdf is None else pdfa_claim(rdf)
    files = _sort_out(attached_streams(pdf, budget), limits, findings)
    invoice = files.choose(findings)
    if invoice is not None:
        findings.extend(hanging_findings(invoice))
        findings.extend(claim_findings(invoice, claim, pdfa))
    findings.extend(pdfa_findings(pdf, pdfa, budget))
    findings.extend(danger_findings(pdf, budget))
    return Extracted(
        xml=invoice.content if invoice else None,
        file_name=invoice.attached.name if invoice else "",
        relationship=invoice.attached.relationship if invoice else "",
        facturx=claim,
        pdfa=pdfa,
        page_count=len(pdf.pages),
        attachments=files.others(invoice),
        findings=tuple(findings),
    )


@dataclass(slots=True)
class _Files:
    """The attachments, read once: only those that may be the invoice keep their content."""

    listed: list[tuple[AttachedStream, Attachment]] = field(default_factory=list)
    candidates: list[InvoiceFile] = field(default_factory=list)
    has_unread_invoice: bool = False

    def add(self, stream: AttachedStream, content: bytes | None) -> None:
        size = None if content is None else len(content)
        self.listed.append((stream, Attachment(stream.name, size, stream.relationship)))
        candidate = None if content is None else as_invoice(stream, content)
        if candidate is not None:
            self.candidates.append(candidate)
        self.has_unread_invoice |= content is None and is_invoice_name(stream.name)

    def choose(self, findings: list[Finding]) -> InvoiceFile | None:
        return None if self.has_unread_invoice else choose_invoice(self.candidates, findings)

    def others(self, invoice: InvoiceFile | None) -> tuple[Attachment, ...]:
        chosen = invoice.attached if invoice else None
        return tuple(entry for stream, entry in self.listed if stream is not chosen)


def _sort_out(streams: list[AttachedStream], limits: PdfLimits, findings: list[Finding]) -> _Files:
    files, unpacking = _Files(), Unpacking(limits, findings)
    if len(streams) > limits.attachments:
        findings.append(_too_many(len(streams), limits.attachments))
    for stream in streams[: limits.attachments]:
        limit = limits.xml_size if is_invoice_name(stream.name) else limits.attachments_size
        content = unpacking.read(stream, limit)
        files.add(stream, content)
        if is_program(stream.name, content or b""):
            findings.append(program_finding(stream.name))
    return files


def _too_many(count: int, limit: int) -> Finding:
    return telling.error(
        "WO-PDF-PIECES",
        f"Le PDF contient {count} fichiers joints : seuls les {limit} premiers ont été lus.",
        "Transmettez les annexes à part, ou dans un seul fichier.",
        path="/Names/EmbeddedFiles",
    )


def _read_metadata(
    pdf: pikepdf.Pdf, limits: PdfLimits, findings: list[Finding]
) -> etree._Element | None:
    metadata = structure.stream(pdf.Root, "/Metadata")
    if metadata is None:
        return None
    try:
        content = metadata.read_bytes()
    except READING_ERRORS as error:
        findings.append(_unreadable_metadata(str(error)))
        return None
    if len(content) > limits.xmp_size:
        what = "Le bloc de métadonnées XMP"
        findings.append(telling.too_large(what, len(content), limits.xmp_size, path="/Metadata"))
        return None
    rdf = xmp_packet.parse(content)
    if rdf is None:
        findings.append(_unreadable_metadata("no rdf:RDF"))
    return rdf


def _unreadable_metadata(detail: str) -> Finding:
    return telling.warning(
        "WO-PDF-XMP",
        "Les métadonnées XMP du PDF sont illisibles.",
        "Exportez de nouveau le PDF au format PDF/A-3.",
        path="/Metadata",
        detail=detail,
    )
