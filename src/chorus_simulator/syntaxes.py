"""The values of ``syntaxeFlux``, the interface of each, and what the simulator can read.

The interface code gives the four digits of a flow number. That of E2_CII_MIN_16B is read on the
portal's samples (``FSO1116A_P01.xml``), which are minimal CII files with their PDF. Those of the
legacy syntaxes are not public; a flow of a syntax that is not read here never gets a number.
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
KNOWN = frozenset(INTERFACES) | {
    "IN_DP_E3_UBL_INVOICE",
    "IN_DP_E1_CII",
    "IN_DP_E2_CII_MIN",
    "IN_DP_E1_XCBL",
    "IN_DP_PDFARCHIVE_UBL_INVOICE_MUG",
    "IN_DP_PDFARCHIVE_CII_MUG",
    "IN_DP_E1_PES_FACTURE",
    "IN_DP_E2_PES_FACTURE_MIN",
}
READABLE = frozenset(INTERFACES) - {"IN_DP_E2_UBL_INVOICE_MIN"}
"""The syntaxes that this simulator integrates; the others are refused at deposit, and told so."""

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


def flow_number(interface: str, sequence: int) -> str:
    """Write a flow number: emitter ``CPP001``, 4 interface digits, 15 digits of sequence."""
    return f"CPP001{interface[3:7]}{sequence:015d}"
