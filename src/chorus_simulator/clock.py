"""The simulator's clock: real time, that may be put forward.

All moments are seconds since 1970 (``float``). What the portal shows is Paris time.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def _paris() -> tzinfo:
    try:
        return ZoneInfo("Europe/Paris")
    except ZoneInfoNotFoundError:
        # A machine without time zone data (Windows without tzdata) still has to run.
        return UTC


PARIS = _paris()


@dataclass(slots=True)
class Clock:
    """Tell the moment; ``ahead`` seconds are added to real time."""

    ahead: float = 0.0

    def now(self) -> float:
        """Give the present moment in seconds since 1970."""
        return time.time() + self.ahead


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
