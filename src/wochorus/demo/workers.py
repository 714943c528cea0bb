"""The workers that `wochorus serve` keeps alive: started, replaced when they die, stopped.

Each is the command `wochorus worker` in a process of its own, apart from the terminal: Ctrl-C
reaches us alone, and we ask them to end. One that outlives us ends by itself.
"""

from __future__ import annotations

import os
import subprocess
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

from wochorus.demo.simulator_process import our_program

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds before a worker that died is started again; twice as long each time it dies at once."""
SECONDS_OF_GOOD_HEALTH = 60.0
"""After which its death is no sequel of the one before."""
STOP_SECONDS = 330.0
"""Longer than what an answer of Chorus Pro is waited for: what is being sent ends."""
LOG_BYTES = 5_000_000
_POLL_SECONDS = 0.2


@contextmanager
def running_workers(
    home: Path, variables: Mapping[str, str], count: int, tell: Callable[[str], None]
) -> Iterator[list[Path]]:
    """Keep ``count`` workers running for as long as the block lasts; give where they write.

    ``variables`` is their whole environment. ``tell`` is given a French sentence, from a thread,
    when one of them dies.
    """
    logs = home / "logs"
    logs.mkdir(parents=True, exist_ok=True, mode=0o700)
    paths = [logs / f"service-{rank}.log" for rank in range(1, count + 1)]
    keepers = [_Keeper(path, variables, tell) for path in paths]
    try:
        for keeper in keepers:
            keeper.begin()
        yield paths
    finally:
        for keeper in keepers:
            keeper.ask_to_stop()
        for keeper in keepers:
            keeper.finish()


@dataclass(slots=True)
class _Keeper:
    """Keeps one worker alive, from a thread."""

    log: Path
    variables: Mapping[str, str]
    tell: Callable[[str], None]
    over: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)
    process: subprocess.Popen[bytes] | None = None
    thread: threading.Thread | None = None

    def begin(self) -> None:
        self._start()
        self.thread = threading.Thread(target=self._keep, name=self.log.stem, daemon=True)
        self.thread.start()

    def ask_to_stop(self) -> None:
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
                f"Le service s'est arrêté de lui-même (code {code}) ; un autre prend la suite dans "
                f"{pause:.0f} s. Son journal : {self.log}"
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
                    [our_program("wochorus"), "worker", "--parent", str(os.getpid())],
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
