"""What is attached to a supplier: bank accounts, State orders, files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chorus_simulator import accounts
from chorus_simulator.admin.asked import Asked, WrongRequestError, text_of
from chorus_simulator.clock import stamp

if TYPE_CHECKING:
    import sqlite3

_STATE = "COMMANDE"
_PAGE_MAXIMUM = 10_000


def add_account(asked: Asked) -> dict[str, Any]:
    """Give a supplier a bank account ``{name, iban}``; the same name is replaced."""
    content = asked.content()
    name, iban = text_of(content, "name"), text_of(content, "iban")
    with asked.simulator.store.transaction() as db:
        owner = _supplier(db, asked.path["siret"])
        row = db.execute(
            "INSERT INTO bank_accounts (structure_id, name, iban) VALUES (?, ?, ?)"
            " ON CONFLICT (structure_id, name) DO UPDATE SET iban = excluded.iban RETURNING id",
            (owner["structure_id"], name, iban),
        ).fetchone()
    return {"id": row["id"]}


def load_orders(asked: Asked) -> dict[str, Any]:
    """Load State orders ``{orders: [{number, supplier, state}]}``; a number is replaced."""
    orders = asked.content().get("orders")
    if not isinstance(orders, list) or not all(isinstance(each, dict) for each in orders):
        raise WrongRequestError("« orders » doit être une liste d'objets.")
    with asked.simulator.store.transaction() as db:
        for order in orders:
            supplier = _supplier(db, text_of(order, "supplier"))
            state = text_of(order, "state") if "state" in order else _STATE
            db.execute(
                "INSERT INTO state_orders (number, supplier_id, state) VALUES (?, ?, ?)"
                " ON CONFLICT (number) DO UPDATE SET supplier_id = excluded.supplier_id,"
                " state = excluded.state",
                (text_of(order, "number"), supplier["structure_id"], state),
            )
    return {"loaded": len(orders)}


def list_orders(asked: Asked) -> dict[str, Any]:
    """List the State orders."""
    with asked.simulator.store.transaction() as db:
        rows = db.execute(
            "SELECT o.number, o.state, s.identifier AS supplier FROM state_orders o"
            " JOIN structures s ON s.id = o.supplier_id ORDER BY o.number"
        ).fetchall()
    return {"orders": [dict(row) for row in rows]}


def attachments_page(asked: Asked) -> dict[str, Any]:
    """Read every file: ``after`` (id), ``limit``; without contents, with their invoices."""
    after = asked.natural("after", 0, 2**53)
    limit = asked.natural("limit", 1000, _PAGE_MAXIMUM)
    with asked.simulator.store.transaction() as db:
        rows = db.execute(
            "SELECT a.id, a.login, a.name, a.mime, a.sha256, a.size, a.created_at,"
            " a.content IS NULL AS in_flow, group_concat(l.invoice_id) AS invoices"
            " FROM attachments a LEFT JOIN invoice_attachments l ON l.attachment_id = a.id"
            " WHERE a.id > ? GROUP BY a.id ORDER BY a.id LIMIT ?",
            (after, limit),
        ).fetchall()
        total = db.execute("SELECT count(*) FROM attachments").fetchone()[0]
    files = [
        dict(row)
        | {
            "created_at": stamp(row["created_at"]),
            "in_flow": bool(row["in_flow"]),
            "invoices": [int(each) for each in (row["invoices"] or "").split(",") if each],
        }
        for row in rows
    ]
    return {"attachments": files, "total": total, "next_after": rows[-1]["id"] if rows else None}


def _supplier(db: sqlite3.Connection, siret: str) -> sqlite3.Row:
    found = accounts.find_supplier(db, siret)
    if found is None:
        raise WrongRequestError(f"Fournisseur inconnu : {siret}.")
    return found
