"""The recipient: in the directory, public, active, and not for works invoices alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chorus_simulator.controls import Fault
from chorus_simulator.controls.identifiers import is_well_formed
from chorus_simulator.formats.record import SIRET
from chorus_simulator.store.directory import find_structure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chorus_simulator.controls import Inquiry


def check_recipient(inquiry: Inquiry) -> Iterator[Fault]:
    """Check the recipient and note its structure."""
    invoice = inquiry.invoice
    if invoice.recipient_type != SIRET:
        yield Fault("recipient_type", "le destinataire doit être identifié par un SIRET (type 1)")
        return
    if not is_well_formed(SIRET, invoice.recipient):
        return  # already told
    structure = find_structure(inquiry.db, invoice.recipient)
    if structure is None or not structure["is_public"]:
        yield Fault(
            "recipient",
            f"le destinataire {invoice.recipient[:20]} n'existe pas parmi les structures publiques",
        )
        return
    inquiry.verdict.recipient_id = structure["id"]
    if not structure["active"]:
        yield Fault("recipient", f"le destinataire {invoice.recipient} n'est pas actif")
    if structure["works_only"]:
        yield Fault(
            "recipient",
            f"le destinataire {invoice.recipient} ne reçoit que des factures de travaux",
        )
