"""The simulator's clock: real time, fast time, or time that moves by hand alone.

All moments are seconds since 1970 (``float``). What the portal shows is Paris time. The moment
never goes back, whatever the mode becomes and whatever happens to the machine's own clock; only a
reset, that forgets everything dated, returns to the present.

Tokens and technical passwords are the one thing that a fast clock does not age: at a day per
second a token would end every 42 ms, and no caller could work. They age by `Clock.worn`, which
leaves out what a fast clock gained; a clock put forward by hand ages them as it ages the rest.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

Mode = Literal["real", "fast", "manual"]
MODES: tuple[Mode, ...] = get_args(Mode)
DAY = 86_400.0
SPEED_MAXIMUM = 31 * DAY
"""Seconds of the portal in one real second, at most: a month."""
HORIZON = 32_503_680_000.0
"""The year 3000, where the clock stops: a fast clock forgotten for a day goes far."""


def _paris() -> tzinfo:
    try:
        return ZoneInfo("Europe/Paris")
    except ZoneInfoNotFoundError:
        # A machine without time zone data (Windows without tzdata) still has to run.
        return UTC


PARIS = _paris()


class ClockRefusedError(ValueError):
    """The clock cannot be set so; the message is French."""


@dataclass(slots=True)
class _Anchor:
    """Where the portal's time was (``moment``, ``gained``) at a point of the machine's time.

    Real mode counts on the machine's calendar clock, so that a stopped simulator finds the right
    date again. Fast mode counts on its monotonic clock: a night of sleep is not a century.
    """

    moment: float
    gained: float
    wall: float
    tick: float


class Clock:
    """Tell the moment; it may be read by several threads."""

    def __init__(self, saved: dict[str, Any] | None = None, at_least: float = 0.0) -> None:
        """Start from what `state` gave, not before ``at_least``; without it, in the present."""
        found = saved or {}
        wall = time.time()
        self.mode: Mode = found.get("mode", "real")
        self.speed: float = found.get("speed", DAY)
        moment = found.get("moment", wall)
        self._anchor = _Anchor(
            moment, found.get("gained", 0.0), found.get("wall", wall), time.monotonic()
        )
        self._latest = max(moment, at_least)
        self._lock = threading.Lock()
        with self._lock:
            self._drop_anchor()

    def now(self) -> float:
        """Give the portal's present moment."""
        with self._lock:
            return self._read()[0]

    def worn(self) -> float:
        """Give the moment by which tokens and passwords age."""
        with self._lock:
            moment, gained = self._read()
            return moment - gained

    def advance(self, seconds: float) -> None:
        """Put the clock forward (ClockRefusedError if it is backward or beyond the horizon)."""
        if not seconds >= 0:
            raise ClockRefusedError("L'horloge n'avance que dans un sens : un nombre positif.")
        with self._lock:
            self._drop_anchor()
            if self._anchor.moment + seconds > HORIZON:
                raise ClockRefusedError("L'horloge s'arrête à l'an 3000.")
            self._anchor.moment += seconds

    def turn(self, mode: str | None = None, speed: float | None = None) -> None:
        """Change mode or speed, from the present moment on (ClockRefusedError)."""
        if mode is not None and mode not in MODES:
            raise ClockRefusedError(f"Mode d'horloge inconnu. Connus : {', '.join(MODES)}.")
        if speed is not None and not 0 < speed <= SPEED_MAXIMUM:
            raise ClockRefusedError(
                f"La vitesse est un nombre de secondes par seconde, jusqu'à {SPEED_MAXIMUM:.0f}."
            )
        with self._lock:
            self._drop_anchor()
            self.mode = next((known for known in MODES if known == mode), self.mode)
            self.speed = speed or self.speed

    def state(self) -> dict[str, Any]:
        """Give what a later start needs."""
        with self._lock:
            self._drop_anchor()
            anchor = self._anchor
            return {
                "mode": self.mode,
                "speed": self.speed,
                "moment": anchor.moment,
                "gained": anchor.gained,
                "wall": anchor.wall,
            }

    def _read(self) -> tuple[float, float]:
        """Give the moment and what fast time gained; a moment given is never taken back."""
        anchor = self._anchor
        moment, gained = anchor.moment, anchor.gained
        if self.mode == "real":
            moment += time.time() - anchor.wall
        elif self.mode == "fast":
            passed = time.monotonic() - anchor.tick
            moment += passed * self.speed
            gained += passed * (self.speed - 1)
        self._latest = min(max(moment, self._latest), HORIZON)
        return self._latest, gained

    def _drop_anchor(self) -> None:
        moment, gained = self._read()
        self._anchor = _Anchor(moment, gained, time.time(), time.monotonic())


def day(moment: float) -> str:
    """Write a moment as the portal writes a day: ``AAAA-MM-JJ``."""
    return datetime.fromtimestamp(moment, PARIS).strftime("%Y-%m-%d")


def stamp(moment: float) -> str:
    """Write a moment in ISO 8601 with milliseconds and offset."""
    return datetime.fromtimestamp(moment, PARIS).isoformat(timespec="milliseconds")


def start_of(text: str) -> float:
    """Give the first moment of a day or minute written by a caller (ValueError if unreadable)."""
    found = datetime.fromisoformat(text.strip())
    return (found if found.tzinfo else found.replace(tzinfo=PARIS)).timestamp()


def end_of(text: str) -> float:
    """Give the last moment covered by a written day, minute or instant (ValueError)."""
    bare = text.strip()
    covered = {10: 86_400.0, 16: 60.0}.get(len(bare), 0.001)
    return start_of(bare) + covered - 0.0005
