"""Put the XML invoice into a PDF that the customer already has, which makes it a Factur-X.

The page is not touched. A PDF that is not PDF/A is taken all the same: Chorus Pro reads it, and a
small company often has no other; the findings then say what is missing. Nothing here looks at the
clock: the same arguments give the same bytes.

Sources: Factur-X specification 1.08 chapter 6; ISO 19005-3 §6.6 (metadata), §6.8 (embedded files).
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pikepdf

from wochorus.core.errors import InvalidInput
from wochorus.einvoice.facturx import structure, telling, xmp_packet, xmp_writing
from wochorus.einvoice.facturx.claims import PdfAClaim, pdfa_claim
from wochorus.einvoice.facturx.dangers import danger_findings
from wochorus.einvoice.facturx.hanging import FileToHang, hang
from wochorus.einvoice.facturx.invoice_file import is_invoice_name
from wochorus.einvoice.facturx.limits import DEFAULT_LIMITS, PdfLimits
from wochorus.einvoice.facturx.opening import READING_ERRORS, open_pdf
from wochorus.einvoice.facturx.pdfa_checks import pdfa_findings
from wochorus.einvoice.facturx.structure import Budget
from wochorus.einvoice.facturx.vocabulary import XML_NAME, Profile, Relationship

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from lxml import etree

    from wochorus.einvoice.findings import Finding

_PART, _PARTS_TO_RAISE = "3", ("1", "2")
_HAS_SIGNATURES = 1
_VERSION = "1.7"


@dataclass(frozen=True, slots=True, kw_only=True)
class Annex:
    """A further file to attach: a work report, a slip with the bank details.

    ``name`` is the name that the reader sees, ``media_type`` that of the content
    (``application/pdf``).
    """

    name: str
    content: bytes
    media_type: str
    description: str = ""
    relationship: Relationship = Relationship.SUPPLEMENT


@dataclass(frozen=True, slots=True)
class Embedded:
    """The Factur-X PDF, and what keeps it from being PDF/A-3.

    ``content`` is ``None`` when the PDF cannot be used: the findings say why.
    """

    content: bytes | None
    findings: tuple[Finding, ...] = ()


def embed(
    pdf: bytes,
    xml: bytes,
    *,
    profile: Profile,
    modified: datetime,
    relationship: Relationship | None = None,
    annexes: Sequence[Annex] = (),
    limits: PdfLimits = DEFAULT_LIMITS,
) -> Embedded:
    """Attach ``xml`` to ``pdf`` as ``factur-x.xml``, in place of an invoice already there.

    ``modified`` (with its zone) becomes the date of the change. ``relationship`` is that of the
    profile when it is not given. A PDF announced as PDF/A-1 or PDF/A-2 is announced as PDF/A-3 of
    the same level when the cheap checks find nothing against it: parts 2 and 3 differ in the
    attached files alone, and no other part may carry an XML file. Raises ``InvalidInput`` when
    ``modified`` has no zone.
    """
    _check(annexes, modified)
    opened, findings = open_pdf(pdf, limits)
    if opened is None:
        return Embedded(None, tuple(findings))
    with opened:
        try:
            files = _files(xml, relationship or profile.relationship, annexes, modified)
            content = _embed(opened, files, profile, modified, findings, limits)
        except READING_ERRORS as error:
            return Embedded(None, (*findings, _broken(str(error))))
    return Embedded(content, tuple(findings))


def _check(annexes: Sequence[Annex], modified: datetime) -> None:
    if modified.tzinfo is None:
        raise InvalidInput(
            "La date de l'ajout n'a pas de fuseau horaire", remedy="Donnez une date avec fuseau."
        )
    names = [annex.name for annex in annexes]
    for name in names:
        if not name or is_invoice_name(name) or names.count(name) > 1:
            raise InvalidInput(
                f"Le nom d'annexe « {name} » ne peut pas servir",
                remedy="Donnez à chaque annexe un nom qui lui soit propre, et qui ne soit pas "
                "celui de la facture XML.",
            )


def _broken(detail: str) -> Finding:
    return telling.error(
        "WO-PDF-ABIME",
        "La structure du PDF est abîmée : la facture XML ne peut pas y être jointe.",
        "Exportez de nouveau le PDF depuis le logiciel qui l'a produit.",
        detail=detail,
    )


def _files(
    xml: bytes,
    relationship: Relationship,
    annexes: Sequence[Annex],
    modified: datetime,
) -> list[FileToHang]:
    invoice = Annex(
        name=XML_NAME,
        content=xml,
        media_type="text/xml",
        description="Facture électronique Factur-X",
        relationship=relationship,
    )
    return [
        FileToHang(
            name=file.name,
            content=file.content,
            media_type=file.media_type,
            description=file.description,
            relationship=file.relationship,
            modified=xmp_writing.pdf_date(modified),
        )
        for file in (invoice, *annexes)
    ]


def _embed(
    pdf: pikepdf.Pdf,
    files: list[FileToHang],
    profile: Profile,
    modified: datetime,
    findings: list[Finding],
    limits: PdfLimits,
) -> bytes:
    rdf = _metadata(pdf, findings)
    budget = Budget(limits.objects)
    defects = _defects(pdf, pdfa_claim(rdf), budget)
    findings.extend(defects)
    findings.extend(_level_findings(rdf, is_sound=not defects))
    replaced = hang(pdf, files, budget)
    findings.extend(_replacement(name) for name in replaced)
    xmp_writing.claim_invoice(rdf, profile)
    _date(pdf, rdf, modified)
    xmp_writing.raise_version(rdf, _VERSION)
    pdf.Root.Metadata = pdf.make_indirect(_metadata_stream(pdf, rdf))
    return _saved(pdf)


def _metadata(pdf: pikepdf.Pdf, findings: list[Finding]) -> etree._Element:
    stream = structure.stream(pdf.Root, "/Metadata")
    if stream is None:
        return xmp_packet.blank()
    try:
        rdf = xmp_packet.parse(stream.read_bytes())
    except READING_ERRORS:
        rdf = None
    if rdf is None:
        findings.append(
            telling.warning(
                "WO-PDF-XMP",
                "Les métadonnées XMP du PDF étaient illisibles : elles ont été remplacées.",
                "Vérifiez le titre et l'auteur du PDF obtenu.",
                path="/Metadata",
            )
        )
    return xmp_packet.blank() if rdf is None else rdf


def _defects(pdf: pikepdf.Pdf, claim: PdfAClaim | None, budget: Budget) -> list[Finding]:
    """List what the PDF has against PDF/A. A script inside stays a reason not to send it."""
    return [*pdfa_findings(pdf, claim, budget), *danger_findings(pdf, budget), *_signature(pdf)]


def _signature(pdf: pikepdf.Pdf) -> Iterator[Finding]:
    flags = structure.value(structure.dictionary(pdf.Root, "/AcroForm"), "/SigFlags")
    if isinstance(flags, int) and flags & _HAS_SIGNATURES:
        yield telling.warning(
            "WO-PDF-SIGNE",
            "Le PDF est signé : y joindre la facture XML rend sa signature invalide.",
            "Signez le PDF après l'ajout du XML, pas avant.",
            path="/AcroForm",
        )


def _level_findings(rdf: etree._Element, *, is_sound: bool) -> Iterator[Finding]:
    claim = pdfa_claim(rdf)
    if claim is None:
        yield telling.warning(
            "WO-PDFA-ABSENT",
            "Le PDF ne se déclare pas PDF/A : le résultat se lit, mais n'est pas un Factur-X "
            "conforme.",
            "Exportez le PDF au format PDF/A-3 (ou PDF/A-2) depuis le logiciel qui le produit.",
            path="/Metadata",
        )
    elif claim.part in _PARTS_TO_RAISE and is_sound:
        xmp_writing.claim_pdfa(rdf, _PART, claim.level)
        yield telling.information(
            "WO-PDFA-NIVEAU",
            f"Le PDF se déclarait {claim} ; il se déclare désormais "
            f"{PdfAClaim(_PART, claim.level)}, seul à pouvoir porter une facture XML.",
            path="/Metadata",
        )
    elif claim.part != _PART:
        yield telling.warning(
            "WO-PDFA-NIVEAU",
            f"Le PDF se déclare {claim}, qui ne peut pas porter de facture XML.",
            "Exportez le PDF au format PDF/A-3 depuis le logiciel qui le produit.",
            path="/Metadata",
        )


def _replacement(name: str) -> Finding:
    what = "une facture XML" if name.lower().endswith(".xml") else "un fichier joint"
    return telling.information(
        "WO-FX-REMPLACEE",
        f"Le PDF contenait déjà {what}, « {name} » : le nouveau le remplace.",
        path=f"/EmbeddedFiles/{name}",
    )


def _date(pdf: pikepdf.Pdf, rdf: etree._Element, modified: datetime) -> None:
    information = structure.dictionary(pdf.trailer, "/Info")
    if information is not None:
        information.ModDate = pikepdf.String(xmp_writing.pdf_date(modified))
        xmp_writing.agree_with(
            rdf, {key: structure.text(information, key) for key in xmp_writing.INFORMATION_KEYS}
        )
    xmp_writing.modified(rdf, modified)


def _metadata_stream(pdf: pikepdf.Pdf, rdf: etree._Element) -> pikepdf.Stream:
    stream = pikepdf.Stream(pdf, xmp_packet.serialise(rdf))
    stream.Type, stream.Subtype = pikepdf.Name.Metadata, pikepdf.Name.XML
    return stream


def _saved(pdf: pikepdf.Pdf) -> bytes:
    output = io.BytesIO()
    pdf.save(
        output,
        min_version=_VERSION,
        deterministic_id=True,
        encryption=False,
        fix_metadata_version=False,  # pikepdf would write the whole packet anew
    )
    return output.getvalue()
