"""Factur-X: a PDF/A-3 that carries its invoice as the attachment ``factur-x.xml``.

The XML must bear exactly that name; a PDF that carries an invoice under an older or a foreign
name (ZUGFeRD, XRechnung) has none for this syntax, and one that carries two invoices is refused
rather than chosen from. The mark of PDF/A-3 is looked for in the metadata, its truth is not
proven. Encrypted, truncated and damaged files are refused without trying to mend them.

A refused PDF makes the whole flow irrecevable: without its XML no invoice can be named.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pikepdf

from chorus_simulator.formats import FlowUnreadableError, shown
from chorus_simulator.formats.cii import read_inside
from chorus_simulator.formats.embedded import Piece, raw_piece
from chorus_simulator.formats.limits import CEILING, Limits, megabytes
from chorus_simulator.formats.safe_xml import read_whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chorus_simulator.formats.attachments import Budget
    from chorus_simulator.formats.record import DepositedInvoice

INVOICE_NAME = "factur-x.xml"
OTHER_INVOICES = frozenset({"zugferd-invoice.xml", "xrechnung.xml"})
"""Names, in lower case, under which PDFs carry invoices of other or older norms."""
XML_MAXIMUM = 40_000_000
EMBEDDED_MAXIMUM = 200
_NODES_MAXIMUM = 500
_PDFA = "{http://www.aiim.org/pdfa/ns/id/}part"
_DAMAGED = (pikepdf.PikepdfError, ValueError, TypeError, KeyError, AttributeError, RuntimeError)

# Of the whole process: a stream of a few kilobytes may unpack to gigabytes.
pikepdf.settings.set_qpdf_limits(
    flate_max_memory=CEILING.attachment, run_length_max_memory=CEILING.attachment
)


def read(content: bytes, budget: Budget) -> list[DepositedInvoice]:
    """Read and check a Factur-X PDF (FlowUnreadableError)."""
    if not content.startswith(b"%PDF"):
        raise FlowUnreadableError("IRR_FORM", "le fichier n'est pas un PDF.")
    try:
        with pikepdf.open(BytesIO(content), attempt_recovery=False) as pdf:
            if pdf.is_encrypted:
                raise FlowUnreadableError("IRR_FORM", "le PDF est protégé ou chiffré.")
            _check_archival(pdf, budget.limits)
            xml, pieces = _taken_out(pdf, budget)
    except pikepdf.PasswordError as error:
        raise FlowUnreadableError("IRR_FORM", "le PDF est protégé par un mot de passe.") from error
    except _DAMAGED as error:
        raise FlowUnreadableError("IRR_FORM", "le PDF est tronqué ou endommagé.") from error
    return [read_inside(xml, [Piece(len(content), is_pdf=True), *pieces], budget)]


def invoice_in(content: bytes) -> bytes:
    """Give the XML of a PDF that was read before."""
    return next(xml for name, xml in files_in(content) if name == INVOICE_NAME)


def files_in(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Give each embedded file of a PDF that was read before: its name and its bytes."""
    with pikepdf.open(BytesIO(content), attempt_recovery=False) as pdf:
        for name, stream in _embedded(pdf):
            yield name, _unpacked(name, stream, CEILING)


def _taken_out(pdf: pikepdf.Pdf, budget: Budget) -> tuple[bytes, list[Piece]]:
    """Take the XML and the other documents out of a PDF, one in memory at a time."""
    xml: bytes | None = None
    pieces: list[Piece] = []
    invoices: list[str] = []
    for name, stream in _embedded(pdf):
        content = _unpacked(name, stream, budget.limits)
        if name == INVOICE_NAME:
            xml = content
        else:
            pieces.append(raw_piece(name, content, budget))
        if _is_invoice(name):
            invoices.append(name)
    return _the_only(xml, invoices), pieces


def _the_only(xml: bytes | None, invoices: list[str]) -> bytes:
    if len(invoices) > 1:
        raise FlowUnreadableError(
            "IRR_EXTRAC", f"le PDF contient {len(invoices)} factures XML au lieu d'une."
        )
    if xml is not None:
        return xml
    why = f", mais {shown(invoices[0])}" if invoices else ""
    raise FlowUnreadableError("IRR_EXTRAC", f"le PDF ne contient pas {INVOICE_NAME}{why}.")


def _is_invoice(name: str) -> bool:
    return name.lower() in OTHER_INVOICES or name.lower() == INVOICE_NAME


def _embedded(pdf: pikepdf.Pdf) -> Iterator[tuple[str, pikepdf.Object]]:
    """Go through the embedded files; the tree is walked here as two may have the same key."""
    tree = pdf.Root.get("/Names", pikepdf.Dictionary()).get("/EmbeddedFiles")
    for count, filespec in enumerate(_leaves(tree) if tree is not None else ()):
        if count >= EMBEDDED_MAXIMUM:
            raise FlowUnreadableError("IRR_TAILLE", "le PDF contient trop de fichiers joints.")
        files = filespec.get("/EF", pikepdf.Dictionary())
        stream = files.get("/F", files.get("/UF"))
        name = str(filespec.get("/UF", filespec.get("/F", "")))
        if not isinstance(stream, pikepdf.Stream):
            raise FlowUnreadableError("IRR_FORM", f"la pièce « {shown(name)} » est illisible.")
        yield name, stream


def _leaves(tree: pikepdf.Object) -> Iterator[pikepdf.Object]:
    waiting, visited = [tree], 0
    while waiting:
        node = waiting.pop()
        visited += 1
        if visited > _NODES_MAXIMUM:
            raise FlowUnreadableError("IRR_FORM", "l'arbre des fichiers joints est sans fin.")
        yield from list(node.get("/Names", pikepdf.Array()))[1::2]
        waiting += list(node.get("/Kids", pikepdf.Array()))


def _unpacked(name: str, stream: pikepdf.Object, limits: Limits) -> bytes:
    """Unpack an embedded file; only Flate is bounded by the library, so only Flate is read."""
    filters = stream.get("/Filter", pikepdf.Array())
    names = list(filters) if isinstance(filters, pikepdf.Array) else [filters]
    if any(str(each) not in ("/FlateDecode", "/Fl") for each in names):
        raise FlowUnreadableError(
            "IRR_FORM", f"la compression de la pièce « {shown(name)} » n'est pas lue."
        )
    try:
        content = stream.read_bytes()
    except pikepdf.DataDecodingError as error:
        raise FlowUnreadableError(
            "IRR_FORM", f"la pièce « {shown(name)} » ne peut pas être extraite du PDF."
        ) from error
    limit = XML_MAXIMUM if name == INVOICE_NAME else limits.attachment
    if len(content) > limit:
        raise FlowUnreadableError(
            "IRR_TAILLE_PJ", f"la pièce « {shown(name)} » dépasse {megabytes(limit)}."
        )
    return content


def _check_archival(pdf: pikepdf.Pdf, limits: Limits) -> None:
    """Look for the mark of PDF/A-3 in the metadata."""
    metadata = pdf.Root.get("/Metadata")
    if isinstance(metadata, pikepdf.Stream) and _is_archival(_unpacked("XMP", metadata, limits)):
        return
    raise FlowUnreadableError("IRR_FORM", "le PDF n'est pas un PDF/A-3 (Factur-X).")


def _is_archival(packet: bytes) -> bool:
    try:
        root = read_whole(packet.strip())
    except FlowUnreadableError:
        return False
    said = [node.get(_PDFA) or "" for node in root.iter("{*}*")]
    said += [node.text or "" for node in root.iter(_PDFA)]
    return "3" in [part.strip() for part in said]
