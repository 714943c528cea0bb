"""The file of a flow on the disk, frozen with its SHA-256.

It is written whole under another name, then gets its own: a full disk, a program that dies or an
invoice that cannot leave let nothing behind.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

from wochorus.core.errors import Permanent

if TYPE_CHECKING:
    from collections.abc import Callable
    from io import BufferedRandom
    from pathlib import Path

    from wochorus.deposits.models import Flow

_UNFINISHED = ".part"


class MissingFileError(Permanent):
    """The frozen file is not where this program looks: another machine may have it."""


@dataclass(frozen=True, slots=True)
class PackedFile:
    """A flow's file: where it lies, its name for Chorus Pro, size in bytes, SHA-256."""

    path: Path
    name: str
    size: int
    sha256: str


def flow_folder(flow: Flow) -> Path:
    """Say where the file of ``flow`` is kept."""
    folder: Path = settings.ENVIRONMENT.files / "flows" / f"{flow.pk:08d}"
    return folder


def pack(folder: Path, name: str, write: Callable[[BufferedRandom], None]) -> PackedFile:
    """Have ``write`` fill the file ``name`` under ``folder``, whole or not at all.

    Raises what ``write`` raises, ``OSError`` when the disk is full.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / name
    unfinished = path.with_name(path.name + _UNFINISHED)
    try:
        with unfinished.open("w+b") as file:
            write(file)
            size, sha256 = _measure(file)
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    return PackedFile(path, path.name, size, sha256)


def packed_file(flow: Flow) -> PackedFile:
    """Find the frozen file of ``flow`` again, and make sure that it is the one that was frozen.

    Raises `MissingFileError` when it is not there, `Permanent` when it is altered.
    """
    path = flow_folder(flow) / flow.file_name
    try:
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise MissingFileError(
            "Le fichier de ce flux n'est pas dans le dossier des données",
            where=str(path),
            remedy="Rien n'est parti. Chaque machine qui dépose a besoin du même dossier de "
            "données (WOCHORUS_HOME). S'il est perdu, annulez cet ordre, puis déposez à nouveau "
            "ces factures.",
        ) from error
    if sha256 != flow.file_sha256:
        raise Permanent(
            "Le fichier de ce flux n'est plus celui qui a été préparé",
            where=str(path),
            remedy="Rien n'est parti. Annulez cet ordre, puis déposez à nouveau ces factures.",
        )
    return PackedFile(path, flow.file_name, path.stat().st_size, sha256)


def _measure(file: BufferedRandom) -> tuple[int, str]:
    file.flush()
    os.fsync(file.fileno())
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    return size, hashlib.file_digest(file, "sha256").hexdigest()
