"""Programs that `wochorus serve` keeps alive: started, replaced when they die, stopped.

Each is one of our commands in a process of its own, apart from the terminal: Ctrl-C reaches us
alone, and we ask them to end. One that outlives us ends by itself.
"""

from __future__ import annotations

import os
import subprocess
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

from wochorus.demo.simulator_process import our_program

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds before a program that died is started again; twice as long each time it dies at once."""
SECONDS_OF_GOOD_HEALTH = 60.0
"""After which its death is no sequel of the one before."""
STOP_SECONDS = 330.0
"""Longer than what an answer of Chorus Pro is waited for: what is being sent ends."""
LOG_BYTES = 5_000_000
_POLL_SECONDS = 0.2


@dataclass(slots=True)
class Keeper:
    """Keeps the command ``words`` alive, from a thread. ``name`` is what it is called in French."""

    name: str
    words: list[str]
    log: Path
    variables: Mapping[str, str]
    tell: Callable[[str], None]
    over: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)
    process: subprocess.Popen[bytes] | None = None
    thread: threading.Thread | None = None

    def begin(self) -> None:
        """Start the program, and watch over it."""
        self._start()
        self.thread = threading.Thread(target=self._keep, name=self.log.stem, daemon=True)
        self.thread.start()

    def ask_to_stop(self) -> None:
        """Have it end, without waiting."""
        with self.lock:
            self.over.set()
            if self.process is not None:
                self.process.terminate()

    def finish(self) -> None:
        """Wait for the end of what is being sent; a second Ctrl-C waits no more."""
        if self.thread is not None:
            self.thread.join()
        if self.process is None:
            return
        try:
            self.process.wait(STOP_SECONDS)
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            self.process.kill()
            self.process.wait()

    @property
    def has_ended(self) -> bool:
        """Whether the program is not running just now."""
        return self.process is None or self.process.poll() is not None

    def _keep(self) -> None:
        pause = FIRST_PAUSE
        while not self.over.is_set():
            began = time.monotonic()
            code = self._wait()
            if code is None:
                return
            if time.monotonic() - began > SECONDS_OF_GOOD_HEALTH:
                pause = FIRST_PAUSE
            self.tell(
                f"{self.name} s'est arrêté de lui-même (code {code}) ; un autre prend la suite "
                f"dans {pause:.0f} s. Son journal : {self.log}"
            )
            self.over.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
            self._start()

    def _wait(self) -> int | None:
        """Wait for the end of the worker; give its code, or nothing when it was asked to stop."""
        while not self.over.wait(_POLL_SECONDS):
            code = None if self.process is None else self.process.poll()
            if code is not None:
                return code
        return None

    def _start(self) -> None:
        with self.lock:
            if self.over.is_set():
                return
            with _opened(self.log) as log:
                self.process = subprocess.Popen(  # noqa: S603 - our own program, no shell
                    [our_program("wochorus"), *self.words, "--parent", str(os.getpid())],
                    env=dict(self.variables),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )


def _opened(log: Path) -> IO[bytes]:
    """Open the log to add to it; one that is long makes room, and is kept beside."""
    with suppress(OSError):
        if log.stat().st_size > LOG_BYTES:
            log.replace(log.with_suffix(".ancien.log"))
    return log.open("ab")
