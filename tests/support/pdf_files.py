"""PDF files for the tests of Factur-X: sound ones set by Typst, others built to mislead."""

from __future__ import annotations

import io
import zlib
from datetime import datetime, timedelta, timezone
from functools import cache
from typing import TYPE_CHECKING

import pikepdf
import typst
from pikepdf import Array, Dictionary, Name, Stream, String

from support.einvoices import a_whole_invoice
from wochorus.einvoice.cii.writing import write

if TYPE_CHECKING:
    from collections.abc import Callable

    from wochorus.einvoice.facturx.embedding import Embedded
    from wochorus.einvoice.facturx.extracting import Extracted

NOON = datetime(2026, 11, 24, 12, tzinfo=timezone(timedelta(hours=1)))
"""The date of every PDF set here."""

_PAGE = b"""
#set document(title: "Facture F-1", author: "Proprelux", keywords: ("nettoyage",))
#set text(lang: "fr")
= Facture F-1
Entretien courant
"""


@cache
def an_xml_invoice() -> bytes:
    """The CII of a small invoice, profile EN 16931."""
    return write(a_whole_invoice())


@cache
def a_pdf(standard: str = "a-3b") -> bytes:
    """One page without attachments, of a PDF/A level (``a-1b``…) or of none (``1.7``)."""
    compiler = typst.Compiler(_PAGE, ignore_system_fonts=True)
    content = compiler.compile(format="pdf", pdf_standards=[standard], timestamp=NOON)  # type: ignore[list-item]
    assert isinstance(content, bytes)
    return content


def changed(pdf: bytes, change: Callable[[pikepdf.Pdf], object], **saving: object) -> bytes:
    """Apply ``change`` to the PDF and save it."""
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        change(opened)
        opened.save(
            output,
            deterministic_id="encryption" not in saving,
            fix_metadata_version=False,
            **saving,  # type: ignore[arg-type]
        )
    return output.getvalue()


def a_file(
    pdf: pikepdf.Pdf,
    name: str,
    content: bytes,
    *,
    relationship: str = "Alternative",
    packed: bytes | None = None,
) -> Dictionary:
    """A file specification; ``packed`` replaces the content by a Flate stream as it is."""
    stream = Stream(pdf, content)
    if packed is not None:
        stream.write(packed, filter=Name.FlateDecode)
    specification = Dictionary(
        Type=Name.Filespec,
        F=String(name),
        UF=String(name),
        AFRelationship=Name(f"/{relationship}"),
        EF=Dictionary(F=pdf.make_indirect(stream)),
    )
    return pdf.make_indirect(specification)


def attach(
    pdf: pikepdf.Pdf, *files: Dictionary, is_named: bool = True, is_associated: bool = True
) -> None:
    """Hang files on a PDF by hand, in one of the two places or in both."""
    if is_named:
        pairs = [part for file in files for part in (String(str(file.UF)), file)]
        pdf.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=Array(pairs)))
    if is_associated:
        pdf.Root.AF = Array(list(files))


def with_files(*named: tuple[str, bytes], pdf: bytes | None = None) -> bytes:
    """A PDF with files attached by hand, in both places."""

    def hang(opened: pikepdf.Pdf) -> None:
        attach(opened, *(a_file(opened, name, content) for name, content in named))

    return changed(pdf or a_pdf(), hang)


@cache
def a_bomb(size: int) -> bytes:
    """Zeroes packed by Flate, a thousand times smaller than they are."""
    packer = zlib.compressobj(6)
    block = bytes(1_000_000)
    parts = [packer.compress(block) for _ in range(size // len(block))]
    return b"".join((*parts, packer.flush()))


def rules(found: Extracted | Embedded) -> list[str]:
    """The rules of the findings, in their order."""
    return [finding.rule for finding in found.findings]


def messages(found: Extracted | Embedded) -> str:
    """The sentences of the findings."""
    return "\n".join(finding.message for finding in found.findings)
