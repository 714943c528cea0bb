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
    ANNEX,
    MAIN,
    UNREADABLE_ZIP,
    Budget,
    check_health,
    check_name,
    check_size,
    decode,
    measured,
    not_a_pdf,
)
from chorus_simulator.formats.limits import megabytes
from chorus_simulator.formats.viruses import LENGTH
from chorus_simulator.formats.zips import check_directory

_ZIP, _PDF = b"PK\x03\x04", b"%PDF"


@dataclass(frozen=True, slots=True)
class Piece:
    """A document of an invoice: its size in bytes, unpacked, and whether it is a PDF."""

    size: int
    is_pdf: bool
    kind: str = ""
    """01 (main) or 02 (annex) in the formats that say it."""


@dataclass(frozen=True, slots=True)
class Documents:
    """The documents of an invoice together: how many main ones, their size, types unknown."""

    main: int
    size: int
    unknown: tuple[str, ...] = ()


def embedded_piece(name: str, text: str, budget: Budget, kind: str = "") -> Piece:
    """Check an attachment in base64 (FlowUnreadableError)."""
    return raw_piece(name, decode(name, text), budget, kind)


def raw_piece(name: str, content: bytes, budget: Budget, kind: str = "") -> Piece:
    """Check an attachment (FlowUnreadableError)."""
    check_name(name)
    head, size = content[:LENGTH], len(content)
    if head.startswith(_ZIP):
        head, size = _only_entry(content, budget) or (head, size)
    check_size(name, size, budget)
    check_health(name, head)
    is_pdf = head.startswith(_PDF)
    if kind == MAIN and not is_pdf:
        raise not_a_pdf(name)
    return Piece(size, is_pdf, kind)


def _only_entry(content: bytes, budget: Budget) -> tuple[bytes, int] | None:
    """Measure the only file of a zip; an office document or a real archive is left as it is."""
    try:
        check_directory(content)
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
            return measured(archive, entries[0], budget) if len(entries) == 1 else None
    except UNREADABLE_ZIP:
        return None


def together(pieces: list[Piece], budget: Budget) -> Documents:
    """Put together the documents of an invoice whose main one is any PDF of theirs."""
    return Documents(min(1, sum(piece.is_pdf for piece in pieces)), _size(pieces, budget))


def together_by_kind(pieces: list[Piece], budget: Budget) -> Documents:
    """Put together the documents of an invoice that say which of them is the main one."""
    kinds = [piece.kind for piece in pieces]
    unknown = tuple(kind for kind in kinds if kind not in (MAIN, ANNEX))
    return Documents(kinds.count(MAIN), _size(pieces, budget), unknown)


def _size(pieces: list[Piece], budget: Budget) -> int:
    """Check the size of all the documents of an invoice together, and give it."""
    size = sum(piece.size for piece in pieces)
    if size > budget.limits.invoice:
        raise FlowUnreadableError(
            "IRR_TAILLE", f"les pièces d'une facture dépassent {megabytes(budget.limits.invoice)}."
        )
    return size
