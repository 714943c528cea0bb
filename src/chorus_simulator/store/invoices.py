"""The invoices that the portal has recorded, and their statuses.

A recorded invoice is DEPOSEE at once, then moves by itself to EN_COURS_ACHEMINEMENT and
MISE_A_DISPOSITION; every status is dated at the moment when it was due.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chorus_simulator.clock import day, stamp

if TYPE_CHECKING:
    import sqlite3

    from chorus_simulator.controls import Verdict

_INSERT = """
INSERT INTO invoices (
  flow_id, position, number, kind, cadre, issue_date, issue_year, siren, supplier_id,
  recipient_id, service_id, engagement, marche, origin_number, payment_mode, currency,
  net, gross, payable, size, deposited_at, deposit_day, visible_at,
  status, status_at, next_status, next_at
) VALUES (
  :flow_id, :position, :number, :kind, :cadre, :issue_date, :issue_year, :siren, :supplier_id,
  :recipient_id, :service_id, :engagement, :marche, :origin_number, :payment_mode, :currency,
  :net, :gross, :payable, :size, :deposited_at, :deposit_day, :visible_at,
  'DEPOSEE', :recorded_at, 'EN_COURS_ACHEMINEMENT', :next_at
)
"""


def record(
    db: sqlite3.Connection,
    flow: sqlite3.Row,
    position: int,
    verdict: Verdict,
    routing_delay: float,
) -> int:
    """Record an accepted invoice and give its id (``identifiantFactureCPP``)."""
    invoice = verdict.invoice
    recorded_at = flow["due_at"]
    cursor = db.execute(
        _INSERT,
        {
            "flow_id": flow["id"],
            "position": position,
            "number": invoice.number,
            "kind": invoice.kind,
            "cadre": invoice.cadre,
            "issue_date": invoice.issue_date.isoformat(),
            "issue_year": invoice.issue_date.year,
            "siren": invoice.siren,
            "supplier_id": verdict.supplier_id,
            "recipient_id": verdict.recipient_id,
            "service_id": verdict.service_id,
            "engagement": invoice.engagement,
            "marche": invoice.marche,
            "origin_number": invoice.origin_number,
            "payment_mode": invoice.payment_mode,
            "currency": invoice.currency,
            "net": str(invoice.totals.net),
            "gross": str(invoice.totals.gross),
            "payable": str(invoice.totals.payable),
            "size": invoice.size,
            "deposited_at": flow["deposited_at"],
            "deposit_day": day(flow["deposited_at"]),
            "visible_at": recorded_at + flow["index_delay"],
            "recorded_at": recorded_at,
            "next_at": recorded_at + routing_delay / 2,
        },
    )
    invoice_id = int(cursor.lastrowid or 0)
    _note(db, invoice_id, "DEPOSEE", recorded_at, None)
    return invoice_id


def move_on(db: sqlite3.Connection, now: float) -> None:
    """Give their next status to the invoices whose moment has come."""
    _move(db, now, "EN_COURS_ACHEMINEMENT", "MISE_A_DISPOSITION")
    _move(db, now, "MISE_A_DISPOSITION", None)


def _move(db: sqlite3.Connection, now: float, status: str, following: str | None) -> None:
    """Take one step; the next one is as far from this one as this one is from the last."""
    due = {"status": status, "now": now, "following": following}
    db.execute(
        "INSERT INTO invoice_statuses (invoice_id, status, at)"
        " SELECT id, next_status, next_at FROM invoices"
        " WHERE next_at <= :now AND next_status = :status",
        due,
    )
    db.execute(
        "UPDATE invoices SET status = next_status, status_at = next_at, next_status = :following,"
        " next_at = CASE WHEN :following IS NULL THEN NULL ELSE 2 * next_at - status_at END"
        " WHERE next_at <= :now AND next_status = :status",
        due,
    )


def set_status(
    db: sqlite3.Connection, invoice_id: int, status: str, at: float, comment: str | None
) -> None:
    """Give a status decided by a person; it stops the automatic way."""
    db.execute(
        "UPDATE invoices SET status = ?, status_at = ?, status_comment = ?, next_status = NULL,"
        " next_at = NULL WHERE id = ?",
        (status, at, comment, invoice_id),
    )
    _note(db, invoice_id, status, at, comment)


def _note(
    db: sqlite3.Connection, invoice_id: int, status: str, at: float, comment: str | None
) -> None:
    db.execute(
        "INSERT INTO invoice_statuses (invoice_id, status, at, comment) VALUES (?, ?, ?, ?)",
        (invoice_id, status, at, comment),
    )


def listing(db: sqlite3.Connection, after: int, limit: int) -> dict[str, Any]:
    """Read every recorded invoice whose id is above ``after``."""
    rows = db.execute(
        "SELECT i.id, i.number, i.kind, i.issue_date, i.siren, i.net, i.gross, i.payable,"
        " i.status, i.status_at, i.deposited_at, i.cadre, i.currency, f.syntax,"
        " f.number AS flow_number, s.identifier AS supplier,"
        " r.identifier AS recipient, v.code AS service, i.engagement, i.marche"
        " FROM invoices i JOIN flows f ON f.id = i.flow_id"
        " JOIN structures s ON s.id = i.supplier_id JOIN structures r ON r.id = i.recipient_id"
        " LEFT JOIN services v ON v.id = i.service_id WHERE i.id > ? ORDER BY i.id LIMIT ?",
        (after, limit),
    ).fetchall()
    total = db.execute("SELECT count(*) FROM invoices").fetchone()[0]
    lines = [
        dict(row)
        | {"status_at": stamp(row["status_at"]), "deposited_at": stamp(row["deposited_at"])}
        for row in rows
    ]
    return {"invoices": lines, "total": total, "next_after": rows[-1]["id"] if rows else None}
