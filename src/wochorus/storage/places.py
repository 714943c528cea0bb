"""Where things lie in a data folder, and where the server's socket does.

A Unix socket path has room for about a hundred bytes, and libpq reads a comma in it as a second
host. A data folder whose path does not fit keeps its socket in a short private folder instead,
whose name depends on the data folder alone: two commands that see different environments (a cron
job has no `XDG_RUNTIME_DIR`) must still meet on the same socket.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

PORT = "5432"
SOCKET_NAME = f".s.PGSQL.{PORT}"
LONGEST_SOCKET_PATH = 103
"""Bytes: macOS has 104 with the final zero, Linux 108."""
UNFINISHED = "postgres.partial-"
UNSAFE_IN_SOCKET_PATH = frozenset(",\"'\\")


@dataclass(frozen=True, slots=True)
class Places:
    """The folders of one private server."""

    home: Path
    cluster: Path
    run: Path
    """Locks, and the socket when its path is short enough."""
    sockets: Path

    @property
    def socket(self) -> Path:
        """The socket file."""
        return self.sockets / SOCKET_NAME

    def unfinished_clusters(self) -> list[Path]:
        """List the clusters that are being made, or whose making was cut short."""
        return list(self.home.glob(f"{UNFINISHED}*"))

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.cluster / "server.log"


def places_of(home: Path) -> Places:
    """Name the folders of ``home`` without creating anything."""
    run = home / "run"
    sockets = run if _fits(run) else _short_folder(home)
    return Places(home=home, cluster=home / "postgres", run=run, sockets=sockets)


def _fits(folder: Path) -> bool:
    text = str(folder)
    if any(char in UNSAFE_IN_SOCKET_PATH or ord(char) < ord(" ") for char in text):
        return sys.platform == "win32" and "," not in text
    try:
        return len((folder / SOCKET_NAME).as_posix().encode()) <= LONGEST_SOCKET_PATH
    except UnicodeEncodeError:
        return False


def _short_folder(home: Path) -> Path:
    digest = hashlib.sha256(os.fsencode(os.path.realpath(home))).hexdigest()[:20]
    shared = Path(tempfile.gettempdir()) if sys.platform == "win32" else Path("/tmp")  # noqa: S108
    return shared / f"wochorus-{digest}"
