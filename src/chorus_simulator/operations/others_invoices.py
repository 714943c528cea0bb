"""Finding the invoices of others: those that a recipient received, those that a validator sees.

An invoice of a subcontractor or a co-contractor whose validator nobody named (flows do not name
one) is validated by the account of its recipient.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chorus_simulator.accounts import entitled
from chorus_simulator.lives.circumstances import VALIDATED_CADRES
from chorus_simulator.operations import Refusal
from chorus_simulator.operations.own_invoices import INVOICE, NOT_YOURS, UNKNOWN
from chorus_simulator.store.statuses import RECIPIENT, SUPPLIER, VALIDATOR

if TYPE_CHECKING:
    import sqlite3

    from chorus_simulator.operations import Call

ON_THE_WAY = ("DEPOSEE", "EN_COURS_ACHEMINEMENT", "A_VALIDER_1", "REFUSEE_1")
"""The statuses of an invoice that its recipient does not have yet."""
NOT_RECEIVED = ", ".join(f"'{status}'" for status in ON_THE_WAY)
TO_ACT_FOR = (
    "(SELECT siret FROM suppliers WHERE login = :login"
    " UNION SELECT siret FROM mandates WHERE login = :login)"
)
"""The structures that an account acts for."""
SOURCE = INVOICE.partition(" FROM ")[2] + " LEFT JOIN structures w ON w.id = i.validator_id"
SELECT = (
    INVOICE.partition(" FROM ")[0].removeprefix("SELECT ")
    + ", coalesce(w.id, r.id) AS valideur_id, coalesce(w.identifier, r.identifier) AS valideur,"
    " coalesce(w.identifier_type, r.identifier_type) AS valideur_type,"
    " coalesce(w.name, r.name) AS valideur_name"
)
ANY_SORT = {
    "dateDepot": "i.deposited_at",
    "dateFacture": "i.issue_date",
    "numeroFacture": "i.number",
    "typeFacture": "i.kind",
    "typeDemandePaiement": "i.kind",
    "codeFournisseur": "s.identifier",
    "typeIdentifiantFournisseur": "s.identifier_type",
    "fournisseur": "s.name",
    "codeDestinataire": "r.identifier",
    "designationDestinataire": "r.name",
    "codeServiceExecutant": "v.code",
    "nomServiceExecutant": "v.name",
    "montantHT": "CAST(i.net AS REAL)",
    "montantTTC": "CAST(i.gross AS REAL)",
    "montantAPayer": "CAST(i.payable AS REAL)",
    "Devise": "i.currency",
    "Statut": "i.status",
    "numeroMarche": "i.marche",
    "numeroBonCommande": "i.engagement",
}


def received_invoice(call: Call, invoice_id: int) -> sqlite3.Row:
    """Find an invoice that a structure of the account received (Refusal)."""
    row = _invoice(call, invoice_id)
    if row["recipient"] not in entitled(call.db, call.account.login):
        raise Refusal(NOT_YOURS, _NOT_ENTITLED)
    if row["status"] in ON_THE_WAY:
        raise Refusal(UNKNOWN, _NOT_THERE)
    return row


def invoice_to_validate(call: Call, invoice_id: int) -> sqlite3.Row:
    """Find an invoice that a structure of the account validates (Refusal)."""
    row = _invoice(call, invoice_id)
    validator = row["valideur"] if row["cadre"] in VALIDATED_CADRES else None
    if validator not in entitled(call.db, call.account.login):
        raise Refusal(NOT_YOURS, _NOT_ENTITLED)
    return row


def seen_invoice(call: Call, invoice_id: int) -> tuple[sqlite3.Row, str]:
    """Find an invoice that the account sent, received or validates; say as whom (Refusal)."""
    row = _invoice(call, invoice_id)
    mine = entitled(call.db, call.account.login)
    if row["supplier"] in mine:
        return row, SUPPLIER
    if row["recipient"] in mine and row["status"] not in ON_THE_WAY:
        return row, RECIPIENT
    return invoice_to_validate(call, invoice_id), VALIDATOR


_NOT_THERE = "GDP_MSG_11.008 - La demande de paiement n'existe pas."
_NOT_ENTITLED = "GDP_MSG_11.005 - L'utilisateur n'est pas habilité sur cette demande."


def _invoice(call: Call, invoice_id: int) -> sqlite3.Row:
    row: sqlite3.Row | None = call.db.execute(
        f"SELECT {SELECT} FROM {SOURCE} WHERE i.id = ?",  # noqa: S608  constants
        (invoice_id,),
    ).fetchone()
    if row is None:
        raise Refusal(UNKNOWN, _NOT_THERE)
    return row
