"""The values of ``syntaxeFlux``, the interface of each, and what the simulator can read.

The interface code gives the four digits of a flow number. That of E2_CII_MIN_16B is read on the
portal's samples (``FSO1116A_P01.xml``), which are minimal CII files with their PDF. Those of the
syntaxes that are not read here are not public; a flow of these never gets a number.
"""

from __future__ import annotations

INTERFACES = {
    "IN_DP_E1_UBL_INVOICE": "FSO1100A",
    "IN_DP_E1_CII_16B": "FSO1106A",
    "IN_DP_E2_UBL_INVOICE_MIN": "FSO1110A",
    "IN_DP_E2_CPP_FACTURE_MIN": "FSO1113A",
    "IN_DP_E2_CII_MIN_16B": "FSO1116A",
    "IN_DP_E2_CII_FACTURX": "FSO1117A",
}
READABLE = frozenset(INTERFACES)
"""The syntaxes in use by suppliers, all of which are integrated."""

_STRUCTURED = "employez IN_DP_E1_CII_16B ou IN_DP_E1_UBL_INVOICE"
_MIXED = "employez IN_DP_E2_CII_FACTURX ou IN_DP_E2_UBL_INVOICE_MIN"
_PES = "les fournisseurs ne déposent plus de factures PES depuis décembre 2021"
REFUSED = {
    "IN_DP_E3_UBL_INVOICE": "elle est réservée aux mémoires de frais de justice",
    "IN_DP_E1_CII": "elle n'est plus en usage ; employez IN_DP_E1_CII_16B",
    "IN_DP_E2_CII_MIN": "elle n'est plus en usage ; employez IN_DP_E2_CII_MIN_16B",
    "IN_DP_E1_XCBL": f"elle n'est plus en usage ; {_STRUCTURED}",
    "IN_DP_PDFARCHIVE_UBL_INVOICE_MUG": f"elle n'est plus en usage ; {_MIXED}",
    "IN_DP_PDFARCHIVE_CII_MUG": f"elle n'est plus en usage ; {_MIXED}",
    "IN_DP_E1_PES_FACTURE": f"{_PES} ; {_STRUCTURED}",
    "IN_DP_E2_PES_FACTURE_MIN": f"{_PES} ; {_MIXED}",
}
"""The other syntaxes that the portal names, and why a deposit in one of them is refused.

Most stand in the enumeration of the published description, absent from current lists; the PES
ones were removed by the EDI annex V4.21 (December 2021).
"""

FLOW_FORMATS = {
    "IN_DP_E1_STRUCT": ("IN_DP_E1_UBL_INVOICE", "IN_DP_E1_CII_16B"),
    "IN_DP_E2_MIXTE": (
        "IN_DP_E2_UBL_INVOICE_MIN",
        "IN_DP_E2_CPP_FACTURE_MIN",
        "IN_DP_E2_CII_MIN_16B",
        "IN_DP_E2_CII_FACTURX",
    ),
    "IN_DP_E2_FACTURX": ("IN_DP_E2_CII_FACTURX",),
}
"""The syntaxes of each format; the portal's public examples put Factur-X among the mixed ones."""


def flow_id_of(number: str) -> int:
    """Read the sequence of a flow number, which is the id of the flow."""
    return int(number[10:])


def flow_number(interface: str, sequence: int) -> str:
    """Write a flow number: emitter ``CPP001``, 4 interface digits, 15 digits of sequence."""
    return f"CPP001{interface[3:7]}{sequence:015d}"
