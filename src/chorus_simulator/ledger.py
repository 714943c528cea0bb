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
    from collections.abc import Mapping


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


FILTERS = {
    "operation": "operation GLOB :operation",
    "account": "account = :account",
    "sha256": "sha256 = :sha256",
    "flow_number": "flow_number = :flow_number",
    "http_status": "http_status = CAST(:http_status AS INTEGER)",
    "method": "method = :method",
}
"""What the ledger can be asked by; ``operation`` is a GLOB pattern."""
GROUPS = (*FILTERS, "answer", "fault", "code_retour")
"""What its lines can be counted by."""


def page(
    db: sqlite3.Connection, after: int, limit: int, wanted: Mapping[str, str]
) -> dict[str, Any]:
    """Read the lines whose id is above ``after``, by some of the filters."""
    where = _where(wanted)
    rows = db.execute(
        f"SELECT * FROM ledger WHERE id > :after AND {where} ORDER BY id LIMIT :limit",  # noqa: S608
        {**wanted, "after": after, "limit": limit},
    ).fetchall()
    total = db.execute(
        f"SELECT count(*) FROM ledger WHERE {where}",  # noqa: S608  our own conditions
        wanted,
    ).fetchone()[0]
    lines = [dict(row) | {"at": stamp(row["at"])} for row in rows]
    return {"entries": lines, "total": total, "next_after": rows[-1]["id"] if rows else None}


def counts(db: sqlite3.Connection, by: str, wanted: Mapping[str, str]) -> list[dict[str, Any]]:
    """Count the lines by one of `GROUPS`, the most frequent value first."""
    rows = db.execute(
        f"SELECT {by} AS value, count(*) AS count FROM ledger WHERE {_where(wanted)}"  # noqa: S608
        " GROUP BY 1 ORDER BY 2 DESC, 1",
        wanted,
    )
    return [dict(row) for row in rows]


def _where(wanted: Mapping[str, str]) -> str:
    return " AND ".join(FILTERS[name] for name in wanted) or "1"
