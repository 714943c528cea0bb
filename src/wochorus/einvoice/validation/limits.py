"""How large an XML invoice may be before the engine gives up.

A few hundred bytes of XML can claim gigabytes, and thousands of nested elements can exhaust a
stack: everything is bounded before it is kept. libxml2 adds its own bounds, which stay on: 256
nested elements, ten million characters in a text, fifty thousand in a name.
"""

from __future__ import annotations

from dataclasses import dataclass

from wochorus.einvoice.findings import Finding, Layer, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class XmlLimits:
    """The most that is read: bytes of the file, and elements in it.

    An invoice of 500 lines has some 12,000 elements in CII; the defaults allow 20,000 lines.
    ``comparisons`` and ``digits`` (of one number) bound the work of the official rules
    (:mod:`wochorus.einvoice.validation.effort`): 50 VAT breakdowns for those lines.
    """

    size: int = 20_000_000
    elements: int = 500_000
    comparisons: int = 1_000_000
    digits: int = 100


DEFAULT_LIMITS = XmlLimits()


def size_finding(content: bytes, limits: XmlLimits) -> Finding | None:
    """Tell that a file is too large to be read."""
    if len(content) <= limits.size:
        return None
    return _finding(
        "XML-TAILLE",
        f"Le fichier XML pèse {_megabytes(len(content))} : la limite est de "
        f"{_megabytes(limits.size)} pour une facture.",
        "Retirez du fichier les pièces jointes lourdes, ou scindez la facture.",
    )


def elements_finding(content: bytes, limits: XmlLimits) -> Finding | None:
    """Tell that a file holds too many elements, counted by its start tags before it is read."""
    if start_tags(content) <= limits.elements:
        return None
    return _finding(
        "XML-ELEMENTS",
        f"Le fichier XML compte plus de {limits.elements} éléments : il n'est pas lu.",
        "Vérifiez qu'il s'agit bien d'une seule facture ; si c'est le cas, scindez-la.",
    )


def start_tags(content: bytes) -> int:
    """Count the start tags of a document (and its rare comments): never less than its elements."""
    return content.count(b"<") - content.count(b"</")


def _finding(rule: str, message: str, remedy: str) -> Finding:
    return Finding(Layer.LIMITS, rule, Severity.ERROR, message, remedy)


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} Mo".replace(".", ",")
