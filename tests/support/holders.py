"""Processes that use the private server of a data folder until they are told to leave."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from contextlib import suppress
from typing import IO, TYPE_CHECKING

import psutil

from wochorus.storage.places import places_of
from wochorus.storage.processes import living_postmaster

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PROGRAM = """
import sys
from pathlib import Path
from wochorus.storage.server import running_database
with running_database(Path(sys.argv[1]), None):
    print("ready", flush=True)
    sys.stdin.readline()
"""
PATIENCE_SECONDS = 60.0


class Holder:
    """One process with its own session, as a command started from its own terminal."""

    def __init__(self, home: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, home],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def wait_ready(self) -> None:
        """Wait until the server answers."""
        assert _open(self.process.stdout).readline() == "ready\n", self.process.communicate()[1]

    def leave(self) -> int:
        """Ask it to finish as a command does; return its exit code."""
        self.process.communicate("\n", timeout=PATIENCE_SECONDS)
        return self.process.returncode

    def interrupt(self) -> None:
        """Press Ctrl-C in its terminal."""
        self.process.send_signal(signal.SIGINT)
        self.process.communicate(timeout=PATIENCE_SECONDS)

    def kill(self) -> None:
        """End it with no chance to clean up."""
        self.process.kill()
        self.process.communicate(timeout=PATIENCE_SECONDS)


def server_processes(home: Path) -> list[psutil.Process]:
    """List the PostgreSQL processes that work in this data folder."""
    cluster = places_of(home).cluster
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if process.status() != psutil.STATUS_ZOMBIE and cluster.samefile(process.cwd()):
                found.append(process)
    return found


def main_processes(home: Path) -> list[int]:
    """Number the servers of this data folder: their processes that no other one started.

    A child that ends while we look counts for nothing.
    """
    parents: dict[int, int] = {}
    for process in server_processes(home):
        with suppress(psutil.Error):
            parents[process.pid] = process.ppid()
    return [pid for pid, parent in parents.items() if parent not in parents]


def kill_server(home: Path) -> None:
    """Kill every PostgreSQL process of this data folder at once."""
    for process in server_processes(home):
        with suppress(psutil.NoSuchProcess):
            process.kill()
    wait_until(lambda: not server_processes(home))


def postmaster(home: Path) -> int:
    """Number the main process of the server."""
    pid = living_postmaster(places_of(home).cluster)
    assert pid is not None
    return pid


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait for something that must come; fail after a long patience."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.01)


def _open(stream: IO[str] | None) -> IO[str]:
    assert stream is not None
    return stream
