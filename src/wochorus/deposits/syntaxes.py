"""The syntaxes of a flow: what Chorus Pro calls each format, and which one an invoice takes.

An invoice with lines leaves as a Factur-X: a page for people, with all that a program needs
inside. One that has only its totals leaves in the minimal format of the State, which asks for no
more. The user may ask for one syntax for all.

The other ways in have no XML: an invoice is submitted alone, by its data, with its PDF or without.
What was prepared for it is called a flow all the same, of one invoice.

Sources: Chorus Pro, values of ``syntaxeFlux`` of the operation ``deposer/flux`` and of
``modeDepot`` of ``soumettre``.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias, TypeGuard

from wochorus.einvoice.cpp_minimal import SYNTAX as CPP_MINIMAL_SYNTAX
from wochorus.einvoice.dialects import Circuit
from wochorus.einvoice.formats import Format

if TYPE_CHECKING:
    from collections.abc import Mapping

CIRCUIT = Circuit.CHORUS
"""The deposit goes straight to Chorus Pro."""
XML_WAY = "xml"
"""`WayIn.XML`: what runs in a process of its own knows no models."""


class SubmittedFormat(StrEnum):
    """How an invoice comes without XML; the values are those of `WayIn`."""

    PDF = "pdf"
    SIGNED_PDF = "signed_pdf"
    TYPED = "typed"

    @property
    def label(self) -> str:
        """Its name for people."""
        return _SUBMITTED_LABELS[self]

    @property
    def extension(self) -> str:
        """The end of the name of what is frozen: the request, in JSON."""
        return ".json"

    @property
    def has_pdf(self) -> bool:
        """Whether a PDF is the invoice that people read."""
        return self is not SubmittedFormat.TYPED


_SUBMITTED_LABELS = {
    SubmittedFormat.PDF: "PDF",
    SubmittedFormat.SIGNED_PDF: "PDF signé",
    SubmittedFormat.TYPED: "Saisie",
}

DepositFormat: TypeAlias = Format | SubmittedFormat
"""All in which an invoice may leave."""

CHORUS_SYNTAXES: Mapping[DepositFormat, str] = {
    Format.FACTURX: "IN_DP_E2_CII_FACTURX",
    Format.CII: "IN_DP_E1_CII_16B",
    Format.UBL: "IN_DP_E1_UBL_INVOICE",
    Format.CPP_MINIMAL: CPP_MINIMAL_SYNTAX,
    SubmittedFormat.PDF: "DEPOT_PDF_API",
    SubmittedFormat.SIGNED_PDF: "DEPOT_PDF_SIGNE_API",
    SubmittedFormat.TYPED: "SAISIE_API",
}
"""In the order in which the flows of a mixed batch leave."""
_FORMATS = {syntax: document_format for document_format, syntax in CHORUS_SYNTAXES.items()}


class SyntaxChoice(StrEnum):
    """What the user asks: one format for all, or for each invoice the one that suits it."""

    AUTO = "auto"
    FACTURX = Format.FACTURX.value
    CII = Format.CII.value
    UBL = Format.UBL.value
    CPP_MINIMAL = Format.CPP_MINIMAL.value


def format_for(choice: SyntaxChoice, *, has_lines: bool, way_in: str = XML_WAY) -> DepositFormat:
    """Say in which format an invoice is to leave; ``choice`` is for the way of the XML alone.

    ``way_in`` is a value of `WayIn`.
    """
    if way_in != XML_WAY:
        return SubmittedFormat(way_in)
    if choice is not SyntaxChoice.AUTO:
        return Format(choice.value)
    return Format.FACTURX if has_lines else Format.CPP_MINIMAL


def asked_for(document_format: DepositFormat) -> tuple[SyntaxChoice, str]:
    """Say what has `format_for` give this very format: the choice, and the way in."""
    if isinstance(document_format, SubmittedFormat):
        return SyntaxChoice.AUTO, document_format.value
    return SyntaxChoice(document_format.value), XML_WAY


def format_of_syntax(syntax: str) -> DepositFormat:
    """Find the format of a flow by its syntax. Raises ``KeyError`` on one that is never sent."""
    return _FORMATS[syntax]


def is_einvoice(document_format: DepositFormat) -> TypeGuard[Format]:
    """Tell whether a format carries the lines, and has official rules to hold."""
    return isinstance(document_format, Format) and document_format is not Format.CPP_MINIMAL


def is_submitted(document_format: DepositFormat) -> TypeGuard[SubmittedFormat]:
    """Tell whether an invoice leaves without XML, alone."""
    return isinstance(document_format, SubmittedFormat)
