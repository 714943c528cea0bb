"""The documents of an invoice, found again in the flow that it came in.

The flow was read and checked when it was integrated; here its documents are taken out. The main
document is the Factur-X PDF itself, the attachment of type 01 in the CPP format and in minimal
UBL, and the first PDF attachment in CII and UBL. A zip of one file stands for that file, as when
the flow was read.
"""

from __future__ import annotations

import mimetypes
import zipfile
from collections.abc import Callable
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING

from lxml import etree

from chorus_simulator.documents.document import Document
from chorus_simulator.formats import cii, facturx, ubl
from chorus_simulator.formats.archives import files_of
from chorus_simulator.formats.attachments import MAIN, NAME_MAXIMUM, UNREADABLE_ZIP, decode
from chorus_simulator.formats.cpp_minimal import UNIT
from chorus_simulator.formats.limits import CEILING
from chorus_simulator.formats.readers import READERS
from chorus_simulator.formats.safe_xml import read_by_unit, read_whole
from chorus_simulator.formats.zips import check_directory

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from chorus_simulator.formats.archives import Part

CPP = "IN_DP_E2_CPP_FACTURE_MIN"
_PDF, _ZIP = b"%PDF", b"PK\x03\x04"
_XML_PIECES = (
    f"{{{cii.PREFIXES['ram']}}}AttachmentBinaryObject",
    f"{{{ubl.PREFIXES['cbc']}}}EmbeddedDocumentBinaryObject",
)
Visit = Callable[[int, tuple[Document, ...]], None]
"""Receives the place of an invoice in its flow, from 1, and its documents."""


def visit_documents(
    syntax: str, file_name: str, content: bytes, wanted: Container[int], visit: Visit
) -> None:
    """Show the documents of some invoices of a flow, those whose places are wanted.

    They are shown one invoice at a time, so that no more than its 120 MB are in memory at once.
    """
    position = 0

    def show(documents: Callable[[], tuple[Document, ...]]) -> None:
        nonlocal position
        position += 1
        if position in wanted:
            visit(position, documents())

    for part in files_of(file_name, content, READERS[syntax].extension, CEILING):
        if syntax == CPP:
            read_by_unit(part.content, UNIT, lambda unit: show(partial(_of_cpp, unit)))
        elif part.content.startswith(_PDF):
            show(partial(_of_pdf, part))
        else:
            show(partial(_of_whole_xml, part.content))


def _of_pdf(part: Part) -> tuple[Document, ...]:
    name = part.name.replace("\\", "/").rpartition("/")[2]
    documents = [Document(_short(name), "application/pdf", part.content, is_main=True)]
    for embedded, content in facturx.files_in(part.content):
        if embedded == facturx.INVOICE_NAME:
            documents += _of_xml(content)
        else:
            documents.append(_named(embedded, content))
    return tuple(documents)


def _short(name: str) -> str:
    """Shorten a file name to what an attachment may bear, extension kept."""
    stem, _, extension = name.rpartition(".")
    return f"{stem[: NAME_MAXIMUM - 1 - len(extension)]}.{extension}"


def _of_cpp(unit: etree._Element) -> tuple[Document, ...]:
    return tuple(_pieces_of_cpp(unit))


def _of_whole_xml(content: bytes) -> tuple[Document, ...]:
    return _with_main(tuple(_of_xml(content)))


def _pieces_of_cpp(unit: etree._Element) -> Iterator[Document]:
    for piece in unit.iterchildren("PJ"):
        name = (piece.findtext("NomPJ") or "").strip()
        content = _unzipped(decode(name, piece.findtext("Contenu") or ""))
        is_main = (piece.findtext("TypePJ") or "").strip() == MAIN
        yield Document(name, (piece.findtext("MimeTypePJ") or "").strip(), content, is_main)


def _of_xml(content: bytes) -> Iterator[Document]:
    """Give the attachments of a CII or UBL file; only minimal UBL says which is the main one."""
    for node in read_whole(content).iter(*_XML_PIECES):
        name = (node.get("filename") or _reference(node)).strip()
        found = _named(name, _unzipped(decode(name, node.text or "")))
        yield found.as_main() if _is_said_main(node) else found


def _is_said_main(node: etree._Element) -> bool:
    kind = node.xpath("string(../../*[local-name() = 'DocumentType'])")
    return str(kind).strip() == MAIN


def _reference(node: etree._Element) -> str:
    """Read the identifier of the document that an attachment belongs to."""
    for above in node.iterancestors():
        for child in above:
            if isinstance(child.tag, str) and etree.QName(child).localname in (
                "IssuerAssignedID",
                "ID",
            ):
                return child.text or ""
    return ""


def _named(name: str, content: bytes) -> Document:
    mime = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Document(name, mime, content)


def _with_main(documents: tuple[Document, ...]) -> tuple[Document, ...]:
    """Make the first PDF the main document, unless one is said to be."""
    if any(document.is_main for document in documents):
        return documents
    first = next((d for d in documents if d.content.startswith(_PDF)), None)
    return tuple(d.as_main() if d is first else d for d in documents)


def _unzipped(content: bytes) -> bytes:
    if not content.startswith(_ZIP):
        return content
    try:
        check_directory(content)
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
            return archive.read(entries[0]) if len(entries) == 1 else content
    except UNREADABLE_ZIP:
        return content
