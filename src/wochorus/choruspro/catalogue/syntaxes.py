"""The syntaxes of a flow (``syntaxeFlux``) and the interface code that its number bears.

AIFE external specification, API annex (``deposer/flux``), and the portal's page of flow formats.
"""

from __future__ import annotations

from dataclasses import dataclass

from wochorus.choruspro.catalogue.entry import Actor, Entry, Family


@dataclass(frozen=True, slots=True, kw_only=True)
class SyntaxMeaning(Entry):
    """A syntax; ``interface`` is its interface code, empty when none is published."""

    interface: str = ""


_USABLE = "Rien à faire : cette syntaxe est acceptée."
_SPECIAL = "N'employez cette syntaxe que pour ce cas particulier."
_LEGACY = "N'employez plus cette syntaxe : elle a quitté les listes à jour."


def _syntax(
    code: str,
    label: str,
    remedy: str = _USABLE,
    interface: str = "",
    *,
    is_inferred: bool = False,
) -> SyntaxMeaning:
    actor = Actor.NOBODY if remedy == _USABLE else Actor.SUPPLIER
    return SyntaxMeaning(
        Family.SYNTAX, code, label, actor, remedy, is_inferred=is_inferred, interface=interface
    )


SYNTAXES = {
    syntax.code: syntax
    for syntax in (
        _syntax("IN_DP_E1_UBL_INVOICE", "facture structurée UBL 2.1", interface="FSO1100A"),
        _syntax("IN_DP_E1_CII_16B", "facture structurée CII D16B", interface="FSO1106A"),
        _syntax(
            "IN_DP_E2_UBL_INVOICE_MIN",
            "données UBL minimales et PDF",
            interface="FSO1110A",
        ),
        _syntax(
            "IN_DP_E2_CPP_FACTURE_MIN",
            "format minimal de Chorus Pro et PDF",
            interface="FSO1113A",
        ),
        _syntax(
            "IN_DP_E2_CII_MIN_16B",
            "données CII D16B minimales et PDF",
            interface="FSO1116A",
        ),
        _syntax("IN_DP_E2_CII_FACTURX", "Factur-X, PDF/A-3", interface="FSO1117A"),
        _syntax("IN_DP_E3_UBL_INVOICE", "mémoire de frais de justice UBL", _SPECIAL),
        _syntax("IN_DP_E1_CII", "facture structurée CII (ancienne)", _LEGACY),
        _syntax("IN_DP_E2_CII_MIN", "données CII minimales et PDF (ancienne)", _LEGACY),
        _syntax("IN_DP_E1_XCBL", "facture structurée xCBL", _LEGACY),
        _syntax(
            "IN_DP_PDFARCHIVE_UBL_INVOICE_MUG", "archive de PDF et UBL", _LEGACY, is_inferred=True
        ),
        _syntax("IN_DP_PDFARCHIVE_CII_MUG", "archive de PDF et CII", _LEGACY, is_inferred=True),
        _syntax("IN_DP_E1_PES_FACTURE", "facture PES des collectivités", _LEGACY),
        _syntax("IN_DP_E2_PES_FACTURE_MIN", "données PES minimales et PDF", _LEGACY),
    )
}
