"""Attachments of CII, UBL and Factur-X: base64 inside the XML, or files inside the PDF.

EN 16931 has the file itself in base64; the portal's samples of 2018 have it zipped first, the
entry under another name than the attachment (``aa.pdf`` holds ``PJP.pdf``). Both are read: a zip
of one entry stands for that entry. Names, sizes and extensions follow the portal's rules, and a
wrong attachment makes the whole flow irrecevable, as in the CPP format.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from io import BytesIO

from chorus_simulator.formats import FlowUnreadableError
from chorus_simulator.formats.attachments import (
    INVOICE_MAXIMUM,
    UNREADABLE_ZIP,
    Budget,
    check_name,
    check_size,
    decode,
    measured,
)
from chorus_simulator.formats.zips import check_directory

_ZIP, _PDF = b"PK\x03\x04", b"%PDF"


@dataclass(frozen=True, slots=True)
class Piece:
    """A document of an invoice: its size in bytes, unpacked, and whether it is a PDF."""

    size: int
    is_pdf: bool


def embedded_piece(name: str, text: str, budget: Budget) -> Piece:
    """Check an attachment in base64 (FlowUnreadableError)."""
    return raw_piece(name, decode(name, text), budget)


def raw_piece(name: str, content: bytes, budget: Budget) -> Piece:
    """Check an attachment (FlowUnreadableError)."""
    check_name(name)
    head, size = content[:8], len(content)
    if head.startswith(_ZIP):
        head, size = _only_entry(content, budget) or (head, size)
    check_size(name, size, budget)
    return Piece(size, head.startswith(_PDF))


def _only_entry(content: bytes, budget: Budget) -> tuple[bytes, int] | None:
    """Measure the only file of a zip; an office document or a real archive is left as it is."""
    try:
        check_directory(content)
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
            return measured(archive, entries[0], budget) if len(entries) == 1 else None
    except UNREADABLE_ZIP:
        return None


def check_pieces(pieces: list[Piece]) -> int:
    """Check the size of all the documents of an invoice together, and give it."""
    size = sum(piece.size for piece in pieces)
    if size > INVOICE_MAXIMUM:
        raise FlowUnreadableError(
            "IRR_TAILLE",
            f"les pièces d'une facture dépassent {INVOICE_MAXIMUM // 1_000_000} Mo.",
        )
    return size
