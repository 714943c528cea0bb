"""Drawing what strikes a call."""

from __future__ import annotations

import random
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from chorus_simulator.faults import Fault, Strikes
from chorus_simulator.faults.kinds import KINDS

if TYPE_CHECKING:
    import sqlite3

_ALIVE = "(remaining IS NULL OR remaining > 0) AND (ends_at IS NULL OR ends_at > :now)"


def alive(db: sqlite3.Connection, now: float) -> bool:
    """Say whether any fault can still strike."""
    query = f"SELECT 1 FROM faults WHERE {_ALIVE} LIMIT 1"  # noqa: S608  our own words
    return db.execute(query, {"now": now}).fetchone() is not None


def draw(db: sqlite3.Connection, operation: str, now: float) -> Strikes:
    """Find what strikes a call of ``operation``, and count it."""
    answer: Fault | None = None
    on_flow: list[Fault] = []
    settings: dict[str, Any] = {}
    names: list[str] = []
    query = f"SELECT * FROM faults WHERE {_ALIVE} ORDER BY id"  # noqa: S608  our own words
    for row in db.execute(query, {"now": now}).fetchall():
        kind = KINDS[row["kind"]]
        on_answer = not kind.on_flow and not kind.settings
        if not _meets(row, operation, now) or (answer and on_answer) or not _fires(db, row):
            continue
        fault = Fault(row["kind"], row["seconds"], bool(row["recorded"]), row["value"])
        if kind.on_flow:
            on_flow.append(fault)
        elif kind.settings:
            settings |= kind.settings
            names.append(row["kind"])
        else:
            answer = fault
    return Strikes(answer, tuple(on_flow), settings, tuple(names))


def _meets(row: sqlite3.Row, operation: str, now: float) -> bool:
    begun = row["starts_at"] is None or row["starts_at"] <= now
    return begun and fnmatchcase(operation, row["operation"])


def _fires(db: sqlite3.Connection, row: sqlite3.Row) -> bool:
    chance = random.Random(f"{row['seed']}:{row['drawn']}").random()  # noqa: S311  no secret here
    fires = bool(chance < row["probability"])
    db.execute(
        "UPDATE faults SET drawn = drawn + 1, fired = fired + ?1, remaining = remaining - ?1"
        " WHERE id = ?2",
        (int(fires), row["id"]),
    )
    return fires
