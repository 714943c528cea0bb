"""The witness: how many times each invoice was received and recorded, judged from what arrived.

The names come from the kept flow files, read again if need be, and never from what was integrated
or from what the caller believes. A deposit is *received* when its call came in with its file, and
*recorded* when the portal kept that file as a flow: a fault may answer the first without the
second. Files that were received and never recorded are not kept, so they are told by their
SHA-256 alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chorus_simulator.faults import DEPOSIT_OPERATION
from chorus_simulator.reading import Read

if TYPE_CHECKING:
    import sqlite3

    from chorus_simulator.reading import Reading
    from chorus_simulator.simulator import Simulator

_AT_ONCE = 100
FILTERS = {"number": "number = :number", "siren": "siren = :siren"}
_NAME = "w.number = k.number AND w.siren = k.siren AND w.issue_year = k.issue_year"
_KNOWN = """
WITH known AS (
  SELECT number, siren, issue_year, min(id) AS first, count(DISTINCT flow_id) AS recorded
  FROM flow_invoices WHERE {conditions} GROUP BY number, siren, issue_year
  HAVING recorded >= :at_least
)
"""
_PAGE = f"""
SELECT k.*,
  (SELECT count(*) FROM ledger l WHERE l.operation = :deposit AND l.sha256 IN (
    SELECT f.sha256 FROM flow_invoices w JOIN flows f ON f.id = w.flow_id WHERE {_NAME}
  )) AS received,
  (SELECT count(*) FROM invoices w WHERE {_NAME}) AS integrated,
  (SELECT group_concat(DISTINCT f.number) FROM flow_invoices w JOIN flows f ON f.id = w.flow_id
    WHERE {_NAME}) AS flow_numbers
FROM known k WHERE k.first > :after ORDER BY k.first LIMIT :limit
"""  # noqa: S608  our own words; what a caller gives is bound
_COUNT = "SELECT count(*) FROM known"
_UNREADABLE = """
SELECT number, sha256, outcome AS state FROM flows f
WHERE NOT EXISTS (SELECT 1 FROM flow_invoices w WHERE w.flow_id = f.id) ORDER BY id
"""
_UNRECORDED = """
SELECT sha256, max(file_name) AS file_name, count(*) AS received FROM ledger l
WHERE operation = :deposit AND sha256 IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM flows f WHERE f.sha256 = l.sha256)
GROUP BY sha256 ORDER BY min(id)
"""


def note(db: sqlite3.Connection, flow: sqlite3.Row, reading: Reading) -> None:
    """Note, once, which invoices the file of a flow contains."""
    if flow["witnessed"]:
        return
    found = reading.invoices if isinstance(reading, Read) else []
    db.executemany(
        "INSERT INTO flow_invoices (flow_id, number, siren, issue_year) VALUES (?, ?, ?, ?)",
        [(flow["id"], each.number, each.siren, each.issue_date.year) for each in found],
    )
    db.execute("UPDATE flows SET witnessed = 1 WHERE id = ?", (flow["id"],))


def read_all(simulator: Simulator) -> None:
    """Have read, and note, every flow that was not; whether it is due or not."""
    while True:
        with simulator.store.transaction() as db:
            flows = db.execute(
                "SELECT * FROM flows WHERE witnessed = 0 ORDER BY id LIMIT ?", (_AT_ONCE,)
            ).fetchall()
        if not flows or not simulator.desk.wait_for(flow["id"] for flow in flows):
            return
        with simulator.store.transaction() as db:
            for flow in flows:
                reading = simulator.desk.look_at(flow["id"], keep=flow["outcome"] is None)
                if reading is not None:
                    note(db, flow, reading)


def page(
    db: sqlite3.Connection, window: tuple[int, int], at_least: int, wanted: dict[str, str]
) -> dict[str, Any]:
    """Tell, for each invoice, how often it came; ``wanted`` may give ``number`` and ``siren``.

    The first page of all says besides which files named no invoice or were not recorded.
    """
    conditions = " AND ".join(FILTERS[name] for name in wanted) or "1"
    after, limit = window
    values = {"after": after, "limit": limit, "at_least": at_least, "deposit": DEPOSIT_OPERATION}
    known = _KNOWN.format(conditions=conditions)
    rows = db.execute(known + _PAGE, values | wanted).fetchall()
    total = db.execute(known + _COUNT, values | wanted).fetchone()[0]
    found = {
        "invoices": [_told(row) for row in rows],
        "total": total,
        "next_after": rows[-1]["first"] if rows else None,
    }
    if after or wanted:
        return found
    return found | {
        "unreadable": [dict(row) for row in db.execute(_UNREADABLE)],
        "unrecorded": [dict(row) for row in db.execute(_UNRECORDED, values)],
    }


def _told(row: sqlite3.Row) -> dict[str, Any]:
    return {
        "number": row["number"],
        "siren": row["siren"],
        "year": row["issue_year"],
        "received": row["received"],
        "recorded": row["recorded"],
        "integrated": row["integrated"],
        "flows": sorted(row["flow_numbers"].split(",")),
    }
