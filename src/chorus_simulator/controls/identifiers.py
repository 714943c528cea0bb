"""The SIRETs of both parties: 14 digits. A SIREN is what the other circuit, of 2026, asks for.

The check digits are not looked at: the directory holds SIRETs whose key is wrong.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from chorus_simulator.controls import Fault
from chorus_simulator.formats.record import SIRET

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chorus_simulator.controls import Inquiry

_SIRET = re.compile(r"[0-9]{14}")


def check_identifiers(inquiry: Inquiry) -> Iterator[Fault]:
    """Check the form of the SIRETs."""
    invoice = inquiry.invoice
    if not is_well_formed(invoice.supplier_type, invoice.supplier):
        yield Fault("supplier", _sentence("fournisseur", invoice.supplier))
    if not is_well_formed(invoice.recipient_type, invoice.recipient):
        yield Fault("recipient", _sentence("destinataire", invoice.recipient))


def is_well_formed(kind: str, identifier: str) -> bool:
    """Say whether an identifier of type SIRET has the form of one; others have no form here."""
    return kind != SIRET or _SIRET.fullmatch(identifier) is not None


def _sentence(party: str, identifier: str) -> str:
    return f"le SIRET du {party} doit avoir 14 chiffres ({identifier[:20]})"
