"""Faults on demand: what a network and a tired portal do to a caller, at the caller's choice.

A fault names a kind and the operations it touches (a pattern such as ``*deposer/flux``); it
fires a number of times, or at random with a probability. The random draw depends only on the
fault's seed and on how many draws it made, so a run can be played again, even after a restart.
"""

from __future__ import annotations

import random
import secrets
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3

TOKEN_OPERATION = "oauth/token"  # noqa: S105  the name of a call, not a secret
DEPOSIT_OPERATION = "factures/v1/deposer/flux"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fault: where it strikes unless told, and whether the call takes effect."""

    operation: str = "*"
    recorded: bool = False
    on_flow: bool = False


KINDS = {
    "token_refused": Kind(TOKEN_OPERATION),
    "status_401": Kind("*/v1/*"),
    "status_403": Kind("*/v1/*"),
    "status_429": Kind(),
    "status_500": Kind(),
    "slow": Kind(recorded=True),
    "slow_before_recording": Kind(recorded=True),
    "cut_before_recording": Kind(DEPOSIT_OPERATION),
    "cut_after_recording": Kind(DEPOSIT_OPERATION, recorded=True),
    "html": Kind(DEPOSIT_OPERATION, recorded=True),
    "empty": Kind(DEPOSIT_OPERATION, recorded=True),
    "no_flow_number": Kind(DEPOSIT_OPERATION, recorded=True),
    "late_index": Kind(DEPOSIT_OPERATION, recorded=True, on_flow=True),
    "flow_incident": Kind(DEPOSIT_OPERATION, recorded=True, on_flow=True),
    "flow_rejected": Kind(DEPOSIT_OPERATION, recorded=True, on_flow=True),
}
"""Every kind of fault, by the name that the admin call uses."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault that strikes the present call. ``seconds`` is a wait, or Retry-After for a 429."""

    kind: str
    seconds: float = 0.0
    recorded: bool = False


@dataclass(frozen=True, slots=True)
class Strikes:
    """What strikes one call: at most one fault on its answer, and any number on its flow."""

    answer: Fault | None = None
    flow: tuple[Fault, ...] = field(default=())


class FaultRefusedError(ValueError):
    """The order of a fault cannot be read; the message is French."""


def order(db: sqlite3.Connection, wish: dict[str, Any]) -> int:
    """Order a fault and give its id (FaultRefusedError)."""
    known = {"kind", "operation", "count", "probability", "seed", "seconds", "recorded"}
    unknown = sorted(set(wish) - known)
    if unknown:
        raise FaultRefusedError(f"Champ inconnu : {', '.join(unknown)}.")
    kind = KINDS.get(str(wish.get("kind")))
    if kind is None:
        raise FaultRefusedError(f"Sorte de panne inconnue. Connues : {', '.join(KINDS)}.")
    count, probability = _frequency(wish)
    cursor = db.execute(
        "INSERT INTO faults (kind, operation, remaining, probability, seed, seconds, recorded)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            wish["kind"],
            str(wish.get("operation") or kind.operation),
            count,
            probability,
            int(wish.get("seed", secrets.randbelow(2**31))),
            _seconds(wish),
            bool(wish.get("recorded", kind.recorded)),
        ),
    )
    return int(cursor.lastrowid or 0)


def _frequency(wish: dict[str, Any]) -> tuple[int | None, float]:
    """Read count and probability: once when neither is given."""
    count, probability = wish.get("count"), wish.get("probability")
    if count is None and probability is None:
        return 1, 1.0
    if count is not None and (not isinstance(count, int) or count < 1):
        raise FaultRefusedError("« count » doit être un entier d'au moins 1.")
    chance = 1.0 if probability is None else probability
    if not isinstance(chance, int | float) or not 0 < chance <= 1:
        raise FaultRefusedError("« probability » doit être un nombre entre 0 et 1.")
    return count, float(chance)


def _seconds(wish: dict[str, Any]) -> float:
    seconds = wish.get("seconds", 1.0)
    if not isinstance(seconds, int | float) or not 0 <= seconds <= 86_400:  # noqa: PLR2004
        raise FaultRefusedError("« seconds » doit être un nombre entre 0 et 86400.")
    return float(seconds)


def alive(db: sqlite3.Connection) -> bool:
    """Say whether any fault can still strike."""
    row = db.execute(
        "SELECT 1 FROM faults WHERE remaining IS NULL OR remaining > 0 LIMIT 1"
    ).fetchone()
    return row is not None


def draw(db: sqlite3.Connection, operation: str) -> Strikes:
    """Find what strikes a call of ``operation``, and count it."""
    answer: Fault | None = None
    on_flow: list[Fault] = []
    rows = db.execute("SELECT * FROM faults WHERE remaining IS NULL OR remaining > 0 ORDER BY id")
    for row in rows.fetchall():
        kind = KINDS[row["kind"]]
        if not fnmatchcase(operation, row["operation"]) or (answer and not kind.on_flow):
            continue
        if not _fires(db, row):
            continue
        fault = Fault(row["kind"], row["seconds"], bool(row["recorded"]))
        if kind.on_flow:
            on_flow.append(fault)
        else:
            answer = fault
    return Strikes(answer, tuple(on_flow))


def _fires(db: sqlite3.Connection, row: sqlite3.Row) -> bool:
    chance = random.Random(f"{row['seed']}:{row['drawn']}").random()  # noqa: S311  no secret here
    fires = bool(chance < row["probability"])
    db.execute(
        "UPDATE faults SET drawn = drawn + 1, fired = fired + ?1, remaining = remaining - ?1"
        " WHERE id = ?2",
        (int(fires), row["id"]),
    )
    return fires


def listing(db: sqlite3.Connection) -> list[dict[str, Any]]:
    """List the faults ordered, with how many times each fired."""
    return [dict(row) for row in db.execute("SELECT * FROM faults ORDER BY id")]


def cancel(db: sqlite3.Connection, fault_id: int | None) -> int:
    """Cancel one fault, or all; give how many."""
    return db.execute("DELETE FROM faults WHERE ?1 IS NULL OR id = ?1", (fault_id,)).rowcount
