"""The supplier: known to the portal, active, and one that the account may act for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chorus_simulator.accounts import entitled
from chorus_simulator.controls import Fault
from chorus_simulator.controls.identifiers import is_well_formed
from chorus_simulator.formats.record import SIRET
from chorus_simulator.store.directory import find_structure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chorus_simulator.controls import Inquiry

TYPES = {
    SIRET: "SIRET",
    "2": "UE_HORS_FRANCE",
    "3": "HORS_UE",
    "4": "RIDET",
    "5": "TAHITI",
    "6": "AUTRE",
}
"""Identifier types: their number in the XML, their name in the API."""


def check_supplier(inquiry: Inquiry) -> Iterator[Fault]:
    """Check the supplier and note its structure."""
    invoice = inquiry.invoice
    kind = TYPES.get(invoice.supplier_type)
    if kind is None:
        yield Fault("supplier_type", "le type d'identifiant du fournisseur n'est pas connu")
        return
    if not is_well_formed(invoice.supplier_type, invoice.supplier):
        return  # already told
    structure = find_structure(inquiry.db, invoice.supplier, kind)
    if structure is None:
        yield Fault(
            "supplier",
            f"l'identifiant du fournisseur {invoice.supplier[:20]} n'est pas référencé",
        )
        return
    inquiry.verdict.supplier_id = structure["id"]
    if not structure["active"]:
        yield Fault("supplier", f"la structure fournisseur {invoice.supplier} n'est pas active")
    if invoice.supplier not in entitled(inquiry.db, inquiry.login):
        yield Fault(
            "",
            f"La structure {invoice.supplier} n'utilise pas ce raccordement : le compte "
            "technique n'est pas habilité pour elle",
        )
