"""Lives that somebody ordered: for a recipient, for invoice numbers, for the deposits to come.

The last order that fits wins. ``deposits`` says for how many deposits to come a life is meant: a
flow is one deposit whatever it holds, and so is an invoice submitted alone.
"""

from __future__ import annotations

import json
import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from chorus_simulator.clock import DAY
from chorus_simulator.reasons import COMMENT_MAXIMUM, REASONS
from chorus_simulator.store import statuses
from chorus_simulator.store.statuses import RECIPIENT, Sequel, Stage

if TYPE_CHECKING:
    import sqlite3

    from chorus_simulator.lives.circumstances import Circumstances
    from chorus_simulator.store.statuses import Life

_FIELDS = {"recipient", "number", "deposits", "steps"}
_STEP_FIELDS = {"after", "status", "reason", "comment", "actor", "mandate", "wait_for"}
_ACTORS = (statuses.CHORUS, statuses.SUPPLIER, statuses.RECIPIENT, statuses.VALIDATOR)
_STEPS_MAXIMUM, _TEXT_MAXIMUM = 100, 100
_UNITS = {"s": 1.0, "min": 60.0, "h": 3600.0, "j": DAY, "d": DAY}
_DURATION = re.compile(r"([0-9]{1,9}(?:[.,][0-9]{1,3})?)\s*(s|min|h|j|d)")
_DELAY_MAXIMUM = 10 * 366 * DAY


class LifeRefusedError(ValueError):
    """The order of a life cannot be read; the message is French."""


def order(db: sqlite3.Connection, wish: dict[str, Any]) -> int:
    """Order a life and give its id (LifeRefusedError)."""
    if unknown := sorted(set(wish) - _FIELDS):
        raise LifeRefusedError(f"Champ inconnu : {', '.join(unknown)}.")
    deposits = wish.get("deposits")
    if deposits is not None and not (_is_whole(deposits) and 1 <= deposits <= 10**6):
        raise LifeRefusedError("« deposits » doit être un entier d'au moins 1.")
    steps = wish.get("steps")
    if not isinstance(steps, list) or len(steps) > _STEPS_MAXIMUM:
        raise LifeRefusedError(f"« steps » doit être une liste de {_STEPS_MAXIMUM} étapes au plus.")
    after_flow = db.execute("SELECT coalesce(max(id), 0) FROM flows").fetchone()[0]
    cursor = db.execute(
        "INSERT INTO lives (recipient, number, deposits, after_flow, steps) VALUES (?, ?, ?, ?, ?)",
        (
            _text(wish, "recipient"),
            _text(wish, "number"),
            deposits,
            after_flow,
            statuses.written(_life(steps)),
        ),
    )
    return int(cursor.lastrowid or 0)


def listing(db: sqlite3.Connection) -> list[dict[str, Any]]:
    """List the lives ordered, with how many invoices took each."""
    rows = db.execute("SELECT * FROM lives ORDER BY id")
    return [dict(row) | {"steps": json.loads(row["steps"])} for row in rows]


def cancel(db: sqlite3.Connection, life_id: int | None) -> int:
    """Cancel one order, or all; the invoices that have their life keep it."""
    return db.execute("DELETE FROM lives WHERE ?1 IS NULL OR id = ?1", (life_id,)).rowcount


def life_for(db: sqlite3.Connection, circumstances: Circumstances) -> Life | None:
    """Find the life ordered for an invoice, and count it; None if nobody ordered any."""
    for row in db.execute("SELECT * FROM lives ORDER BY id DESC").fetchall():
        if _fits(row, circumstances):
            _count(db, row, circumstances.deposit)
            return statuses.read(row["steps"])
    return None


def _fits(row: sqlite3.Row, circumstances: Circumstances) -> bool:
    if row["recipient"] is not None and row["recipient"] != circumstances.recipient:
        return False
    if row["number"] is not None and not fnmatchcase(circumstances.number, row["number"]):
        return False
    if row["deposits"] is None or row["last_deposit"] == circumstances.deposit:
        return True
    to_come = circumstances.flow_id is None or circumstances.flow_id > row["after_flow"]
    return bool(row["deposits"] > 0 and to_come)


def _count(db: sqlite3.Connection, row: sqlite3.Row, deposit: str) -> None:
    db.execute(
        "UPDATE lives SET used = used + 1, last_deposit = ?1,"
        " deposits = deposits - (last_deposit IS NOT ?1) WHERE id = ?2",
        (deposit, row["id"]),
    )


def _life(steps: list[Any]) -> Life:
    """Read the steps; one that waits keeps those after it for its sequel."""
    parts: list[Stage | Sequel] = []
    for place, step in enumerate(steps):
        if not isinstance(step, dict) or set(step) - _STEP_FIELDS:
            raise LifeRefusedError(
                f"Étape {place + 1} : champs connus : {', '.join(sorted(_STEP_FIELDS))}."
            )
        awaited = _text(step, "wait_for")
        if awaited is not None:
            if set(step) != {"wait_for"}:
                raise LifeRefusedError(f"Étape {place + 1} : « wait_for » va seul.")
            return (*parts, Sequel(awaited, _life(steps[place + 1 :])))
        parts.append(_stage(step, place + 1))
    return tuple(parts)


def _stage(step: dict[str, Any], place: int) -> Stage:
    status, reason = _text(step, "status"), _text(step, "reason")
    comment, actor = _text(step, "comment", COMMENT_MAXIMUM), _text(step, "actor")
    if status is None:
        raise LifeRefusedError(f"Étape {place} : « status » est obligatoire.")
    if reason is not None and reason not in REASONS:
        raise LifeRefusedError(f"Étape {place} : motif inconnu. Connus : {', '.join(REASONS)}.")
    if actor is not None and actor not in _ACTORS:
        raise LifeRefusedError(f"Étape {place} : « actor » parmi {', '.join(_ACTORS)}.")
    return Stage(
        after=_delay(step.get("after", 0), place),
        status=status,
        actor=actor or RECIPIENT,
        reason=reason,
        comment=comment,
        mandate=_text(step, "mandate"),
    )


def _delay(value: object, place: int) -> float:
    """Read a delay: seconds, or a text such as « 30 j », « 2 h », « 15 min »."""
    seconds: float | None = None
    if isinstance(value, int | float) and not isinstance(value, bool):
        seconds = float(value)
    elif isinstance(value, str) and (found := _DURATION.fullmatch(value.strip())):
        seconds = float(found[1].replace(",", ".")) * _UNITS[found[2]]
    if seconds is None or not 0 <= seconds <= _DELAY_MAXIMUM:
        raise LifeRefusedError(
            f"Étape {place} : « after » est un nombre de secondes ou un texte comme « 30 j », "
            "« 2 h », « 15 min »."
        )
    return seconds


def _text(content: dict[str, Any], key: str, maximum: int = _TEXT_MAXIMUM) -> str | None:
    text = content.get(key)
    if text is not None and (not isinstance(text, str) or len(text) > maximum):
        raise LifeRefusedError(f"« {key} » doit être un texte, {maximum} caractères au plus.")
    return text or None


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
