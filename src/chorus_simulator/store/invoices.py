"""The invoices that the portal has recorded.

A recorded invoice is DEPOSEE at once; what follows is in :mod:`chorus_simulator.store.statuses`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chorus_simulator.clock import day, stamp
from chorus_simulator.store import statuses

if TYPE_CHECKING:
    import sqlite3

    from chorus_simulator.controls import Verdict

_COLUMNS = (
    *("flow_id", "position", "deposit_mode", "number", "kind", "cadre", "issue_date"),
    *("issue_year", "siren", "supplier_id", "recipient_id", "service_id", "validator_id"),
    *("engagement", "marche"),
    *("origin_number", "payment_mode", "vat_kind", "due_date", "comment", "currency"),
    *("net", "gross", "payable", "size", "deposited_at", "deposit_day", "visible_at"),
    *("status", "status_at"),
)
_INSERT = (
    f"INSERT INTO invoices ({', '.join(_COLUMNS)})"  # noqa: S608  our own names
    f" VALUES ({', '.join(':' + name for name in _COLUMNS)})"
)
_UPDATE = (
    f"UPDATE invoices SET {', '.join(f'{name} = :{name}' for name in _COLUMNS)},"  # noqa: S608
    " status_comment = NULL, rejection_handled = 0 WHERE id = :id"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """How an invoice came: in a flow (its id, the invoice's place in it), or submitted alone.

    Moments in seconds since 1970: when it was deposited, when it was recorded, and from when
    searches find it. ``validator_id``, ``vat_kind``, ``due_date`` and ``comment`` are known of
    submitted invoices only.
    """

    deposited_at: float
    recorded_at: float
    visible_at: float
    flow_id: int | None = None
    position: int = 1
    deposit_mode: str = "UPLOAD_API"
    validator_id: int | None = None
    vat_kind: str | None = None
    due_date: str | None = None
    comment: str | None = None


def record(db: sqlite3.Connection, verdict: Verdict, arrival: Arrival) -> int:
    """Record an accepted invoice and give its id (``identifiantFactureCPP``)."""
    cursor = db.execute(_INSERT, _values(verdict, arrival))
    invoice_id = int(cursor.lastrowid or 0)
    statuses.note(db, invoice_id, statuses.Step(arrival.recorded_at, statuses.DEPOSITED))
    return invoice_id


def record_again(
    db: sqlite3.Connection, invoice_id: int, verdict: Verdict, arrival: Arrival
) -> None:
    """Put an invoice that was submitted again in the place of what it was."""
    db.execute(_UPDATE, _values(verdict, arrival) | {"id": invoice_id})
    statuses.forget_plan(db, invoice_id)
    statuses.note(db, invoice_id, statuses.Step(arrival.recorded_at, statuses.DEPOSITED))


def _values(verdict: Verdict, arrival: Arrival) -> dict[str, Any]:
    invoice = verdict.invoice
    return {
        "flow_id": arrival.flow_id,
        "position": arrival.position,
        "deposit_mode": arrival.deposit_mode,
        "number": invoice.number,
        "kind": invoice.kind,
        "cadre": invoice.cadre,
        "issue_date": invoice.issue_date.isoformat(),
        "issue_year": invoice.issue_date.year,
        "siren": invoice.siren,
        "supplier_id": verdict.supplier_id,
        "recipient_id": verdict.recipient_id,
        "service_id": verdict.service_id,
        "validator_id": arrival.validator_id,
        "engagement": invoice.engagement,
        "marche": invoice.marche,
        "origin_number": invoice.origin_number,
        "payment_mode": invoice.payment_mode,
        "vat_kind": arrival.vat_kind,
        "due_date": arrival.due_date,
        "comment": arrival.comment,
        "currency": invoice.currency,
        "net": str(invoice.totals.net),
        "gross": str(invoice.totals.gross),
        "payable": str(invoice.totals.payable),
        "size": invoice.size,
        "deposited_at": arrival.deposited_at,
        "deposit_day": day(arrival.deposited_at),
        "visible_at": arrival.visible_at,
        "status": statuses.DEPOSITED,
        "status_at": arrival.recorded_at,
    }


def listing(db: sqlite3.Connection, after: int, limit: int) -> dict[str, Any]:
    """Read every recorded invoice whose id is above ``after``."""
    rows = db.execute(
        "SELECT i.id, i.number, i.kind, i.issue_date, i.siren, i.net, i.gross, i.payable,"
        " i.status, i.status_at, i.deposited_at, i.cadre, i.currency, i.deposit_mode, f.syntax,"
        " f.number AS flow_number, s.identifier AS supplier,"
        " r.identifier AS recipient, v.code AS service, i.engagement, i.marche"
        " FROM invoices i LEFT JOIN flows f ON f.id = i.flow_id"
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
