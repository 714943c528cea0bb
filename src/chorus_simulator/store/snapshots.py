"""Whole states kept under a name, and put back.

A snapshot is a copy of the state by SQLite itself, taken between two transactions. It appears
under its name when it is whole, or not at all; putting it back is one transaction of the state. A
state in a file has its snapshots in a folder, and they outlive the simulator; a state in memory
has them in memory, unless a folder is given.

Ids that were given since are not given again: a caller that saw a flow number after the snapshot
must never meet it on another flow.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from chorus_simulator.store import StateFileError, bring_up_to_date, check_ours
from chorus_simulator.store.schema import APPLICATION_ID

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from chorus_simulator.store import Store

NAME_MAXIMUM, SNAPSHOTS_MAXIMUM = 64, 100
_NAME = re.compile(rf"[A-Za-z0-9][A-Za-z0-9_-]{{0,{NAME_MAXIMUM - 1}}}")
_SUFFIX = ".sqlite"


class SnapshotRefusedError(ValueError):
    """The snapshot cannot be taken, put back or removed; the message is French."""


class _Shelf(Protocol):
    """Where snapshots lie."""

    def names(self) -> list[str]: ...

    def size(self, name: str) -> int: ...

    def remove(self, name: str) -> None: ...

    def opened(self, name: str) -> sqlite3.Connection: ...

    def writing(self, name: str) -> Any: ...  # noqa: ANN401  a context manager


class Snapshots:
    """The snapshots of one state."""

    def __init__(self, store: Store, folder: Path | None) -> None:
        self._store = store
        self._shelf: _Shelf = _Memory() if folder is None else _Folder(folder)

    def listing(self) -> list[dict[str, Any]]:
        """List the snapshots, with what each holds; one that cannot be read says why."""
        return [self._described_or_not(name) for name in self._shelf.names()]

    def take(self, name: str, *, replace: bool) -> dict[str, Any]:
        """Keep the present state under a name (SnapshotRefusedError)."""
        if not _NAME.fullmatch(name):
            raise SnapshotRefusedError(
                f"Un nom d'instantané a de 1 à {NAME_MAXIMUM} lettres, chiffres, - et _ (sans "
                "accent), et commence par une lettre ou un chiffre."
            )
        names = self._shelf.names()
        if name in names and not replace:
            raise SnapshotRefusedError(
                f"L'instantané « {name} » existe déjà : donnez un autre nom, ou « replace »."
            )
        if name not in names and len(names) >= SNAPSHOTS_MAXIMUM:
            raise SnapshotRefusedError(
                f"Il y a déjà {SNAPSHOTS_MAXIMUM} instantanés : effacez-en un."
            )
        with self._guarded(name), self._shelf.writing(name) as copy:
            self._store.copy_to(copy)
        return self._described(name)

    def restore(self, name: str) -> None:
        """Put a snapshot in the place of the present state (SnapshotRefusedError)."""
        self._check_known(name)
        with (
            self._guarded(name),
            closing(self._shelf.opened(name)) as kept,
            closing(sqlite3.connect("", isolation_level=None)) as copy,
        ):
            # An unnamed database: SQLite keeps it in memory while it is small, else on the disk.
            _check_state(kept, name)
            kept.backup(copy)
            bring_up_to_date(copy)
            self._store.replace_by(copy)

    def remove(self, name: str) -> None:
        """Forget a snapshot (SnapshotRefusedError)."""
        self._check_known(name)
        with self._guarded(name):
            self._shelf.remove(name)

    def _check_known(self, name: str) -> None:
        if name not in self._shelf.names():
            raise SnapshotRefusedError(f"Instantané inconnu : {name[:NAME_MAXIMUM]}.")

    def _described_or_not(self, name: str) -> dict[str, Any]:
        try:
            return self._described(name)
        except SnapshotRefusedError as error:
            return {"name": name, "erreur": str(error)}

    def _described(self, name: str) -> dict[str, Any]:
        with self._guarded(name), closing(self._shelf.opened(name)) as kept:
            _check_state(kept, name)
            counts = {
                table: kept.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
                for table in ("structures", "flows", "invoices")
            }
        return {"name": name, "size": self._shelf.size(name), **counts}

    @contextmanager
    def _guarded(self, name: str) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError, StateFileError) as error:
            raise SnapshotRefusedError(
                f"L'instantané « {name} » ne peut pas être utilisé ({error})."
            ) from error


def _check_state(kept: sqlite3.Connection, name: str) -> None:
    check_ours(kept, name)
    if kept.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise StateFileError("le fichier est vide")


class _Folder:
    """Snapshots as files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def names(self) -> list[str]:
        found = self._folder.glob(f"*{_SUFFIX}") if self._folder.is_dir() else []
        return sorted(path.stem for path in found if _NAME.fullmatch(path.stem))

    def size(self, name: str) -> int:
        return self._path(name).stat().st_size

    def remove(self, name: str) -> None:
        self._path(name).unlink()

    def opened(self, name: str) -> sqlite3.Connection:
        return sqlite3.connect(f"{self._path(name).resolve().as_uri()}?mode=ro", uri=True)

    @contextmanager
    def writing(self, name: str) -> Iterator[sqlite3.Connection]:
        self._folder.mkdir(parents=True, exist_ok=True)
        partial = self._folder / f"{name}.partial"
        partial.unlink(missing_ok=True)
        try:
            with closing(sqlite3.connect(partial, isolation_level=None)) as copy:
                yield copy
                copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a companion
            partial.replace(self._path(name))
        finally:
            partial.unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}{_SUFFIX}"


class _Memory:
    """Snapshots of a simulator that forgets everything when it ends."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def names(self) -> list[str]:
        return sorted(self._kept)

    def size(self, name: str) -> int:
        return len(self._kept[name])

    def remove(self, name: str) -> None:
        del self._kept[name]

    def opened(self, name: str) -> sqlite3.Connection:
        copy = sqlite3.connect(":memory:", isolation_level=None)
        copy.deserialize(self._kept[name])
        return copy

    @contextmanager
    def writing(self, name: str) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as copy:
            yield copy
            copy.execute("PRAGMA journal_mode = MEMORY")
            self._kept[name] = copy.serialize()
