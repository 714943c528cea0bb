"""The recipients that are there at the first start, and the way back to that first start.

The first five are the ones that the qualification environment generates for everybody; their
SIRETs fail the checksum, as there. For 12345678200044 the sources disagree (engagement *or*
service, or both): "one of the two" is taken. The last four are one of each awkward kind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chorus_simulator.store.directory import Service, Structure, put_service, put_structure

if TYPE_CHECKING:
    import sqlite3

STRUCTURES = (
    Structure("12345678200051", "DESTINATAIRE SANS OBLIGATION"),
    Structure("12345678200028", "DESTINATAIRE SERVICE OBLIGATOIRE", service_required=True),
    Structure("12345678200036", "DESTINATAIRE ENGAGEMENT OBLIGATOIRE", engagement_required=True),
    Structure("12345678200044", "DESTINATAIRE ENGAGEMENT OU SERVICE", service_or_engagement=True),
    Structure("11000201100044", "SERVICES DE L'ETAT POUR LA FACTURATION ELECTRONIQUE"),
    Structure("12345678200069", "DESTINATAIRE INACTIF", active=False),
    Structure("12345678200077", "DESTINATAIRE MOA UNIQUEMENT", works=True, works_only=True),
)

SERVICES = (
    Service("12345678200028", "SERVICE_DEST_SERV_OBL", "Service du destinataire"),
    Service("12345678200044", "SERVICE_DEST_EJ_OU_SERV_OBL", "Service du destinataire"),
    Service("11000201100044", "SFACETAT", "Service facturier de l'Etat"),
    Service("12345678200051", "SERVICE_INACTIF", "Service fermé", active=False),
    Service(
        "12345678200051",
        "SERVICE_EJ_OBL",
        "Service exigeant l'engagement",
        engagement_required=True,
    ),
    Service("12345678200051", "FACTURES_PUBLIQUES", "Factures entre entités publiques"),
)


def plant(db: sqlite3.Connection) -> None:
    """Put the first recipients in an empty directory."""
    for structure in STRUCTURES:
        put_structure(db, structure)
    for service in SERVICES:
        put_service(db, service)


_DEPOSITS = (
    *("invoice_attachments", "attachments", "invoice_actions", "invoice_contents"),
    *("life_sequels", "invoice_plans", "invoice_statuses", "invoices", "flow_invoices"),
    *("flow_files", "flows"),
    *("lives", "ledger", "faults", "tokens"),
)


def forget(db: sqlite3.Connection, *, keep_suppliers: bool, keep_directory: bool) -> None:
    """Empty the state; numbers already given are not given again."""
    for table in _DEPOSITS:
        db.execute(f"DELETE FROM {table}")  # noqa: S608  the names are the ones above
    if not keep_suppliers:
        for table in ("bank_accounts", "state_orders", "mandates", "suppliers"):
            db.execute(f"DELETE FROM {table}")  # noqa: S608  same
        db.execute("DELETE FROM structures WHERE NOT is_public")
    if not keep_directory:
        db.execute("DELETE FROM services")
        db.execute("DELETE FROM structures WHERE is_public")
        plant(db)
