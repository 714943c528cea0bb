"""Who is using the private server: locks that the system frees when their holder dies.

Two files in the run folder. `start.lock` is held, alone, while someone starts or stops the
server. `lease.lock` is shared by every process that uses it; whoever can take it alone is the
last. These are POSIX record locks: they belong to the process, a fork does not inherit them, and
closing a second descriptor of the same file would drop them, hence one registry per process.
"""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fasteners import InterProcessLock, InterProcessReaderWriterLock

from wochorus.core.errors import Transient

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PATIENCE_SECONDS = 180.0
POLL_SECONDS = 0.01
SLOWEST_POLL_SECONDS = 0.05


@dataclass(slots=True)
class _Held:
    lock: InterProcessReaderWriterLock
    process: int
    count: int = 1


_held: dict[str, _Held] = {}
in_process = threading.RLock()
"""Threads of one process take turns: record locks do not tell them apart."""


@contextmanager
def starting_or_stopping(run: Path) -> Iterator[None]:
    """Be the only one, on this machine, who starts or stops the server of this folder."""
    with in_process:
        lock = InterProcessLock(run / "start.lock")
        if not lock.acquire(
            delay=POLL_SECONDS, max_delay=SLOWEST_POLL_SECONDS, timeout=PATIENCE_SECONDS
        ):
            raise Transient(
                "Une autre commande démarre ou arrête la base depuis trop longtemps",
                where=str(run.parent),
                remedy="Attendez qu'elle finisse, ou arrêtez-la, puis relancez.",
            )
        try:
            yield
        finally:
            lock.release()


def take_lease(run: Path) -> None:
    """Say that this process uses the server; several calls of one process add up."""
    with in_process:
        held = _held.get(_key(run))
        if held is not None and held.process == os.getpid():
            held.count += 1
            return
        lock = InterProcessReaderWriterLock(run / "lease.lock")
        lock.acquire_read_lock(delay=POLL_SECONDS, max_delay=SLOWEST_POLL_SECONDS)
        _held[_key(run)] = _Held(lock, os.getpid())


def give_back_lease(run: Path) -> bool:
    """Say that this use is over; tell whether nobody uses the server any more.

    To be called under `starting_or_stopping`, or the answer may be out of date.
    """
    with in_process:
        held = _held[_key(run)]
        held.count -= 1
        if held.count:
            return False
        del _held[_key(run)]
        held.lock.release_read_lock()
        return nobody_holds(run)


def nobody_holds(run: Path) -> bool:
    """Tell whether no process uses the server; same remark as for `give_back_lease`."""
    if _key(run) in _held:
        return False
    lock = InterProcessReaderWriterLock(run / "lease.lock")
    if lock.acquire_write_lock(blocking=False):
        lock.release_write_lock()
        return True
    lock.lockfile.close()
    return False


def _key(run: Path) -> str:
    return os.path.realpath(run)
