"""Finding the invoice that a supplier's call names, and refusing what is not the supplier's.

The codes and labels are those of ``completer``; for the other operations they are not public and
these are taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chorus_simulator.accounts import entitled
from chorus_simulator.operations import NOT_ALLOWED_NOW, Refusal

if TYPE_CHECKING:
    import sqlite3

    from chorus_simulator.operations import Call

UNKNOWN, NOT_YOURS, WRONG_STATE = 20000, 20001, 20002

INVOICE = (
    "SELECT i.*, f.number AS flow_number, f.syntax AS flow_syntax,"
    " s.identifier AS supplier, s.identifier_type AS supplier_type, s.name AS supplier_name,"
    " r.identifier AS recipient, r.name AS recipient_name,"
    " v.code AS service, v.name AS service_name"
    " FROM invoices i LEFT JOIN flows f ON f.id = i.flow_id"
    " LEFT JOIN structures s ON s.id = i.supplier_id"
    " LEFT JOIN structures r ON r.id = i.recipient_id"
    " LEFT JOIN services v ON v.id = i.service_id"
)
"""One row for an invoice, with the names of its parties."""


def own_invoice(call: Call, invoice_id: int) -> sqlite3.Row:
    """Find an invoice that the account may act for, settled (Refusal)."""
    row: sqlite3.Row | None = call.db.execute(
        f"{INVOICE} WHERE i.id = ?",
        (invoice_id,),
    ).fetchone()
    if row is None:
        raise Refusal(UNKNOWN, "GDP_MSG_11.008 - La demande de paiement n'existe pas.")
    if row["supplier"] not in entitled(call.db, call.account.login):
        raise Refusal(
            NOT_YOURS, "GDP_MSG_11.005 - L'utilisateur n'est pas habilité sur cette demande."
        )
    return row


def wrong_state(row: sqlite3.Row, expected: str) -> Refusal:
    """Build the refusal of an action that the state of the invoice does not allow."""
    return Refusal(
        WRONG_STATE,
        f"{NOT_ALLOWED_NOW} - L'action n'est pas possible au statut {row['status']} "
        f"(attendu : {expected}).",
    )
