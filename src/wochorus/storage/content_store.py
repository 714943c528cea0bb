"""A folder of files named by the SHA-256 of their content: each content is kept once, for ever.

A file is complete before it has its name: it is written beside, flushed to the disk, then
renamed. A crash, a full disk or two writers of the same content leave either the whole file or
nothing.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from wochorus.core.errors import InvalidInput, Permanent

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST_FILE = 120_000_000
"""Bytes. Chorus Pro takes no more than 120 MB of attachments for one invoice."""

_BLOCK = 1 << 20
_SHA256 = re.compile(r"[0-9a-f]{64}")
_INCOMING = ".incoming-"


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of the store: its name, and its size in bytes."""

    sha256: str
    size: int
    path: Path


class ContentStore:
    """The files under ``root``, readable by their owner alone."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, sha256: str) -> Path:
        """Say where the content is, or would be. Raises `ValueError` on anything but a SHA-256."""
        if not _SHA256.fullmatch(sha256):
            raise ValueError(sha256)
        return self.root / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        """Tell whether the content of a known SHA-256 is on the disk."""
        # A plain string: `Path` takes four times as long, and a journal has 16,000 PDFs.
        return os.path.isfile(f"{self.root}/{sha256[:2]}/{sha256}")  # noqa: PTH113

    def open(self, sha256: str) -> BinaryIO:
        """Open a content for reading. Raises `Permanent` when the file is gone."""
        try:
            return self.path(sha256).open("rb")
        except FileNotFoundError as error:
            raise Permanent(
                "Un fichier archivé a disparu du dossier des données",
                where=str(self.path(sha256)),
                remedy="Rétablissez-le depuis une sauvegarde, ou importez-le de nouveau.",
            ) from error

    def keep(self, source: Path, *, largest: int = LARGEST_FILE) -> KeptFile:
        """Copy ``source`` into the store unless its content is there already.

        Raises `InvalidInput` when it is no ordinary file or weighs more than ``largest`` bytes,
        `OSError` when it cannot be read or the disk is full; nothing is kept then.
        """
        digest, size = _measure(source, largest)
        if self._holds(digest, size):
            return KeptFile(digest, size, self.path(digest))
        return self._copy(source, largest)

    def _holds(self, sha256: str, size: int) -> bool:
        with suppress(FileNotFoundError):
            return self.path(sha256).stat().st_size == size
        return False

    def _copy(self, source: Path, largest: int) -> KeptFile:
        """Copy ``source``; its name comes from what was copied, were it changed meanwhile."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=_INCOMING, dir=self.root)
        incoming = Path(name)
        try:
            with os.fdopen(handle, "wb") as target:
                digest, size = _copy_blocks(source, target, largest)
            return KeptFile(digest, size, self._name(incoming, digest))
        except OSError as error:
            if error.errno == errno.ENOSPC and error.filename is None:
                error.filename = str(self.root)
            raise
        finally:
            incoming.unlink(missing_ok=True)

    def _name(self, incoming: Path, sha256: str) -> Path:
        path = self.path(sha256)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        incoming.replace(path)
        _flush_folder(path.parent)
        return path


def _measure(source: Path, largest: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    for block in _blocks(source, largest):
        digest.update(block)
        size += len(block)
    return digest.hexdigest(), size


def _copy_blocks(source: Path, target: BinaryIO, largest: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    for block in _blocks(source, largest):
        digest.update(block)
        size += len(block)
        target.write(block)
    target.flush()
    os.fsync(target.fileno())
    return digest.hexdigest(), size


def _blocks(source: Path, largest: int) -> Iterator[bytes]:
    read = 0
    # A named pipe would wait for ever without O_NONBLOCK.
    descriptor = os.open(source, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, "rb", buffering=0) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise InvalidInput(
                "Ce n'est pas un fichier ordinaire", where=str(source), remedy="Retirez-le."
            )
        while block := file.read(_BLOCK):
            read += len(block)
            if read > largest:
                raise InvalidInput(
                    f"Le fichier dépasse {largest // 1_000_000} Mo",
                    where=str(source),
                    remedy="Réduisez-le : Chorus Pro ne le prendrait pas.",
                )
            yield block


def _flush_folder(folder: Path) -> None:
    """Make a rename survive a power cut, where the system lets a folder be flushed."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
