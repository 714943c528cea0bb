"""A folder where another program lays invoices down: each is taken once it is whole.

A file is left alone until two looks find it unchanged; then it is renamed into `.en-cours`, brought
in, and moved to `traites`, or to `refuses` with the reasons beside it. It always is in one of these
places, whatever stops the program; what a stopped one had begun is done again first, and bringing
a file in twice is bringing it in once. One program at a time watches a folder.
"""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fasteners import InterProcessLock

from wochorus.billing.ingest.files import EXTENSIONS
from wochorus.billing.ingest.ingesting import FileOutcome, FileState, ingest
from wochorus.core.errors import InvalidInput, Transient

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wochorus.accounts.models import Company

IN_PROGRESS, DONE, REFUSED = ".en-cours", "traites", "refuses"
REASON = ".motif.txt"
_LOCK = ".wochorus.lock"
_EMPTY_SECONDS = 60.0
"""An empty file is waited for so long: a slow program creates before it writes."""

_Stamp = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was taken, and where it lies now."""

    outcome: FileOutcome
    place: Path


@contextmanager
def watched(root: Path) -> Iterator[WatchedFolder]:
    """Be the only program that watches the folder ``root``; its inner folders are made.

    Raises `InvalidInput` when it is no folder, `Transient` when another program watches it.
    """
    if not root.is_dir():
        raise InvalidInput(
            "Ce dossier n'existe pas", where=str(root), remedy="Créez-le, ou corrigez le chemin."
        )
    for name in (IN_PROGRESS, DONE, REFUSED):
        (root / name).mkdir(exist_ok=True)
    lock = InterProcessLock(root / _LOCK)
    if not lock.acquire(blocking=False):
        if lock.lockfile is not None:
            lock.lockfile.close()
        raise Transient(
            "Un autre programme surveille déjà ce dossier",
            where=str(root),
            remedy="Laissez-le faire, ou arrêtez-le, puis relancez.",
        )
    try:
        yield WatchedFolder(root)
    finally:
        lock.release()


@dataclass(slots=True)
class WatchedFolder:
    """A folder under watch; see `watched`."""

    root: Path
    _seen: dict[str, _Stamp] = field(default_factory=dict)

    def turn(self, company: Company) -> Iterator[Taken]:
        """Take, one by one, what was begun before and what has not changed since the last turn.

        Raises `Transient` and `OSError` when nothing can be brought in for now: the file that was
        in hand is back in its place.
        """
        for path in sorted((self.root / IN_PROGRESS).iterdir()):
            yield self._bring_in(company, path)
        before, self._seen = self._seen, dict(self._look())
        for name, stamp in sorted(self._seen.items()):
            if before.get(name) == stamp and (claimed := self._claimed(name)) is not None:
                yield self._bring_in(company, claimed)

    def _look(self) -> Iterator[tuple[str, _Stamp]]:
        with os.scandir(self.root) as entries:
            for entry in entries:
                is_hidden = entry.name.startswith((".", "~"))
                extension = os.path.splitext(entry.name)[1].lower()  # noqa: PTH122 - a bare name
                if is_hidden or extension not in EXTENSIONS:
                    continue
                try:
                    found = entry.stat(follow_symlinks=False)
                    is_file = entry.is_file(follow_symlinks=False)
                except FileNotFoundError:
                    continue
                is_young = time.time() - found.st_mtime < _EMPTY_SECONDS
                if is_file and (found.st_size or not is_young):
                    yield entry.name, (found.st_ino, found.st_size, found.st_mtime_ns)

    def _claimed(self, name: str) -> Path | None:
        """Take a file by renaming it; nothing when it is gone."""
        try:
            return _moved(self.root / name, self.root / IN_PROGRESS)
        except FileNotFoundError:
            return None

    def _bring_in(self, company: Company, path: Path) -> Taken:
        stamp = _stamp(path)
        try:
            outcome = ingest(company, [path]).files[0]
        except BaseException:
            _moved(path, self.root)
            raise
        if _stamp(path) != stamp:
            outcome.warnings.append("il a changé pendant sa lecture : il sera repris")
            return Taken(outcome, _moved(path, self.root))
        if outcome.state is not FileState.REFUSED:
            return Taken(outcome, _moved(path, self.root / DONE))
        return Taken(outcome, self._refused(path, outcome))

    def _refused(self, path: Path, outcome: FileOutcome) -> Path:
        """Set a file apart, its reasons written first: none lies there without them."""
        folder = self.root / REFUSED
        name = _free_name(folder, path.name)
        lines = [f"{path.name} n'est pas entré dans le journal.", ""]
        lines += [f"- {error}" for error in outcome.errors]
        lines += ["", f"Corrigez la facture, puis remettez le fichier dans {self.root}.", ""]
        (folder / f"{name}{REASON}").write_text("\n".join(lines), "utf-8")
        target = folder / name
        path.replace(target)
        return target


def _stamp(path: Path) -> _Stamp:
    found = path.lstat()
    return found.st_ino, found.st_size, found.st_mtime_ns


def _moved(path: Path, folder: Path) -> Path:
    """Move a file into ``folder``, never over another one."""
    while True:
        target = folder / _free_name(folder, path.name)
        try:
            os.link(path, target, follow_symlinks=False)
        except FileExistsError:
            continue
        except FileNotFoundError:
            raise
        except OSError:  # a file system without links
            return path.replace(target)
        path.unlink()
        return target


def _free_name(folder: Path, name: str) -> str:
    stem, suffix = os.path.splitext(name)  # noqa: PTH122 - a bare name
    candidate, rank = name, 1
    while (folder / candidate).exists() or (folder / f"{candidate}{REASON}").exists():
        rank += 1
        candidate = f"{stem}-{rank}{suffix}"
    return candidate
