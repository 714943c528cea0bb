"""The ledger: one line for every call received, whatever was answered.

It is the portal's side of the story. A test of "nothing twice" counts here and in the invoices,
never in what the caller believes. A line is written in the same transaction as the effect of its
call, so it never tells of a deposit that is not there.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from chorus_simulator.clock import stamp

if TYPE_CHECKING:
    import sqlite3


@dataclass(slots=True)
class Entry:
    """What is known of one call; filled while it is answered."""

    at: float
    method: str
    operation: str
    account: str | None = None
    file_name: str | None = None
    sha256: str | None = None
    size: int | None = None
    flow_number: str | None = None
    http_status: int | None = None
    code_retour: int | None = None
    libelle: str | None = None
    answer: str = "envoyé"
    fault: str | None = None


_INSERT = (
    f"INSERT INTO ledger ({', '.join(Entry.__dataclass_fields__)})"  # noqa: S608  our own names
    f" VALUES ({', '.join(':' + name for name in Entry.__dataclass_fields__)})"
)


def write(db: sqlite3.Connection, entry: Entry) -> None:
    """Add a line."""
    db.execute(_INSERT, asdict(entry))


def page(db: sqlite3.Connection, after: int, limit: int, operation: str) -> dict[str, Any]:
    """Read the lines whose id is above ``after``; ``operation`` is a GLOB pattern."""
    rows = db.execute(
        "SELECT * FROM ledger WHERE id > ? AND operation GLOB ? ORDER BY id LIMIT ?",
        (after, operation, limit),
    ).fetchall()
    total = db.execute(
        "SELECT count(*) FROM ledger WHERE operation GLOB ?", (operation,)
    ).fetchone()[0]
    lines = [dict(row) | {"at": stamp(row["at"])} for row in rows]
    return {"entries": lines, "total": total, "next_after": rows[-1]["id"] if rows else None}
