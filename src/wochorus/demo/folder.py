"""The folder of the demonstration: a data folder of its own, inside the user's or beside nothing.

It bears a marker, and only a folder that bears it is ever emptied. A lock beside it keeps two
demonstrations, or a demonstration and `wochorus serve --demo`, from treading on each other.
"""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fasteners import InterProcessLock

from wochorus.core.errors import InvalidInput, Transient
from wochorus.demo.simulator_process import SimulatorFiles, end_left_over
from wochorus.storage.places import places_of
from wochorus.storage.processes import living_postmaster
from wochorus.storage.server import running_database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME = "demo"
MARKER = "demonstration.txt"
_MARKER_TEXT = (
    "Ce dossier est celui de « wochorus demo » : chaque démonstration le vide et le refait.\n"
    "N'y gardez rien de vous.\n"
)
_PRIVATE = 0o700


@dataclass(frozen=True, slots=True)
class DemoFolder:
    """Where the things of the demonstration are. `home` is its WOCHORUS_HOME."""

    home: Path

    @property
    def marker(self) -> Path:
        """The file that says what the folder is."""
        return self.home / MARKER

    @property
    def lock(self) -> Path:
        """The lock, outside the folder since the folder is emptied."""
        return self.home.with_name(f"{self.home.name}.lock")

    @property
    def annuaire(self) -> Path:
        """The files of the annuaire."""
        return self.home / "annuaire"

    @property
    def pdfs(self) -> Path:
        """The PDFs of the invoices."""
        return self.home / "pdf"

    @property
    def attachments(self) -> Path:
        """The attachments of the invoices."""
        return self.home / "pieces-jointes"

    @contextmanager
    def held(self) -> Iterator[None]:
        """Be the only one to use the folder. Raises `Transient` when another command does."""
        refusal = "La démonstration est déjà en cours, ou ouverte par « wochorus serve --demo »"
        with exclusive(self.lock, refusal, self.home):
            yield

    @property
    def simulator(self) -> SimulatorFiles:
        """The files of the simulator."""
        return SimulatorFiles(self.home)


def demo_folder(data_folder: Path) -> DemoFolder:
    """Name the folder of the demonstration for a user whose data are in ``data_folder``.

    A user who has opened the demonstration (WOCHORUS_HOME names it) is already there.
    """
    is_there = (data_folder / MARKER).is_file()
    return DemoFolder(data_folder if is_there else data_folder / NAME)


def require_made(folder: DemoFolder) -> None:
    """Raise `InvalidInput` when no demonstration was made there."""
    if not folder.marker.is_file():
        raise InvalidInput(
            "La démonstration n'a pas encore été faite",
            where=str(folder.home),
            remedy="Faites-la : wochorus demo",
        )


@contextmanager
def exclusive(lock_file: Path, refusal: str, where: Path) -> Iterator[None]:
    """Be the only process to hold ``lock_file``; raise `Transient` with ``refusal`` if not."""
    lock_file.parent.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
    lock = InterProcessLock(lock_file)
    if not lock.acquire(blocking=False):
        lock.lockfile.close()
        raise Transient(
            refusal, where=str(where), remedy="Attendez sa fin, ou arrêtez-le, puis relancez."
        )
    try:
        yield
    finally:
        lock.release()


def make_afresh(folder: DemoFolder) -> None:
    """Make the folder, empty; what a former demonstration left is removed.

    Raises `InvalidInput` when the folder is not ours, `Transient` when it is in use.
    """
    _require_ours(folder)
    folder.home.mkdir(mode=_PRIVATE, exist_ok=True)
    folder.marker.write_text(_MARKER_TEXT, encoding="utf-8")
    end_left_over(folder.simulator)
    _stop_former_server(folder)
    for entry in folder.home.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        elif entry != folder.marker:
            entry.unlink()
    for made in (folder.annuaire, folder.pdfs, folder.attachments):
        made.mkdir()


def _require_ours(folder: DemoFolder) -> None:
    home = folder.home
    is_empty = home.is_dir() and not any(home.iterdir())
    if home.is_symlink() or (home.exists() and not is_empty and not folder.marker.is_file()):
        raise InvalidInput(
            "Ce dossier n'est pas celui d'une démonstration : rien n'y a été touché",
            where=str(home),
            remedy="Renommez-le, ou choisissez un autre dossier de données (WOCHORUS_HOME).",
        )


def _stop_former_server(folder: DemoFolder) -> None:
    """Stop the database of a demonstration that was killed; refuse when somebody uses it."""
    cluster = places_of(folder.home).cluster
    if living_postmaster(cluster) is None:
        return
    with running_database(folder.home, None):
        pass
    if living_postmaster(cluster) is not None:
        raise Transient(
            "Une commande se sert encore de la démonstration précédente",
            where=str(folder.home),
            remedy="Attendez sa fin, ou arrêtez-la, puis relancez.",
        )
