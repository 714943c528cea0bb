"""How much of a foreign PDF is read before the engine gives up.

A few kilobytes of PDF can claim to hold gigabytes: every size is bounded after decompression.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfLimits:
    """The most that is read, in bytes and in numbers.

    The default size is that of an invoice file in Chorus Pro's EDI circuit (100 MB).
    ``attachments_size`` counts all attachments of the file, decompressed; ``objects`` bounds how
    many pages, annotations and dictionaries are visited.
    """

    pdf_size: int = 100_000_000
    xml_size: int = 20_000_000
    xmp_size: int = 1_000_000
    attachments: int = 200
    attachments_size: int = 200_000_000
    objects: int = 50_000


DEFAULT_LIMITS = PdfLimits()

DECODED_STREAM_SIZE = 100_000_000
"""The most that any one stream of a PDF may hold once decompressed."""
