"""The programs of a trial: started, killed with SIGKILL, replaced."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

from crash.ground import Ground, StuckError

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerProcess

POLL_SECONDS = 0.01
_SECONDS_TO_END = 120.0


def kill(process: ForkServerProcess) -> bool:
    """Kill a program as the lack of memory or a power cut does; tell whether it ran still."""
    runs = process.is_alive()
    if runs:
        process.kill()
    process.join()
    return runs


def kill_database(ground: Ground) -> None:
    """Kill the postmaster with SIGKILL; its children notice and end."""
    os.kill(ground.postmaster(), signal.SIGKILL)


def wait_for_end(process: ForkServerProcess) -> None:
    """Wait for a program that lost its database. Raises `StuckError` when it never ends."""
    process.join(_SECONDS_TO_END)
    if process.exitcode is None:
        kill(process)
        raise StuckError("a command that lost its database does not end")


@dataclass(slots=True)
class Workers:
    """Two workers, that the queue knows by numbers and the trial by names."""

    ground: Ground
    running: dict[str, ForkServerProcess] = field(default_factory=dict)
    ended_alone: int = 0
    _names: count[int] = field(default_factory=lambda: count(1))

    def fill(self, wanted: int = 2) -> None:
        """Replace the workers that are dead."""
        self._bury()
        while len(self.running) < wanted:
            self._start()

    def kill(self, name: str) -> bool:
        """Kill one worker; what it was doing is taken from it as if it had been silent for long."""
        process = self.running.pop(name, None)
        if process is None:
            return False
        was_alive = kill(process)
        self.age(name)
        return was_alive

    def stop(self) -> None:
        """Kill all that still run."""
        for process in self.running.values():
            kill(process)
        self.running.clear()

    def age(self, name: str) -> None:
        """Make the last sign of life of a dead worker an old one, instead of waiting for it."""
        self.ground.write(
            "UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '1 hour'"
            " WHERE id IN (SELECT id FROM trial_workers WHERE name = %s)",
            name,
        )

    def _bury(self) -> None:
        for name, process in list(self.running.items()):
            if not process.is_alive():
                process.join()
                del self.running[name]
                self.ended_alone += 1
                self.age(name)

    def _start(self) -> None:
        name = f"worker-{next(self._names)}"
        process = self.ground.start(name, "worker")
        self.running[name] = process
        while process.is_alive():
            if self.ground.read("SELECT 1 FROM trial_workers WHERE name = %s", name):
                return
            time.sleep(POLL_SECONDS)
        raise StuckError("a worker ended as it began")
