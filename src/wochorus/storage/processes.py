"""Which running processes belong to a cluster.

A pid file proves nothing: the machine may have restarted and given the number to someone else.
Every PostgreSQL process works in the folder of its cluster, and that can be checked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import psutil

PID_FILE = "postmaster.pid"
PATIENCE_SECONDS = 5.0


def recorded_pid(cluster: Path) -> int | None:
    """Read the process number that the pid file gives, true or not."""
    try:
        return int((cluster / PID_FILE).read_text("ascii", errors="replace").split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None


def living_postmaster(cluster: Path) -> int | None:
    """Name the process of the pid file when it truly serves ``cluster``."""
    import psutil

    pid = recorded_pid(cluster)
    if pid is None:
        return None
    try:
        return pid if _works_in(psutil.Process(pid), cluster) else None
    except psutil.NoSuchProcess:
        return None


def end_orphans(cluster: Path) -> int:
    """End the server processes that outlived their postmaster; tell how many there were.

    Only to be called when no postmaster lives: PostgreSQL then recovers from its journal.
    """
    import psutil

    orphans = [process for process in psutil.process_iter() if _works_in(process, cluster)]
    for process in orphans:
        _signal(process, "terminate")
    _, stubborn = psutil.wait_procs(orphans, timeout=PATIENCE_SECONDS)
    for process in stubborn:
        _signal(process, "kill")
    psutil.wait_procs(stubborn, timeout=PATIENCE_SECONDS)
    return len(orphans)


def _signal(process: psutil.Process, action: str) -> None:
    import psutil

    try:
        getattr(process, action)()
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return


def _works_in(process: psutil.Process, cluster: Path) -> bool:
    import psutil

    try:
        if process.status() == psutil.STATUS_ZOMBIE or "postgres" not in process.name():
            return False
        return cluster.samefile(process.cwd())
    except (psutil.Error, OSError):
        return False
