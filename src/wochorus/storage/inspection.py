"""What a file is by its content, and whether a PDF can be read.

The name is only a claim: it is judged by the checks of a deposit. Here the bytes speak.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

import pikepdf

if TYPE_CHECKING:
    from pathlib import Path

PDF = "application/pdf"
UNKNOWN = "application/octet-stream"
NOT_A_PDF = "Le fichier n'est pas un PDF"
EMPTY = "Le fichier est vide"

_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"BM", "image/bmp"),
    (b"PK\x03\x04", "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"{\\rtf", "application/rtf"),
    (b"<?xml", "application/xml"),
)
_HEAD = 1024
"""Readers accept a PDF that begins within its first 1,024 bytes."""
_TAIL = 2048
_NO_PAGE = "Le PDF n'a aucune page"
_LARGEST_INDEX = 100_000_000
"""Bytes of one unpacked index of a PDF: measured, 3 MB of a hostile file unpack to 4 GB."""

pikepdf.settings.set_qpdf_limits(
    flate_max_memory=_LARGEST_INDEX,
    png_max_memory=_LARGEST_INDEX,
    run_length_max_memory=_LARGEST_INDEX,
    tiff_max_memory=_LARGEST_INDEX,
)


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found: a media type, and a French sentence when the file is of no use."""

    media_type: str
    defect: str = ""


def inspect_file(path: Path, name: str) -> Inspection:
    """Look into the file at ``path``, which came in under the name ``name``."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    claims_pdf = PurePath(name).suffix.lower() == ".pdf"
    if not head:
        return Inspection(PDF if claims_pdf else UNKNOWN, EMPTY)
    if b"%PDF-" in head:
        return Inspection(PDF, _pdf_defect(path))
    return Inspection(_media_type(head), NOT_A_PDF if claims_pdf else "")


def _media_type(head: bytes) -> str:
    return next((kind for start, kind in _SIGNATURES if head.startswith(start)), UNKNOWN)


def _pdf_defect(path: Path) -> str:
    try:
        with pikepdf.open(path, attempt_recovery=False) as pdf:
            return _document_defect(pdf)
    except pikepdf.PasswordError:
        return "Le PDF est protégé par un mot de passe"
    except (pikepdf.PdfError, RuntimeError, ValueError, OSError):
        return _damage(path)


def _document_defect(pdf: pikepdf.Pdf) -> str:
    if pdf.is_encrypted:
        return "Le PDF est chiffré (droits restreints)"
    return "" if len(pdf.pages) else _NO_PAGE


def _damage(path: Path) -> str:
    """Judge a PDF whose index is wrong: every reader repairs that, if the rest is there."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _TAIL))
        if b"%%EOF" not in file.read():
            return "Le PDF est tronqué : sa fin manque"
    try:
        with pikepdf.open(path, suppress_warnings=True) as pdf:
            return _document_defect(pdf)
    except (pikepdf.PdfError, RuntimeError, ValueError, OSError) as error:
        # With the e-invoice engine's limit on warnings, qpdf refuses what it would have opened.
        has_no_page = "no pages found" in str(error)
        return _NO_PAGE if has_no_page else "Le PDF est abîmé : il ne s'ouvre pas"
