"""Open a PDF that comes from outside: whatever the bytes are, the answer is a PDF or a finding."""

from __future__ import annotations

import io
import logging
import re
from typing import TYPE_CHECKING

import pikepdf

from wochorus.einvoice.facturx import telling
from wochorus.einvoice.facturx.limits import DECODED_STREAM_SIZE, PdfLimits

if TYPE_CHECKING:
    from wochorus.einvoice.findings import Finding

READING_ERRORS = (pikepdf.PikepdfError, RuntimeError, ValueError)
"""What pikepdf raises on a damaged or hostile structure."""

# qpdf knows these limits for the whole process only; its own answer to a bomb is to fill memory.
pikepdf.settings.set_qpdf_limits(
    flate_max_memory=DECODED_STREAM_SIZE,
    run_length_max_memory=DECODED_STREAM_SIZE,
    png_max_memory=DECODED_STREAM_SIZE,
    tiff_max_memory=DECODED_STREAM_SIZE,
    dct_max_memory=DECODED_STREAM_SIZE,
    doc_max_warnings=1_000,
)

# What qpdf mutters in English about damaged files is told in findings, not on the screen.
logging.getLogger("pikepdf").addHandler(logging.NullHandler())

_HEAD, _TAIL = 1024, 1024
_OTHER_FILES = (
    (b"PK\x03\x04", "une archive ZIP ou un document bureautique"),
    (b"\x1f\x8b", "une archive compressée (gzip)"),
    (b"\x89PNG", "une image PNG"),
    (b"\xff\xd8\xff", "une image JPEG"),
    (b"<?xml", "un fichier XML"),
    (b"\xef\xbb\xbf<", "un fichier XML"),
    (b"<", "un fichier XML ou HTML"),
    (b"\xd0\xcf\x11\xe0", "un ancien document bureautique"),
)


def _written_name(name: str) -> bytes:
    """Match a PDF name in all its writings: any letter may stand as ``#`` and two digits."""
    letters = (f"(?:{re.escape(letter)}|#(?i:{ord(letter):02x}))" for letter in name)
    return ("/" + "".join(letters)).encode("ascii")


_LZW = re.compile(_written_name("LZWDecode"))
_PACKED_OBJECTS = re.compile(_written_name("ObjStm") + b"|" + _written_name("XRef"))


def open_pdf(content: bytes, limits: PdfLimits) -> tuple[pikepdf.Pdf | None, list[Finding]]:
    """Open ``content``, or say in one finding why it cannot be. The caller closes the PDF.

    A PDF that qpdf had to repair is opened, with a finding that says so.
    """
    refusal = _refusal(content, limits)
    if refusal is not None:
        return None, [refusal]
    try:
        pdf = pikepdf.open(io.BytesIO(content), suppress_warnings=True)
    except pikepdf.PasswordError:
        return None, [_locked()]
    except READING_ERRORS as error:
        return None, [_unreadable(content, str(error))]
    if not isinstance(pdf.trailer.get("/Root"), pikepdf.Dictionary):
        pdf.close()
        return None, [_unreadable(content, "/Root is no dictionary")]
    return pdf, _repairs(pdf, content)


def _refusal(content: bytes, limits: PdfLimits) -> Finding | None:
    if not content:
        return telling.error(
            "WO-PDF-VIDE", "Le fichier est vide.", "Exportez de nouveau le PDF, puis recommencez."
        )
    if len(content) > limits.pdf_size:
        return telling.too_large("Le PDF", len(content), limits.pdf_size)
    if b"%PDF-" not in content[:_HEAD]:
        return _not_a_pdf(content)
    # qpdf bounds what Flate expands to, not LZW: packed objects are expanded as soon as it opens.
    if _LZW.search(content) and _PACKED_OBJECTS.search(content):
        return telling.error(
            "WO-PDF-LZW",
            "Le PDF mêle la compression LZW et des objets compactés, "
            "ce qui ne peut pas être lu sans risque.",
            "Imprimez ou exportez de nouveau le document en PDF/A : cette norme interdit LZW.",
        )
    return None


def _not_a_pdf(content: bytes) -> Finding:
    kind = next((kind for start, kind in _OTHER_FILES if content.startswith(start)), "")
    seems = f" : c'est plutôt {kind}" if kind else ""
    return telling.error(
        "WO-PDF-AUTRE",
        f"Ce fichier n'est pas un PDF{seems}.",
        "Choisissez le PDF de la facture.",
    )


def _locked() -> Finding:
    return telling.error(
        "WO-PDF-MOT-DE-PASSE",
        "Le PDF est protégé par un mot de passe : rien ne peut en être lu.",
        "Exportez-le de nouveau sans mot de passe.",
    )


def _is_cut(content: bytes) -> bool:
    return b"%%EOF" not in content[-_TAIL:]


def _unreadable(content: bytes, detail: str) -> Finding:
    if _is_cut(content):
        return telling.error(
            "WO-PDF-TRONQUE",
            "Le PDF est tronqué : sa fin manque.",
            "Copiez ou téléchargez de nouveau le fichier en entier.",
            detail=detail,
        )
    return telling.error(
        "WO-PDF-ABIME",
        "Le PDF est abîmé et ne peut pas être lu.",
        "Exportez de nouveau le PDF depuis le logiciel qui l'a produit.",
        detail=detail,
    )


def _repairs(pdf: pikepdf.Pdf, content: bytes) -> list[Finding]:
    repairs = [str(entry) for entry in pdf.get_warnings()]
    if not repairs:
        return []
    if _is_cut(content):
        return [_unreadable(content, repairs[0])]
    return [
        telling.warning(
            "WO-PDF-REPARE",
            "Le PDF est abîmé ; il a fallu le réparer pour le lire.",
            "Exportez-le de nouveau : un autre lecteur pourrait le refuser.",
            detail=repairs[0],
        )
    ]
