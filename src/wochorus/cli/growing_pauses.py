"""Asking again and again, less and less often, for as long as the user waits."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

FIRST_PAUSE, LONGEST_PAUSE, GROWTH = 0.5, 30.0, 1.5


def tries_within(seconds: float) -> Iterator[None]:
    """Give a first try at once, then others after growing pauses, for ``seconds`` at most."""
    deadline, pause = time.monotonic() + seconds, FIRST_PAUSE
    while True:
        yield
        if time.monotonic() + pause > deadline:
            return
        time.sleep(pause)
        pause = min(pause * GROWTH, LONGEST_PAUSE)
