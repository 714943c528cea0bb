"""The state of the simulator: one SQLite file, or memory.

Each request is one transaction, so a process killed at any moment leaves either the whole effect
of a call (deposit, ledger line, token…) or nothing. Write-ahead logging with ``synchronous =
NORMAL`` loses nothing when the process dies; only a power cut could lose the last instants.
"""

from __future__ import annotations

import sqlite3
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from chorus_simulator.store.schema import APPLICATION_ID, STEPS

if TYPE_CHECKING:
    from collections.abc import Iterator


class StateFileError(Exception):
    """The state file cannot be used; the message is French and says what to do."""


class Store:
    """The one connection to the state, used by one request at a time."""

    def __init__(self, path: str) -> None:
        self._lock = threading.RLock()
        self._connection = _open(path)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Run one request: committed whole, or not at all."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep every other call waiting."""
        with self._lock:
            yield

    def copy_to(self, copy: sqlite3.Connection) -> None:
        """Copy the whole state into an empty database."""
        with self._lock:
            self._connection.backup(copy)

    def replace_by(self, other: sqlite3.Connection) -> None:
        """Put another state in the place of this one, whole or not at all.

        Ids go on from where they are, in whichever of the two they are further.
        """
        with self._lock:
            for name, given in self._connection.execute("SELECT name, seq FROM sqlite_sequence"):
                other.execute(
                    "UPDATE sqlite_sequence SET seq = max(seq, ?2) WHERE name = ?1", (name, given)
                )
                other.execute(
                    "INSERT INTO sqlite_sequence (name, seq) SELECT ?1, ?2 WHERE NOT EXISTS"
                    " (SELECT 1 FROM sqlite_sequence WHERE name = ?1)",
                    (name, given),
                )
            other.backup(self._connection)

    def close(self) -> None:
        """Close the file; what was committed is kept."""
        with self._lock:
            self._connection.close()


def _open(path: str) -> sqlite3.Connection:
    try:
        if path != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(
            path, isolation_level=None, check_same_thread=False, timeout=10
        )
        connection.row_factory = sqlite3.Row
        check_ours(connection, path)
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")
        bring_up_to_date(connection)
    except (sqlite3.Error, OSError) as error:
        raise StateFileError(
            f"Le fichier d'état {path} ne peut pas être utilisé ({error}). Indiquez un autre "
            "fichier avec --state, ou effacez celui-ci s'il n'est plus utile."
        ) from error
    return connection


def check_ours(connection: sqlite3.Connection, path: str) -> None:
    """Check that a database is empty or a state of ours (StateFileError)."""
    found = connection.execute("PRAGMA application_id").fetchone()[0]
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if (tables and found != APPLICATION_ID) or version > len(STEPS):
        raise StateFileError(
            f"Le fichier {path} n'est pas un état de cette version du simulateur. "
            "Indiquez un autre fichier avec --state."
        )


def bring_up_to_date(connection: sqlite3.Connection) -> None:
    """Run on a state the steps that it has not seen."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    for number, step in enumerate(STEPS[version:], start=version + 1):
        connection.executescript(f"BEGIN; {step}; PRAGMA user_version = {number}; COMMIT;")
