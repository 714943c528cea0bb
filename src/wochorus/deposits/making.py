"""An invoice and its documents, judged, then made into the file that leaves.

This is the heavy part of a deposit, done in processes of their own when there are many: it knows
no database. A verdict belongs to the bytes of an XML: what was judged once is not judged again
as long as the same bytes are written.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import PurePath
from typing import TYPE_CHECKING

from wochorus.core.attachments import AttachmentKind
from wochorus.core.errors import Permanent
from wochorus.deposits.syntaxes import CIRCUIT
from wochorus.einvoice.building import Page, build, write_xml
from wochorus.einvoice.checking import check_written
from wochorus.einvoice.dialects import DIALECTS, express
from wochorus.einvoice.findings import Finding, Layer, Report, Severity
from wochorus.einvoice.formats import Format
from wochorus.einvoice.model import AttachedFile, Invoice, SupportingDocument

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from wochorus.einvoice.dialects import Circuit

XML_MEDIA_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
"""What an invoice in XML may carry inside (EN 16931, media types of BT-125), by extension."""
READABLE, RIB, DELIVERY_NOTE, PURCHASE_ORDER, ANNEX = (
    "LISIBLE",
    "RIB",
    "BON_LIVRAISON",
    "BON_COMMANDE",
    "DOCUMENT_ANNEXE",
)
"""Kinds of a supporting document (BT-123, BR-FR-17)."""
_KINDS = (
    ("rib", RIB),
    ("bon-livraison", DELIVERY_NOTE),
    ("bon-de-livraison", DELIVERY_NOTE),
    ("bon-commande", PURCHASE_ORDER),
    ("bon-de-commande", PURCHASE_ORDER),
)
_ANY_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)
_NOT_ARCHIVAL = frozenset({"WO-PDFA-ABSENT", "WO-PDFA-NIVEAU"})


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A document of an invoice: the name that the recipient sees, and where its content lies.

    ``kind`` is what somebody said that it is (BR-FR-17), or empty.
    """

    name: str
    path: Path
    media_type: str
    sha256: str
    kind: str = ""

    def content(self) -> bytes:
        """Read it. Raises `Permanent` when the file is gone."""
        return _content(self.path)


@dataclass(frozen=True, slots=True)
class Source:
    """An invoice in the words of EN 16931 and its documents; ``page`` is its own PDF, if any."""

    invoice_id: int
    invoice: Invoice
    page: StoredFile | None
    annexes: tuple[StoredFile, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """What a page that we set takes from its company, and the moment that the PDF bears."""

    created: datetime
    logo: Path | None = None
    template: Path | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the judges found in an XML, told by its SHA-256."""

    xml_sha256: str
    findings: tuple[Finding, ...]
    not_run: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JudgeJob:
    """An invoice to judge. ``with_page``: what its own PDF lacks is to be found, too."""

    source: Source
    document_format: Format
    with_page: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict on the XML, and what the invoice's own PDF lacks; ``None``: not looked at."""

    verdict: Verdict
    page: tuple[Finding, ...] | None = None


@dataclass(frozen=True, slots=True)
class MakeJob:
    """A file to make. ``known`` is the verdict of an earlier check."""

    source: Source
    document_format: Format
    look: Look
    known: Verdict | None = None


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file that may leave, or what keeps it from leaving (``content`` is ``None`` then)."""

    content: bytes | None
    errors: tuple[Finding, ...] = ()
    not_run: tuple[str, ...] = ()


def xml_of(source: Source, document_format: Format) -> tuple[Invoice, bytes]:
    """Write the XML of an invoice; give it with the invoice as it says it.

    Raises `InvalidInput` on a text that XML forbids.
    """
    whole = _whole(source, document_format)
    said = express(whole, DIALECTS[CIRCUIT], document_format).invoice
    return said, write_xml(said, document_format, CIRCUIT)


def judge(job: JudgeJob) -> Judged:
    """Have the XML of an invoice judged by every layer."""
    said, xml = xml_of(job.source, job.document_format)
    report = check_written(xml, said, job.document_format, CIRCUIT)
    page = _page_findings(job.source, xml) if job.with_page else None
    return Judged(Verdict(sha256_of(xml), report.findings, report.not_run), page)


def sha256_of(content: bytes) -> str:
    """Name a content by its SHA-256."""
    return hashlib.sha256(content).hexdigest()


def is_archival(findings: Iterable[Finding]) -> bool:
    """Tell whether a PDF with these findings may announce itself as PDF/A-3 with its XML inside."""
    return not any(
        finding.rule in _NOT_ARCHIVAL and finding.severity is not Severity.INFORMATION
        for finding in findings
    )


def make(job: MakeJob) -> MadeFile:
    """Make the file of an invoice, and look at its very bytes before they may leave.

    Raises `InvalidInput` on a text that XML forbids or a template that fails.
    """
    source, judge_once = job.source, _KnownJudge(job.known)
    page = _page(job) if job.document_format is Format.FACTURX else None
    whole = _whole(source, job.document_format)
    built = build(whole, job.document_format, CIRCUIT, page=page, judge=judge_once)
    errors = _errors(built.report.findings)
    if built.content is not None and job.document_format is Format.FACTURX:
        errors = (*errors, *_container_errors(built.content, judge_once.xml))
    is_sound = not errors and not built.report.not_run
    return MadeFile(built.content if is_sound else None, errors, built.report.not_run)


class _KnownJudge:
    """Judges an XML, unless its verdict is known; keeps what it judged."""

    def __init__(self, known: Verdict | None) -> None:
        self._known = known
        self.xml = b""

    def __call__(
        self, xml: bytes, invoice: Invoice, document_format: Format, circuit: Circuit
    ) -> Report:
        self.xml = xml
        known = self._known
        if known is None or known.xml_sha256 != sha256_of(xml):
            return check_written(xml, invoice, document_format, circuit)
        return Report(document_format.label, "", (), known.findings, known.not_run)


def _whole(source: Source, document_format: Format) -> Invoice:
    """Put the documents inside the invoice, where the format has no other place for them."""
    if document_format is Format.FACTURX:
        return source.invoice
    page = () if source.page is None else (_supporting(source.page, READABLE),)
    annexes = (_supporting(file, file.kind or _kind(file.name)) for file in source.annexes)
    return replace(source.invoice, supporting_documents=(*page, *annexes))


def _supporting(file: StoredFile, kind: str) -> SupportingDocument:
    media_type = XML_MEDIA_TYPES.get(_extension(file.name), file.media_type)
    return SupportingDocument(
        reference=file.name,
        description=kind,
        file=AttachedFile(content=file.content(), media_type=media_type, file_name=file.name),
    )


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise Permanent(
            "Un fichier archivé a disparu du dossier des données",
            where=str(path),
            remedy="Rétablissez-le depuis une sauvegarde, ou joignez-le de nouveau : wochorus "
            "attachment add, ou, pour le PDF de la facture, wochorus archive attach.",
        ) from error


def _extension(name: str) -> str:
    return PurePath(name).suffix.lower().removeprefix(".")


def _kind(name: str) -> str:
    """Guess what a document is from its name."""
    plain = name.lower().replace("_", "-").replace(" ", "-")
    return next((kind for start, kind in _KINDS if plain.startswith(start)), ANNEX)


def _page_findings(source: Source, xml: bytes) -> tuple[Finding, ...] | None:
    from wochorus.einvoice.building import profile_of
    from wochorus.einvoice.facturx.embedding import embed

    if source.page is None:
        return None
    said = express(source.invoice, DIALECTS[CIRCUIT], Format.FACTURX).invoice
    return embed(
        source.page.content(), xml, profile=profile_of(said), modified=_ANY_MOMENT
    ).findings


def _page(job: MakeJob) -> Page:
    from wochorus.einvoice.facturx.embedding import Annex

    source, look = job.source, job.look
    return Page(
        created=look.created,
        pdf=None if source.page is None else source.page.content(),
        template=look.template,
        logo=None if look.logo is None else _content(look.logo),
        annexes=[
            Annex(
                name=file.name,
                content=file.content(),
                media_type=file.media_type,
                description=AttachmentKind(file.kind).label if file.kind else "",
            )
            for file in source.annexes
        ],
    )


def _errors(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(finding for finding in findings if finding.severity is Severity.ERROR)


def _container_errors(pdf: bytes, xml: bytes) -> tuple[Finding, ...]:
    """Read the finished PDF as its recipient will."""
    from wochorus.einvoice.facturx.extracting import extract

    extracted = extract(pdf)
    if extracted.xml == xml:
        return _errors(extracted.findings)
    other = Finding(
        layer=Layer.CONTAINER,
        rule="WO-FX-AUTRE",
        severity=Severity.ERROR,
        message="La facture XML que l'on relit dans le PDF n'est pas celle qui y a été mise.",
        remedy="Produisez à nouveau le PDF de la facture, ou retirez-le : WO CHORUS la mettra "
        "en page.",
    )
    return (*_errors(extracted.findings), other)
