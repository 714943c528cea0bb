"""What a PDF claims to be in its metadata: its PDF/A level, and the Factur-X invoice inside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wochorus.einvoice.facturx import xmp_packet
from wochorus.einvoice.facturx.vocabulary import FX_NAMESPACE, OLDER_FX_NAMESPACES

if TYPE_CHECKING:
    from lxml import etree


_PROPERTIES = ("DocumentType", "DocumentFileName", "Version", "ConformanceLevel")


@dataclass(frozen=True, slots=True)
class FacturXClaim:
    """The ``fx:`` properties of the XMP packet, as they are written (empty when missing).

    ``namespace`` is that of Factur-X or an older one of ZUGFeRD. ``is_described`` tells whether
    the packet holds the PDF/A extension schema of that namespace.
    """

    document_type: str
    file_name: str
    version: str
    conformance_level: str
    namespace: str
    is_described: bool


@dataclass(frozen=True, slots=True)
class PdfAClaim:
    """The PDF/A level that the packet announces: part ``3`` and level ``B`` are PDF/A-3b."""

    part: str
    level: str

    def __str__(self) -> str:
        return f"PDF/A-{self.part}{self.level.lower()}"


def facturx_claim(rdf: etree._Element) -> FacturXClaim | None:
    """Read the ``fx:`` properties, or ``None`` when there are none."""
    for namespace in (FX_NAMESPACE, *OLDER_FX_NAMESPACES):
        kind, file_name, version, level = (
            xmp_packet.value(rdf, namespace, name) for name in _PROPERTIES
        )
        if kind or file_name or version or level:
            described = _is_described(rdf, namespace)
            return FacturXClaim(kind, file_name, version, level, namespace, described)
    return None


def pdfa_claim(rdf: etree._Element) -> PdfAClaim | None:
    """Read the PDF/A level, or ``None`` when none is announced."""
    part = xmp_packet.value(rdf, xmp_packet.PDFAID, "part")
    level = xmp_packet.value(rdf, xmp_packet.PDFAID, "conformance")
    return PdfAClaim(part, level) if part else None


def _is_described(rdf: etree._Element, namespace: str) -> bool:
    schemas = rdf.iter(f"{{{xmp_packet.SCHEMA}}}namespaceURI")
    return any((schema.text or "").strip() == namespace for schema in schemas)
