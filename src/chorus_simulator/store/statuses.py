"""The statuses of invoices: those that they had, and those that they will take by themselves.

A plan is a list of steps, each with its moment. Nothing runs in the background: a step is taken,
and dated at its own moment, by the first call that comes after it. A status that a person gives
ends the plan. Any status may follow any other, as on the portal (AIFE external specification of
30/04/2026 §3.4).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chorus_simulator.reasons import told

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

DEPOSITED = "DEPOSEE"
ROUTED = "EN_COURS_ACHEMINEMENT"
AVAILABLE = "MISE_A_DISPOSITION"

CHORUS, SUPPLIER, RECIPIENT, VALIDATOR = "CHORUS", "FOURNISSEUR", "DESTINATAIRE", "VALIDEUR"
"""Who may give a status."""


@dataclass(frozen=True, slots=True)
class Step:
    """A status taken at a moment (seconds since 1970): by whom, why (a code), with what words."""

    at: float
    status: str
    actor: str = CHORUS
    reason: str | None = None
    comment: str | None = None


def routing(recorded_at: float, routing_delay: float) -> tuple[Step, ...]:
    """Plan the way of every invoice to its recipient."""
    return (
        Step(recorded_at + routing_delay / 2, ROUTED),
        Step(recorded_at + routing_delay, AVAILABLE),
    )


def plan(db: sqlite3.Connection, invoice_id: int, steps: Iterable[Step]) -> None:
    """Add steps to what an invoice will go through."""
    db.executemany(
        "INSERT INTO invoice_plans (invoice_id, at, status, actor, reason, comment)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        [
            (invoice_id, step.at, step.status, step.actor, step.reason, step.comment)
            for step in steps
        ],
    )


def forget_plan(db: sqlite3.Connection, invoice_id: int) -> None:
    """Let an invoice stay as it is until somebody acts."""
    db.execute("DELETE FROM invoice_plans WHERE invoice_id = ?", (invoice_id,))


def move_on(db: sqlite3.Connection, now: float) -> None:
    """Take every step whose moment has come, in the order of the moments."""
    due = db.execute("SELECT * FROM invoice_plans WHERE at <= ? ORDER BY at, id", (now,)).fetchall()
    for row in due:
        step = Step(row["at"], row["status"], row["actor"], row["reason"], row["comment"])
        take(db, row["invoice_id"], step)
    db.executemany("DELETE FROM invoice_plans WHERE id = ?", [(row["id"],) for row in due])


def decide(db: sqlite3.Connection, invoice_id: int, step: Step) -> None:
    """Give a status decided by a person; it ends the plan."""
    forget_plan(db, invoice_id)
    take(db, invoice_id, step)


def take(db: sqlite3.Connection, invoice_id: int, step: Step) -> None:
    """Give an invoice a status, and keep it in its history."""
    db.execute(
        "UPDATE invoices SET status = ?, status_at = ?, status_comment = ? WHERE id = ?",
        (step.status, step.at, told(step.reason, step.comment), invoice_id),
    )
    note(db, invoice_id, step)


def note(db: sqlite3.Connection, invoice_id: int, step: Step) -> None:
    """Write a line of an invoice's history."""
    db.execute(
        "INSERT INTO invoice_statuses (invoice_id, status, at, actor, reason, comment)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (invoice_id, step.status, step.at, step.actor, step.reason, step.comment),
    )
