"""What a PDF is made of: whether it is one, and whether it bears a signature (PAdES).

The signature is looked for, its truth is not proven.
"""

from __future__ import annotations

from io import BytesIO

import pikepdf

_FIELDS_MAXIMUM = 1000
_DAMAGED = (pikepdf.PikepdfError, ValueError, TypeError, KeyError, AttributeError, RuntimeError)


def is_pdf(content: bytes) -> bool:
    """Say whether bytes begin as a PDF does."""
    return content.startswith(b"%PDF")


def is_signed(content: bytes) -> bool:
    """Say whether a signature field of a PDF is filled in."""
    try:
        with pikepdf.open(BytesIO(content), attempt_recovery=False) as pdf:
            form = pdf.Root.get("/AcroForm", pikepdf.Dictionary())
            fields = list(form.get("/Fields", pikepdf.Array()))[:_FIELDS_MAXIMUM]
            return any(_is_filled(field) for field in fields)
    except _DAMAGED:
        return False


def _is_filled(field: pikepdf.Object) -> bool:
    return str(field.get("/FT", "")) == "/Sig" and "/ByteRange" in field.get(
        "/V", pikepdf.Dictionary()
    )
