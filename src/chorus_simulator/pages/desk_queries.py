"""What the buyer's desk reads: public structures, and the invoices that they received."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chorus_simulator.clock import end_of, start_of
from chorus_simulator.lives.circumstances import VALIDATED_CADRES
from chorus_simulator.operations.own_invoices import INVOICE

if TYPE_CHECKING:
    import sqlite3

PAGE = 25
BODIES_MAXIMUM = 50
TO_TREAT = ("MISE_A_DISPOSITION", "COMPLETEE", "A_VALIDER_1")
"""The statuses in which somebody at the desk is expected to act."""
_TO_TREAT = ", ".join(f"'{status}'" for status in TO_TREAT)
_RECEIVED = "SELECT count(*) FROM invoices i WHERE i.recipient_id = s.id"
_COUNTS = f"({_RECEIVED}) AS received, ({_RECEIVED} AND i.status IN ({_TO_TREAT})) AS to_treat"


def bodies_with_invoices(db: sqlite3.Connection) -> list[sqlite3.Row]:
    """List the structures that received invoices, the latest received first."""
    return db.execute(
        f"SELECT s.*, {_COUNTS} FROM structures s JOIN (SELECT recipient_id, max(id) AS latest"  # noqa: S608  constants
        " FROM invoices GROUP BY recipient_id) l ON l.recipient_id = s.id"
        " ORDER BY l.latest DESC LIMIT ?",
        (BODIES_MAXIMUM,),
    ).fetchall()


def bodies_found(db: sqlite3.Connection, text: str) -> list[sqlite3.Row]:
    """Search public structures by SIRET or by part of the name, whatever the accents."""
    db.create_function("folded", 1, _folded, deterministic=True)
    words = _folded(text)
    digits = "".join(text.split())
    return db.execute(
        f"SELECT s.*, {_COUNTS} FROM structures s WHERE s.is_public"  # noqa: S608  constants
        " AND (instr(folded(s.name), ?1) OR (?2 <> '' AND instr(s.identifier, ?2) = 1))"
        " ORDER BY received DESC, s.name LIMIT ?3",
        (words, digits if digits.isdecimal() else "", BODIES_MAXIMUM),
    ).fetchall()


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def body(db: sqlite3.Connection, siret: str) -> sqlite3.Row | None:
    """Find a public structure by its SIRET."""
    row: sqlite3.Row | None = db.execute(
        f"SELECT s.*, {_COUNTS} FROM structures s WHERE s.is_public AND s.identifier = ?",  # noqa: S608  constants
        (siret,),
    ).fetchone()
    return row


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of the list; empty ones filter nothing. ``status`` may be ``to_treat``."""

    status: str = ""
    text: str = ""
    since: str = ""
    until: str = ""


def invoices_of(
    db: sqlite3.Connection, body_id: int, wanted: Wanted, page: int
) -> tuple[list[sqlite3.Row], int]:
    """Give one page of the invoices of a structure, the latest first, and how many there are."""
    where, values = _conditions(body_id, wanted)
    total = db.execute(
        f"SELECT count(*) FROM invoices i JOIN structures s ON s.id = i.supplier_id WHERE {where}",  # noqa: S608  our own conditions
        values,
    ).fetchone()[0]
    rows = db.execute(
        f"{INVOICE} WHERE {where} ORDER BY i.id DESC LIMIT :_limit OFFSET :_offset",
        {**values, "_limit": PAGE, "_offset": (page - 1) * PAGE},
    ).fetchall()
    return rows, total


def _conditions(body_id: int, wanted: Wanted) -> tuple[str, dict[str, Any]]:
    conditions = ["i.recipient_id = :body"]
    values: dict[str, Any] = {"body": body_id}
    if wanted.status == "to_treat":
        conditions.append(f"i.status IN ({_TO_TREAT})")
    elif wanted.status:
        conditions.append("i.status = :status")
        values["status"] = wanted.status
    if wanted.text:
        conditions.append(
            "(instr(lower(i.number), lower(:text)) OR instr(lower(s.name), lower(:text))"
            " OR instr(lower(coalesce(i.engagement, '')), lower(:text)))"
        )
        values["text"] = wanted.text
    for name, comparison, read in (("since", ">=", start_of), ("until", "<=", end_of)):
        text = getattr(wanted, name)
        if text:
            conditions.append(f"i.deposited_at {comparison} :{name}")
            values[name] = read(text)
    return " AND ".join(conditions), values


def statuses_of(db: sqlite3.Connection, body_id: int) -> list[sqlite3.Row]:
    """Count the invoices of a structure by status."""
    return db.execute(
        "SELECT status, count(*) AS many FROM invoices WHERE recipient_id = ?"
        " GROUP BY status ORDER BY many DESC, status",
        (body_id,),
    ).fetchall()


def invoice_of(db: sqlite3.Connection, body_id: int, invoice_id: int) -> sqlite3.Row | None:
    """Find an invoice that a structure received."""
    row: sqlite3.Row | None = db.execute(
        f"{INVOICE} WHERE i.id = ? AND i.recipient_id = ?",
        (invoice_id, body_id),
    ).fetchone()
    return row


def validated(invoice: sqlite3.Row) -> bool:
    """Say whether a validator comes before the recipient of this invoice."""
    return invoice["cadre"] in VALIDATED_CADRES


def history_of(db: sqlite3.Connection, invoice_id: int) -> list[sqlite3.Row]:
    """List the statuses that an invoice had, the latest first."""
    return db.execute(
        "SELECT * FROM invoice_statuses WHERE invoice_id = ? ORDER BY id DESC", (invoice_id,)
    ).fetchall()


def plan_of(db: sqlite3.Connection, invoice_id: int) -> list[sqlite3.Row]:
    """List the statuses that an invoice will take by itself."""
    return db.execute(
        "SELECT * FROM invoice_plans WHERE invoice_id = ? ORDER BY at, id", (invoice_id,)
    ).fetchall()
