"""How long a deposit will take, roughly: told before it begins.

The pace of the account weighs most. The rest is what a call and a home connection usually take;
it is an estimate, and said to be one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_SECONDS_PER_CALL = 1.0
_BYTES_PER_SECOND = 1_000_000


def estimated_seconds(weights: Iterable[int], interval_ms: int) -> float:
    """Estimate the sending of flows of these encoded weights (bytes), paced by ``interval_ms``."""
    pause = interval_ms / 1000
    return sum(max(pause, _SECONDS_PER_CALL + weight / _BYTES_PER_SECOND) for weight in weights)


def in_words(seconds: float) -> str:
    """Say a duration in French, no finer than it is known."""
    if seconds < 60:  # noqa: PLR2004 - a minute
        return "moins d'une minute"
    minutes = round(seconds / 60)
    if minutes < 60:  # noqa: PLR2004 - an hour
        return f"environ {minutes} min"
    return f"environ {minutes // 60} h {minutes % 60:02d}"
