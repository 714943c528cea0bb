"""Lengths of the fields that the portal keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chorus_simulator.controls import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chorus_simulator.controls import Inquiry

MAXIMUMS = {
    "engagement": ("le numéro d'engagement", 50),
    "marche": ("le numéro de marché", 50),
    "service": ("le code service", 100),
    "service_name": ("le nom du service", 255),
    "supplier": ("l'identifiant du fournisseur", 18),
    "supplier_name": ("le nom du fournisseur", 201),
    "recipient": ("l'identifiant du destinataire", 14),
    "recipient_name": ("le nom du destinataire", 201),
}
"""Each field, how it is called, and its greatest length in characters."""


def check_lengths(inquiry: Inquiry) -> Iterator[Fault]:
    """Check every length but that of the number, which has its own control."""
    for name, (words, maximum) in MAXIMUMS.items():
        value: str | None = getattr(inquiry.invoice, name)
        if value and len(value) > maximum:
            yield Fault(name, f"{words} dépasse {maximum} caractères ({len(value)})")
