"""Where a data set lies: a folder, or a zip file."""

from __future__ import annotations

import shutil
import zipfile
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, Protocol

from wochorus.core.errors import InvalidInput
from wochorus.dataset.manifest import MANIFEST, not_intact

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import IO

ZIP = ".zip"
_ANY_DAY = (1980, 1, 1, 0, 0, 0)
"""The moment of every entry: the same data give the same bytes."""


class Target(Protocol):
    """Where files are written."""

    def create(self, name: str) -> IO[bytes]:
        """Open a new file of the data set, to be closed before the next."""


class Source(Protocol):
    """Where files are read."""

    def open(self, name: str) -> IO[bytes]:
        """Open a file of the data set. Raises `InvalidInput` when it is not there."""


class _Folder:
    def __init__(self, root: Path) -> None:
        self.root = root

    def create(self, name: str) -> BinaryIO:
        path = self.root.joinpath(*name.split("/"))
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return path.open("xb")

    def open(self, name: str) -> BinaryIO:
        path = self.root.joinpath(*name.split("/"))
        if not path.is_file():
            raise not_intact(self.root, f"il manque {name}")
        return path.open("rb")


class _Zip:
    def __init__(self, archive: zipfile.ZipFile, path: Path) -> None:
        self.archive, self.path = archive, path

    def create(self, name: str) -> IO[bytes]:
        entry = zipfile.ZipInfo(name, _ANY_DAY)
        entry.external_attr = 0o600 << 16
        is_text = not name.startswith("files/")
        entry.compress_type = zipfile.ZIP_DEFLATED if is_text else zipfile.ZIP_STORED
        return self.archive.open(entry, "w", force_zip64=True)

    def open(self, name: str) -> IO[bytes]:
        try:
            return self.archive.open(name)
        except (KeyError, RuntimeError, NotImplementedError) as error:
            raise not_intact(self.path, f"il manque {name}") from error


@contextmanager
def new_place(path: Path) -> Iterator[Target]:
    """Write a data set at ``path``; it has its name when it is whole, or is not there at all.

    Raises `InvalidInput` when ``path`` exists already.
    """
    if path.exists() or not path.absolute().parent.is_dir():
        raise InvalidInput(
            "Il faut un nom qui n'existe pas, dans un dossier qui existe",
            where=str(path),
            remedy="Choisissez un autre nom : EXPORT pour un dossier, EXPORT.zip pour un fichier.",
        )
    beside = path.with_name(f".{path.name}.partial")
    _remove(beside)
    try:
        if path.suffix.lower() == ZIP:
            with zipfile.ZipFile(beside, "x", compresslevel=6) as archive:
                beside.chmod(0o600)
                yield _Zip(archive, path)
        else:
            beside.mkdir(mode=0o700)
            yield _Folder(beside)
        beside.rename(path)
    finally:
        _remove(beside)


@contextmanager
def known_place(path: Path) -> Iterator[Source]:
    """Read the data set at ``path``. Raises `InvalidInput` when there is none."""
    if path.is_dir() and (path / MANIFEST).is_file():
        yield _Folder(path)
        return
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, IsADirectoryError) as error:
        raise not_intact(path) from error
    with archive:
        try:
            yield _Zip(archive, path)
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise not_intact(path) from error


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
