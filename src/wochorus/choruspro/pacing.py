"""Not too fast: Chorus Pro answers 401 at random to an account that calls too often.

Public integrations wait one second between two calls of one technical account; that is the
default here. Waiting longer and longer after a failure (back-off) lives here too.
"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

BACK_OFF_SECONDS = (0.3, 0.6, 1.2, 2.4)
"""The waits between the attempts of a call that may be repeated: five attempts in all."""


class Turn(Protocol):
    """Lets one call go at a time, in its turn.

    What an implementation raises stops the call before anything is sent, and comes out as it is.
    """

    def wait_turn(self) -> None:
        """Return when the next call may start."""


class Pace:
    """A `Turn` of one process: ``interval_ms`` between two starts, whichever thread calls."""

    def __init__(
        self, interval_ms: int, clock: Callable[[], float], sleep: Callable[[float], None]
    ) -> None:
        self._interval = interval_ms / 1000
        self._clock = clock
        self._sleep = sleep
        self._next_start: float | None = None
        self._lock = Lock()

    def wait_turn(self) -> None:
        """Take the next free moment, and sleep until it comes."""
        with self._lock:
            now = self._clock()
            start = now if self._next_start is None else max(now, self._next_start)
            self._next_start = start + self._interval
        if start > now:
            self._sleep(start - now)
