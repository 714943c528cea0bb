"""What the life of an invoice depends on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chorus_simulator.formats.record import CREDIT_NOTE

if TYPE_CHECKING:
    import sqlite3

_HOSPITAL = re.compile(
    r"\b(CHU|CHR|CHRU|CHI|CH|HCL|EHPAD|H[OÔ]PITA(L|UX)|HOSPITALI(ER|ERS|ERE|ÈRE)|CLINIQUE"
    r"|ASSISTANCE PUBLIQUE)\b"
)
_ALREADY_PAID = "A2"
VALIDATED_CADRES = frozenset({"A9", "A12"})


@dataclass(frozen=True, slots=True)
class Circumstances:
    """An invoice and its parties, as far as they bear on its life."""

    identity: str
    """Supplier, year and number: what names an invoice wherever it is deposited again."""
    number: str
    recipient: str
    deposit: str
    """The deposit that it came by: the flow's number, or its own id when it came alone."""
    flow_id: int | None
    hospital: bool
    reports_payment: bool
    validated: bool
    """Whether a validator comes before the recipient."""
    validator_named: bool
    attempt: int
    """1 at the first deposit, more once it was recycled or submitted again."""
    to_pay: bool
    """False for a credit note, and for an invoice that was paid before."""


def circumstances_of(db: sqlite3.Connection, invoice_id: int) -> Circumstances:
    """Read the circumstances of a recorded invoice."""
    row = db.execute(
        "SELECT i.*, (SELECT count(*) FROM invoice_statuses h WHERE h.invoice_id = i.id"
        " AND h.status = 'DEPOSEE') AS attempt,"
        " r.identifier AS recipient, r.name, r.reports_payment, s.identifier AS supplier"
        " FROM invoices i JOIN structures r ON r.id = i.recipient_id"
        " JOIN structures s ON s.id = i.supplier_id WHERE i.id = ?",
        (invoice_id,),
    ).fetchone()
    flow_id = row["flow_id"]
    return Circumstances(
        identity=f"{row['supplier']}/{row['issue_year']}/{row['number']}",
        number=row["number"],
        recipient=row["recipient"],
        deposit=f"flow {flow_id}" if flow_id is not None else f"invoice {invoice_id}",
        flow_id=flow_id,
        hospital=bool(_HOSPITAL.search(row["name"].upper())),
        reports_payment=bool(row["reports_payment"]),
        validated=row["cadre"] in VALIDATED_CADRES,
        validator_named=row["validator_id"] is not None,
        attempt=row["attempt"],
        to_pay=row["kind"] != CREDIT_NOTE and row["cadre"] != _ALREADY_PAID,
    )
