"""The life of a flow and of its invoices, moved by the clock alone.

Nothing is recorded in the background: each call first *settles* what has become due, in the order
of the due moments, and dates it at its due moment and not at the moment of the call. The invoices
of a flow are recorded in the transaction of that call, so a killed process leaves a flow either
waiting or final. Flows are read ahead, elsewhere (`chorus_simulator.reading`): one that is due and
not read yet goes on waiting, and so do those behind it.

Between deposit and end, a third of the delay is spent in each waiting state. When nothing of a
flow could be recorded the flow is IN_REJETE, with the reasons of the invoices or of the file.
"""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

from chorus_simulator import lives, witness
from chorus_simulator.controls import refusals_of
from chorus_simulator.reading import Broken, Unreadable
from chorus_simulator.store import invoices, statuses

if TYPE_CHECKING:
    import sqlite3

    from chorus_simulator.controls import Verdict
    from chorus_simulator.reading import Reading
    from chorus_simulator.reading.desk import ReadingDesk
    from chorus_simulator.settings import Settings

_log = logging.getLogger(__name__)

WAITING = (
    "IN_DEPOT_PORTAIL_EN_ATTENTE_TRAITEMENT_SE_CPP",
    "IN_TRAITE_SE_CPP",
    "IN_EN_COURS_TRAITEMENT_CPP",
)
INTEGRATED, PARTLY = "IN_INTEGRE", "IN_INTEGRE_PARTIEL"
REJECTED, INCIDENT = "IN_REJETE", "IN_INCIDENTE"


def flow_state(flow: sqlite3.Row, now: float) -> tuple[str, float]:
    """Tell the state of a settled flow, and the moment when it took it."""
    if flow["outcome"] is not None:
        return str(flow["outcome"]), flow["due_at"]
    delay = flow["due_at"] - flow["deposited_at"]
    step = min(int(3 * max(now - flow["deposited_at"], 0) / delay), 2) if delay > 0 else 2
    return WAITING[step], flow["deposited_at"] + step * delay / 3


def due_flows(db: sqlite3.Connection, now: float, at_most: int) -> list[sqlite3.Row]:
    """List the flows that are due, in the order in which they are to be integrated."""
    return db.execute(
        "SELECT * FROM flows WHERE outcome IS NULL AND due_at <= ? ORDER BY due_at, id LIMIT ?",
        (now, at_most),
    ).fetchall()


def settle(
    db: sqlite3.Connection,
    settings: Settings,
    now: float,
    desk: ReadingDesk,
    *,
    at_most: int = 1_000_000,
) -> None:
    """Bring everything that is due to its state, as far as flows have been read."""
    for flow in due_flows(db, now, at_most):
        reading = desk.take(flow["id"])
        if reading is None:
            break
        witness.note(db, flow, reading)
        _integrate_or_give_up(db, settings, flow, reading)
    statuses.move_on(db, now)


def _integrate_or_give_up(
    db: sqlite3.Connection, settings: Settings, flow: sqlite3.Row, reading: Reading
) -> None:
    """Integrate a flow; one that breaks the simulator is an incident and stops nothing else."""
    db.execute("SAVEPOINT flow")
    try:
        _integrate(db, settings, flow, reading)
    except Exception:  # noqa: BLE001  whatever broke, the other flows go on
        _log.exception("Le flux %s n'a pas pu être traité", flow["number"])
        db.execute("ROLLBACK TO flow")
        _close(db, flow, INCIDENT)
    db.execute("RELEASE flow")


def _integrate(
    db: sqlite3.Connection, settings: Settings, flow: sqlite3.Row, reading: Reading
) -> None:
    """Control the invoices of a flow, record the good ones, and close it."""
    if flow["forced"] == "flow_incident":
        _close(db, flow, INCIDENT)
        return
    if flow["forced"] == "flow_rejected":
        _close(db, flow, REJECTED, technical=[_forced_rejection()])
        return
    if isinstance(reading, Broken):
        _log.error("Le flux %s n'a pas pu être lu : %s", flow["number"], reading.why)
        _close(db, flow, INCIDENT)
        return
    if isinstance(reading, Unreadable):
        _close(db, flow, REJECTED, technical=[reading.report])
        return
    found = reading.invoices
    refused: list[Verdict] = []
    for position, invoice in enumerate(found, start=1):
        verdict = refusals_of(db, settings, flow["login"], invoice)
        if verdict.refusals:
            refused.append(verdict)
        else:
            _record(db, settings, flow, position, verdict)
    outcome = INTEGRATED if not refused else REJECTED if len(refused) == len(found) else PARTLY
    _close(db, flow, outcome, business=[verdict.as_report() for verdict in refused])


def _record(
    db: sqlite3.Connection, settings: Settings, flow: sqlite3.Row, position: int, verdict: Verdict
) -> None:
    recorded_at = flow["due_at"]
    arrival = invoices.Arrival(
        flow_id=flow["id"],
        position=position,
        deposited_at=flow["deposited_at"],
        recorded_at=recorded_at,
        visible_at=recorded_at + flow["index_delay"],
    )
    invoice_id = invoices.record(db, verdict, arrival)
    disordered = bool(flow["disordered"])
    lives.begin(db, settings, invoice_id, recorded_at, disordered=disordered)


def _close(
    db: sqlite3.Connection,
    flow: sqlite3.Row,
    outcome: str,
    business: list[dict[str, str]] | None = None,
    technical: list[dict[str, str]] | None = None,
) -> None:
    db.execute(
        "UPDATE flows SET outcome = ?, business_errors = ?, technical_errors = ? WHERE id = ?",
        (
            outcome,
            json.dumps(business or [], ensure_ascii=False),
            json.dumps(technical or [], ensure_ascii=False),
            flow["id"],
        ),
    )


def _forced_rejection() -> dict[str, str]:
    return {
        "natureErreur": "IRRECEVABILITE",
        "codeErreur": "IRR_SYNTAX",
        "libelleErreur": "IRRECEVABILITE - Rejet du flux demandé au simulateur.",
    }
