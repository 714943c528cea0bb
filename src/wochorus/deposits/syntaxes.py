"""The syntaxes of a flow: what Chorus Pro calls each format, and which one an invoice takes.

An invoice with lines leaves as a Factur-X: a page for people, with all that a program needs
inside. One that has only its totals leaves in the minimal format of the State, which asks for no
more. The user may ask for one syntax for all.

Source: Chorus Pro, values of ``syntaxeFlux`` of the operation ``deposer/flux``.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from wochorus.einvoice.cpp_minimal import SYNTAX as CPP_MINIMAL_SYNTAX
from wochorus.einvoice.dialects import Circuit
from wochorus.einvoice.formats import Format

if TYPE_CHECKING:
    from collections.abc import Mapping

CIRCUIT = Circuit.CHORUS
"""The deposit goes straight to Chorus Pro."""

CHORUS_SYNTAXES: Mapping[Format, str] = {
    Format.FACTURX: "IN_DP_E2_CII_FACTURX",
    Format.CII: "IN_DP_E1_CII_16B",
    Format.UBL: "IN_DP_E1_UBL_INVOICE",
    Format.CPP_MINIMAL: CPP_MINIMAL_SYNTAX,
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


def format_for(choice: SyntaxChoice, *, has_lines: bool) -> Format:
    """Say in which format an invoice is to leave."""
    if choice is not SyntaxChoice.AUTO:
        return Format(choice.value)
    return Format.FACTURX if has_lines else Format.CPP_MINIMAL


def format_of_syntax(syntax: str) -> Format:
    """Find the format of a flow by its syntax. Raises ``KeyError`` on one that is never sent."""
    return _FORMATS[syntax]


def is_einvoice(document_format: Format) -> bool:
    """Tell whether a format carries the lines, and has official rules to hold."""
    return document_format is not Format.CPP_MINIMAL
