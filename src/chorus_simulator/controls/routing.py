"""Service and engagement: present when the recipient asks for them, and the service usable.

The order is that of the portal: when the structure manages "engagement or service", one of the
two is enough and the two other flags are not read; else each flag counts alone; then the service
itself may ask for an engagement.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chorus_simulator.controls import Fault
from chorus_simulator.store.directory import find_service

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from chorus_simulator.controls import Inquiry

RESERVED = "FACTURES_PUBLIQUES"
"""Service kept for invoices between public entities."""


def check_routing(inquiry: Inquiry) -> Iterator[Fault]:
    """Check service and engagement against the directory."""
    if inquiry.verdict.recipient_id is None:
        return
    structure = inquiry.db.execute(
        "SELECT * FROM structures WHERE id = ?", (inquiry.verdict.recipient_id,)
    ).fetchone()
    yield from _required_by_structure(inquiry, structure)
    yield from _check_service(inquiry, structure["id"])


def _required_by_structure(inquiry: Inquiry, structure: sqlite3.Row) -> Iterator[Fault]:
    invoice = inquiry.invoice
    if structure["service_or_engagement"]:
        if not invoice.service and not invoice.engagement:
            yield Fault("service", "le code service ou le numéro d'engagement est obligatoire")
        return
    if structure["service_required"] and not invoice.service:
        yield Fault("service", "le code service est obligatoire pour ce destinataire")
    if structure["engagement_required"] and not invoice.engagement:
        yield Fault("engagement", "le numéro d'engagement est obligatoire pour ce destinataire")


def _check_service(inquiry: Inquiry, structure_id: int) -> Iterator[Fault]:
    invoice = inquiry.invoice
    if not invoice.service:
        return
    if invoice.service == RESERVED:
        yield Fault("service", f"le service {RESERVED} est réservé aux entités publiques")
        return
    service = find_service(inquiry.db, structure_id, invoice.service)
    if service is None:
        yield Fault(
            "service", f"le service {invoice.service[:40]} n'existe pas pour ce destinataire"
        )
        return
    inquiry.verdict.service_id = service["id"]
    if not service["active"]:
        yield Fault("service", f"le service {invoice.service[:40]} n'est pas actif")
    if service["engagement_required"] and not invoice.engagement:
        yield Fault("engagement", "le numéro d'engagement est obligatoire pour ce service")
