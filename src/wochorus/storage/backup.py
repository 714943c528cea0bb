"""One file with everything that a data folder holds: the database and the kept files."""

from __future__ import annotations

import os
import secrets
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wochorus import __version__
from wochorus.core.errors import InvalidInput
from wochorus.storage import archive
from wochorus.storage.connection import interruptions_told
from wochorus.storage.database_copy import (
    applied_migrations,
    dump,
    parameters_of,
    server_version,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from wochorus.storage.archive import Advance

UNFINISHED_FILE = ".incoming-"
"""How the files that another command is still writing begin."""


@dataclass(frozen=True, slots=True)
class Backup:
    """What was saved."""

    path: Path
    size: int
    files: int


def make_backup(
    home: Path,
    database_url: str | None,
    target: Path,
    *,
    now: datetime,
    overwrite: bool = False,
    with_key: bool = False,
    advance: Advance = lambda _: None,
) -> Backup:
    """Save the running database and the files of ``home`` into ``target``.

    The database is copied first: every file that it names is there when the files follow. The
    file appears under its name when it is complete. Raises `InvalidInput` when ``target`` exists
    and may not be overwritten, or when the key is asked for and there is none.
    """
    _check_target(home, target, overwrite=overwrite)
    key = _key_file(home) if with_key else None
    parameters = parameters_of(home, database_url)
    with interruptions_told(), _beside(target) as unfinished, _beside(target) as database:
        version = server_version(parameters)
        programs = dump(parameters, int(version.split(".")[0]), database)
        files = list(kept_files(home / "files"))
        with unfinished.open("xb") as file:
            unfinished.chmod(0o600)
            writer = archive.ArchiveWriter(file)
            writer.add(archive.DATABASE, database, advance)
            for path in files:
                writer.add(_member_name(path, home / "files"), path, advance)
            if key is not None:
                writer.add(archive.KEY, key, advance)
            writer.close(
                {
                    "product": __version__,
                    "created_at": now.isoformat(timespec="seconds"),
                    "server_version": version,
                    "dump_version": programs.version,
                    "migrations": applied_migrations(parameters),
                }
            )
            file.flush()
            os.fsync(file.fileno())
        _name(unfinished, target, overwrite=overwrite)
    return Backup(target, target.stat().st_size, len(files))


def kept_files(folder: Path) -> Iterator[Path]:
    """List the files of a folder, in order, without those that are still being written."""
    for root, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = type(folder)(root) / name
            if not name.startswith(UNFINISHED_FILE) and path.is_file() and not path.is_symlink():
                yield path


def _member_name(path: Path, folder: Path) -> str:
    return archive.FILES + path.relative_to(folder).as_posix()


def _check_target(home: Path, target: Path, *, overwrite: bool) -> None:
    if target.is_dir() or not target.parent.is_dir():
        raise InvalidInput(
            "Ce n'est pas un nom de fichier possible pour la sauvegarde",
            where=str(target),
            remedy="Donnez un nom de fichier dans un dossier qui existe.",
        )
    if target.exists() and not overwrite:
        raise _exists(target)
    if target.resolve().is_relative_to((home / "files").resolve()):
        raise InvalidInput(
            "La sauvegarde ne peut pas être rangée parmi les fichiers qu'elle sauvegarde",
            where=str(target),
            remedy="Choisissez un autre dossier, de préférence sur un autre disque.",
        )


def _exists(target: Path) -> InvalidInput:
    return InvalidInput(
        "Ce fichier existe déjà",
        where=str(target),
        remedy="Choisissez un autre nom, ou ajoutez --force pour le remplacer.",
    )


def _key_file(home: Path) -> Path:
    path = home / "keys" / "secret.key"
    if path.is_file():
        return path
    raise InvalidInput(
        "Il n'y a pas de fichier de clé à joindre à la sauvegarde",
        where=str(path),
        remedy="Relancez sans --with-key ; si la clé est dans WOCHORUS_SECRET_KEY, "
        "gardez-la à part.",
    )


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    path = target.with_name(f".{target.name}.{secrets.token_hex(4)}.partial")
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def _name(unfinished: Path, target: Path, *, overwrite: bool) -> None:
    if not overwrite:
        try:
            os.link(unfinished, target)
        except FileExistsError:
            raise _exists(target) from None
        except OSError:  # a file system without links
            if target.exists():
                raise _exists(target) from None
        else:
            return
    unfinished.replace(target)
