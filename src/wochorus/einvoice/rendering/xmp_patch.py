"""Say in the metadata of a PDF made by Typst that a Factur-X invoice is inside, without rewriting.

Typst attaches the XML itself but knows no ``fx:`` properties. Its metadata are the last object but
one, not compressed: the properties are spliced in, and the few offsets behind them moved.
"""

from __future__ import annotations

import io
import re
from functools import cache
from typing import TYPE_CHECKING

from wochorus.einvoice.facturx import fx_schema

if TYPE_CHECKING:
    from wochorus.einvoice.facturx.vocabulary import Profile

_STREAM = re.compile(rb"<</Length (\d+)/Type/Metadata/Subtype/XML>>\s*stream\r?\n")
_SCHEMAS_END = b"</rdf:Bag></pdfaExtension:schemas>"
_RDF_END = b"</rdf:RDF>"
_XREF_LINE = 20
_XREF_HEAD = re.compile(rb"xref\n0 (\d+)\n")
_START = re.compile(rb"startxref\n(\d+)\n%%EOF\s*\Z")
_TAIL = 64
_OBJECT = b" 0 obj\n"


class UnexpectedLayoutError(ValueError):
    """The PDF is not laid out as the patch expects: a Typst that writes in another way."""


@cache
def _claim(profile: Profile) -> bytes:
    return fx_schema.claim(profile).encode()


def claim_invoice(pdf: bytes, profile: Profile) -> bytes:
    """Return ``pdf``, as Typst wrote it, with the ``fx:`` properties of ``profile``.

    A PDF that is laid out in another way than expected is rewritten whole, thirty times slower.
    """
    try:
        return splice(pdf, profile)
    except UnexpectedLayoutError:
        return rewrite(pdf, profile)


def rewrite(pdf: bytes, profile: Profile) -> bytes:
    """Say the same through pikepdf, whatever the layout of ``pdf``."""
    import pikepdf

    from wochorus.einvoice.facturx import xmp_packet, xmp_writing

    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        metadata = opened.Root.Metadata
        rdf = xmp_packet.parse(metadata.read_bytes())
        if rdf is None:
            rdf = xmp_packet.blank()
        xmp_writing.claim_invoice(rdf, profile)
        metadata.write(xmp_packet.serialise(rdf))
        opened.save(output, deterministic_id=True)
    return output.getvalue()


def splice(pdf: bytes, profile: Profile) -> bytes:
    """Put the properties in place; raises ``UnexpectedLayoutError`` if the layout is another."""
    end = _START.search(pdf, max(0, len(pdf) - _TAIL))
    if end is None:
        raise UnexpectedLayoutError("startxref")
    table = int(end[1])
    begin = pdf.rfind(b"<</Length ", 0, pdf.rfind(b"<?xpacket begin", 0, table))
    stream = _STREAM.match(pdf, max(begin, 0))
    if begin < 0 or stream is None:
        raise UnexpectedLayoutError("metadata")
    length = int(stream[1])
    packet = _claimed(pdf[stream.end() : stream.end() + length], profile)
    head = b"<</Length %d/Type/Metadata/Subtype/XML>>\nstream\n" % len(packet)
    shift = len(head) + len(packet) - (stream.end() - begin) - length
    between = pdf[stream.end() + length : table]
    moved = _moved(pdf[table : end.start()], begin, shift, between.count(_OBJECT))
    return b"".join(
        (pdf[:begin], head, packet, between, moved, b"startxref\n%d\n%%%%EOF" % (table + shift))
    )


def _claimed(packet: bytes, profile: Profile) -> bytes:
    if packet.count(_SCHEMAS_END) != 1 or packet.count(_RDF_END) != 1:
        raise UnexpectedLayoutError("xmp")
    described = packet.replace(_SCHEMAS_END, fx_schema.SCHEMA_ENTRY.encode() + _SCHEMAS_END)
    return described.replace(_RDF_END, _claim(profile) + _RDF_END)


def _moved(table: bytes, changed: int, shift: int, expected: int) -> bytes:
    """Move the offsets behind ``changed``. Typst numbers objects in the order of the file."""
    head = _XREF_HEAD.match(table)
    if head is None:
        raise UnexpectedLayoutError("xref")
    last = head.end() + (int(head[1]) - 1) * _XREF_LINE
    rows = bytearray(table)
    moved = 0
    while last > head.end():
        offset = int(rows[last : last + 10])
        if offset <= changed:
            break
        rows[last : last + 10] = b"%010d" % (offset + shift)
        last -= _XREF_LINE
        moved += 1
    if moved != expected:
        raise UnexpectedLayoutError("order of objects")
    return bytes(rows)
