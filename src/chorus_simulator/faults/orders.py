"""Ordering faults: from an admin call, from the command line, from a file.

A fault strikes once unless a count, a probability or a window is given; a lasting kind goes on
until it is cancelled. ``from`` and ``to`` are moments of the portal's clock.
"""

from __future__ import annotations

import json
import math
import secrets
from typing import TYPE_CHECKING, Any

from chorus_simulator.clock import stamp, start_of
from chorus_simulator.faults.kinds import KINDS

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from pathlib import Path

    from chorus_simulator.faults.kinds import Kind

_FIELDS = {
    *("kind", "operation", "count", "probability", "seed", "seconds", "recorded", "value"),
    *("from", "to"),
}
_SECONDS_MAXIMUM = 86_400
_TEXT_MAXIMUM = 200
_FILE_MAXIMUM = 1_000_000


class FaultRefusedError(ValueError):
    """The order of a fault cannot be read; the message is French."""


def order(
    db: sqlite3.Connection, wish: dict[str, Any], now: float, *, at_start: bool = False
) -> int:
    """Order a fault and give its id (FaultRefusedError)."""
    unknown = sorted(set(wish) - _FIELDS)
    if unknown:
        raise FaultRefusedError(f"Champ inconnu : {', '.join(unknown)}.")
    name = str(wish.get("kind"))
    kind = KINDS.get(name)
    if kind is None:
        raise FaultRefusedError(
            f"Sorte de panne inconnue : {name[:40]}. Connues : {', '.join(KINDS)}."
        )
    begins, ends = _window(wish, name, now)
    count, probability = _frequency(wish, kind, windowed=ends is not None)
    cursor = db.execute(
        "INSERT INTO faults (kind, operation, remaining, probability, seed, seconds, recorded,"
        " value, starts_at, ends_at, at_start) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            name,
            _text(wish, "operation") or kind.operation,
            count,
            probability,
            _seed(wish),
            _seconds(wish),
            _recorded(wish, kind),
            _text(_with_value_as_text(wish), "value"),
            begins,
            ends,
            at_start,
        ),
    )
    return int(cursor.lastrowid or 0)


def order_at_start(db: sqlite3.Connection, wishes: Iterable[dict[str, Any]], now: float) -> None:
    """Order the faults of the command line, in place of those of the former start."""
    db.execute("DELETE FROM faults WHERE at_start")
    for wish in wishes:
        order(db, wish, now, at_start=True)


def listing(db: sqlite3.Connection) -> list[dict[str, Any]]:
    """List the faults ordered, with how many times each fired."""
    rows = db.execute("SELECT * FROM faults ORDER BY id")
    return [
        dict(row)
        | {name: None if row[name] is None else stamp(row[name]) for name in _MOMENTS}
        | {"label": KINDS[row["kind"]].label}
        for row in rows
    ]


_MOMENTS = ("starts_at", "ends_at")


def cancel(db: sqlite3.Connection, fault_id: int | None) -> int:
    """Cancel one fault, or all; give how many."""
    return db.execute("DELETE FROM faults WHERE ?1 IS NULL OR id = ?1", (fault_id,)).rowcount


def read_text(text: str) -> dict[str, Any]:
    """Read ``KIND[:key=value,…]`` as the command line writes it (FaultRefusedError)."""
    name, _, details = text.partition(":")
    wish: dict[str, Any] = {"kind": name.strip()}
    for detail in filter(None, (part.strip() for part in details.split(","))):
        key, equal, value = detail.partition("=")
        if not equal:
            raise FaultRefusedError(f"« {detail} » doit s'écrire clé=valeur.")
        wish[key.strip()] = _value(key.strip(), value.strip())
    return wish


def read_file(path: Path) -> list[dict[str, Any]]:
    """Read a JSON file: a list of faults (FaultRefusedError)."""
    try:
        if path.stat().st_size > _FILE_MAXIMUM:
            raise FaultRefusedError(f"Le fichier {path} est trop grand.")
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise FaultRefusedError(f"Le fichier {path} n'est pas du JSON lisible.") from error
    if not isinstance(found, list) or not all(isinstance(wish, dict) for wish in found):
        raise FaultRefusedError(f"Le fichier {path} doit contenir une liste de pannes.")
    return found


def _value(key: str, text: str) -> object:
    """Read a value of the command line as the type of its key."""
    try:
        if key in ("count", "seed"):
            return int(text)
        if key in ("probability", "seconds"):
            return float(text)
        if key == "recorded":
            return {"oui": True, "true": True, "non": False, "false": False}[text.lower()]
    except (ValueError, KeyError) as error:
        raise FaultRefusedError(f"Valeur refusée pour « {key} » : {text[:40]}.") from error
    return text


def _frequency(wish: dict[str, Any], kind: Kind, *, windowed: bool) -> tuple[int | None, float]:
    """Read count and probability: once when nothing says how often."""
    count, probability = wish.get("count"), wish.get("probability")
    if count is None and probability is None:
        return (None, 1.0) if kind.lasting or windowed else (1, 1.0)
    if count is not None and (not _is_whole(count) or not 1 <= count <= 2**31):
        raise FaultRefusedError("« count » doit être un entier d'au moins 1.")
    chance = 1.0 if probability is None else probability
    if not _is_number(chance) or not 0 < chance <= 1:
        raise FaultRefusedError("« probability » doit être un nombre entre 0 et 1.")
    return count, float(chance)


def _window(wish: dict[str, Any], name: str, now: float) -> tuple[float | None, float | None]:
    """Read the window; a maintenance may give its duration in seconds."""
    begins, ends = _moment(wish, "from"), _moment(wish, "to")
    if name == "maintenance" and ends is None and "seconds" in wish:
        ends = (begins or now) + _seconds(wish)
    if ends is not None and ends <= (begins or 0):
        raise FaultRefusedError("« to » doit venir après « from ».")
    return begins, ends


def _moment(wish: dict[str, Any], key: str) -> float | None:
    text = _text(wish, key)
    if text is None:
        return None
    try:
        return start_of(text)
    except (ValueError, OverflowError) as error:
        raise FaultRefusedError(
            f"« {key} » doit s'écrire AAAA-MM-JJ ou AAAA-MM-JJTHH:MM."
        ) from error


def _seconds(wish: dict[str, Any]) -> float:
    seconds = wish.get("seconds", 1.0)
    if not _is_number(seconds) or not 0 <= seconds <= _SECONDS_MAXIMUM:
        raise FaultRefusedError(f"« seconds » doit être un nombre entre 0 et {_SECONDS_MAXIMUM}.")
    return float(seconds)


def _seed(wish: dict[str, Any]) -> int:
    seed = wish.get("seed", secrets.randbelow(2**31))
    if not _is_whole(seed) or abs(seed) > 2**62:
        raise FaultRefusedError("« seed » doit être un entier.")
    return int(seed)


def _recorded(wish: dict[str, Any], kind: Kind) -> bool:
    recorded = wish.get("recorded", kind.recorded)
    if not isinstance(recorded, bool):
        raise FaultRefusedError("« recorded » doit être true ou false.")
    return recorded


def _text(wish: dict[str, Any], key: str) -> str | None:
    text = wish.get(key)
    if text is not None and (not isinstance(text, str) or len(text) > _TEXT_MAXIMUM):
        raise FaultRefusedError(
            f"« {key} » doit être un texte, {_TEXT_MAXIMUM} caractères au plus."
        )
    return text or None


def _with_value_as_text(wish: dict[str, Any]) -> dict[str, Any]:
    """Write as a text a value given as a number: 12 and 12.0 are « 12 »."""
    value = wish.get("value")
    if not _is_number(value) or (isinstance(value, float) and not math.isfinite(value)):
        return wish
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return wish | {"value": str(value)}


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
