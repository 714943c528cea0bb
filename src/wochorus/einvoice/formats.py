"""The formats of an invoice file, and how to tell them apart by their first bytes."""

from __future__ import annotations

import codecs
import re
from enum import StrEnum

_HEAD = 4096
_PDF_HEAD = 1024
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CPP_MINIMAL = re.compile(rb"<(?:[\w.-]+:)?CPPFactureMixte[\s>/]")


class Format(StrEnum):
    """The formats that are written; the values are those of the command line."""

    FACTURX = "facturx"
    CII = "cii"
    UBL = "ubl"
    CPP_MINIMAL = "cpp-minimal"

    @property
    def label(self) -> str:
        """Its name for people."""
        return _LABELS[self]

    @property
    def extension(self) -> str:
        """The end of a file's name, with the dot."""
        return ".pdf" if self is Format.FACTURX else ".xml"


_LABELS = {
    Format.FACTURX: "Factur-X",
    Format.CII: "CII",
    Format.UBL: "UBL",
    Format.CPP_MINIMAL: "CPP minimal",
}


class Kind(StrEnum):
    """What a file looks like, before it is read."""

    PDF = "pdf"
    JSON = "json"
    CPP_MINIMAL = "cpp-minimal"
    XML = "xml"


def kind_of(content: bytes) -> Kind:
    """Guess what ``content`` is; anything unknown is taken for XML, whose reading will tell."""
    head = _head(content)
    if head[:1] in (b"{", b"["):
        return Kind.JSON
    if head[:1] == b"<":
        return Kind.CPP_MINIMAL if _CPP_MINIMAL.search(head) else Kind.XML
    # Some programs put other bytes before a PDF, and readers take it all the same.
    return Kind.PDF if b"%PDF-" in content[:_PDF_HEAD] else Kind.XML


def _head(content: bytes) -> bytes:
    """Give the beginning without a byte order mark and, of UTF-16, without its null bytes."""
    head = content[:_HEAD]
    for mark in _MARKS:
        head = head.removeprefix(mark)
    if b"\0" in head[:2]:
        head = head.replace(b"\0", b"")
    return head.lstrip()


def file_name(number: str, extension: str) -> str:
    """Name the file of invoice ``number`` without the characters that Chorus Pro refuses.

    A number that holds nothing else gives ``facture``: a name that begins with a dot is hidden.
    """
    kept = re.sub(r"[^A-Za-z0-9._-]+", "-", number).strip("-.")[:60]
    return (kept or "facture") + extension
