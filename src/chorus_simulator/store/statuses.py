"""The statuses of invoices: those that they had, and those that they will take by themselves.

A plan is a list of steps, each with its moment. Nothing runs in the background: a step is taken,
and dated at its own moment, by the first call that comes after it. A status that a person gives
ends the plan; when the life of the invoice foresaw that very status, its sequel begins then. Any
status may follow any other, as on the portal (AIFE external specification of 30/04/2026 §3.4).
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from chorus_simulator.reasons import told

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

DEPOSITED = "DEPOSEE"
ROUTED = "EN_COURS_ACHEMINEMENT"
AVAILABLE = "MISE_A_DISPOSITION"

CHORUS, SUPPLIER, RECIPIENT, VALIDATOR = "CHORUS", "FOURNISSEUR", "DESTINATAIRE", "VALIDEUR"
"""Who may give a status."""


@dataclass(frozen=True, slots=True)
class Step:
    """A status taken at a moment (seconds since 1970): by whom, why (a code), with what words.

    ``mandate`` is the number of the payment order that comes with MANDATEE.
    """

    at: float
    status: str
    actor: str = CHORUS
    reason: str | None = None
    comment: str | None = None
    mandate: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A part of a life to come: a status, ``after`` so many seconds from the stage before."""

    after: float
    status: str
    actor: str = CHORUS
    reason: str | None = None
    comment: str | None = None
    mandate: str | None = None


@dataclass(frozen=True, slots=True)
class Sequel:
    """What follows if a person gives the status ``awaits``."""

    awaits: str
    stages: Sequence[Stage | Sequel]


Life = tuple["Stage | Sequel", ...]


def routing(recorded_at: float, routing_delay: float) -> tuple[Step, ...]:
    """Plan the way of every invoice to its recipient."""
    return (
        Step(recorded_at + routing_delay / 2, ROUTED),
        Step(recorded_at + routing_delay, AVAILABLE),
    )


def live(
    db: sqlite3.Connection, invoice_id: int, since: float, life: Iterable[Stage | Sequel]
) -> None:
    """Plan a life that begins at ``since``."""
    steps: list[Step] = []
    moment = since
    for part in life:
        if isinstance(part, Sequel):
            _await(db, invoice_id, part)
            continue
        moment += part.after
        steps.append(Step(moment, part.status, part.actor, part.reason, part.comment, part.mandate))
    plan(db, invoice_id, steps)


def plan(db: sqlite3.Connection, invoice_id: int, steps: Iterable[Step]) -> None:
    """Add steps to what an invoice will go through."""
    db.executemany(
        "INSERT INTO invoice_plans (invoice_id, at, status, actor, reason, comment, mandate)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (invoice_id, step.at, step.status, step.actor, step.reason, step.comment, step.mandate)
            for step in steps
        ],
    )


def has_plan(db: sqlite3.Connection, invoice_id: int) -> bool:
    """Say whether an invoice will take a status by itself."""
    query = "SELECT 1 FROM invoice_plans WHERE invoice_id = ? LIMIT 1"
    return db.execute(query, (invoice_id,)).fetchone() is not None


def forget_plan(db: sqlite3.Connection, invoice_id: int) -> None:
    """Let an invoice stay as it is until somebody acts."""
    db.execute("DELETE FROM invoice_plans WHERE invoice_id = ?", (invoice_id,))
    db.execute("DELETE FROM life_sequels WHERE invoice_id = ?", (invoice_id,))


def move_on(db: sqlite3.Connection, now: float) -> None:
    """Take every step whose moment has come, in the order of the moments."""
    due = db.execute("SELECT * FROM invoice_plans WHERE at <= ? ORDER BY at, id", (now,)).fetchall()
    for row in due:
        step = Step(
            *(row[name] for name in ("at", "status", "actor", "reason", "comment", "mandate"))
        )
        take(db, row["invoice_id"], step)
    db.executemany("DELETE FROM invoice_plans WHERE id = ?", [(row["id"],) for row in due])


def decide(db: sqlite3.Connection, invoice_id: int, step: Step) -> None:
    """Give a status decided by a person; it ends the plan, and may begin what it foresaw."""
    sequel = _sequel(db, invoice_id, step.status)
    forget_plan(db, invoice_id)
    take(db, invoice_id, step)
    live(db, invoice_id, step.at, sequel)


def take(db: sqlite3.Connection, invoice_id: int, step: Step) -> None:
    """Give an invoice a status, and keep it in its history."""
    db.execute(
        "UPDATE invoices SET status = ?, status_at = ?, status_comment = ?,"
        " mandate_number = coalesce(?, mandate_number) WHERE id = ?",
        (step.status, step.at, told(step.reason, step.comment), step.mandate, invoice_id),
    )
    note(db, invoice_id, step)


def note(db: sqlite3.Connection, invoice_id: int, step: Step) -> None:
    """Write a line of an invoice's history."""
    db.execute(
        "INSERT INTO invoice_statuses (invoice_id, status, at, actor, reason, comment)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (invoice_id, step.status, step.at, step.actor, step.reason, step.comment),
    )


def _await(db: sqlite3.Connection, invoice_id: int, sequel: Sequel) -> None:
    db.execute(
        "INSERT OR REPLACE INTO life_sequels VALUES (?, ?, ?)",
        (invoice_id, sequel.awaits, written(sequel.stages)),
    )


def _sequel(db: sqlite3.Connection, invoice_id: int, status: str) -> Life:
    row = db.execute(
        "SELECT steps FROM life_sequels WHERE invoice_id = ? AND awaits = ?", (invoice_id, status)
    ).fetchone()
    return () if row is None else read(row["steps"])


def written(life: Iterable[Stage | Sequel]) -> str:
    """Write a life as the state keeps it."""
    return json.dumps([asdict(part) for part in life], ensure_ascii=False)


def read(text: str) -> Life:
    """Read a life that `written` gave."""
    return tuple(_part(found) for found in json.loads(text))


def _part(found: dict[str, Any]) -> Stage | Sequel:
    if "awaits" in found:
        return Sequel(found["awaits"], tuple(_part(part) for part in found["stages"]))
    return Stage(**found)
