"""Files that Chorus Pro gives inside an answer, written to disk as they come in."""

from __future__ import annotations

import contextlib
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from wochorus.choruspro.file_field import FileField
from wochorus.choruspro.readings import read, reading, unexpected
from wochorus.core.errors import InvalidInput, Permanent

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from wochorus.choruspro.gateway import Gateway

LARGEST_FILE = 150 * 1024 * 1024
"""Bytes. Chorus Pro itself refuses beyond 120 MB."""

_SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"PK", "application/zip"),
    (b"<", "application/xml"),
    (b"\xef\xbb\xbf<", "application/xml"),
)
_OTHER = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class DownloadedFile:
    """A file that is now whole at ``path``: its ``size`` in bytes, its type by its first bytes."""

    path: Path
    size: int
    media_type: str


def receive_file(
    gateway: Gateway,
    api: str,
    operation: str,
    request: Mapping[str, Any],
    destination: Path,
    *,
    fields: Collection[str] = ("fichierResultat",),
    most_bytes: int = LARGEST_FILE,
) -> DownloadedFile:
    """Make a reading whose answer holds a file, and write this file to ``destination``.

    ``fields`` are the names that the file may have in the answer. A file already there is replaced
    only once the new one is whole; memory does not grow with it. Raises `InvalidInput` before
    anything is sent when the place cannot be written, `Permanent` beyond ``most_bytes``, and
    the errors of a reading.
    """
    usual = reading(gateway, api, operation, request, wait=gateway.timeouts.download)
    with _Reception(destination, fields, most_bytes) as reception:
        payload = read(gateway, replace(usual, receiver=reception))
        if not reception.size:
            raise unexpected(payload, gateway.address(usual))
        return reception.keep()


class _Reception:
    """A file being received, beside its place; it is removed if it is not kept."""

    def __init__(self, destination: Path, fields: Collection[str], most_bytes: int) -> None:
        self._destination = destination
        self._fields = fields
        self._most = most_bytes
        self.size = 0
        self._first = b""
        try:
            if destination.is_dir():
                raise IsADirectoryError(str(destination))
            self._file = tempfile.NamedTemporaryFile(  # noqa: SIM115 - closed on exit
                dir=destination.parent, prefix=f".{destination.name[:50]}.", delete=False
            )
        except OSError as error:
            raise InvalidInput(
                "Le fichier à recevoir ne peut pas être écrit à cet endroit",
                where=str(destination),
                remedy="Rien n'a été demandé à Chorus Pro. Donnez un fichier d'un dossier qui "
                "existe et où vous avez le droit d'écrire",
            ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._file.close()
        with contextlib.suppress(OSError):
            Path(self._file.name).unlink()

    def begin(self) -> None:
        """Forget what an earlier attempt has received."""
        self._file.seek(0)
        self._file.truncate()
        self.size = 0
        self._first = b""
        self._field = FileField(self._fields, self._write)

    def take(self, block: bytes) -> bytes:
        """Take the file out of a block of the answer, give back the rest."""
        return self._field.take(block)

    def keep(self) -> DownloadedFile:
        """Put the whole file in its place."""
        try:
            self._file.close()
            Path(self._file.name).replace(self._destination)
        except OSError as error:
            raise self._cannot_write(error) from error
        kinds = (kind for begin, kind in _SIGNATURES if self._first.startswith(begin))
        return DownloadedFile(self._destination, self.size, next(kinds, _OTHER))

    def _write(self, content: bytes) -> None:
        self.size += len(content)
        if self.size > self._most:
            raise Permanent(
                f"Le fichier donné par Chorus Pro dépasse {self._most // 1024**2} Mo",
                where=str(self._destination),
                remedy="Rien n'a été gardé. Demandez-en moins, ou admettez un fichier plus gros",
            )
        self._first = self._first or content[:8]
        try:
            self._file.write(content)
        except OSError as error:
            raise self._cannot_write(error) from error

    def _cannot_write(self, error: OSError) -> Permanent:
        return Permanent(
            f"Le fichier reçu de Chorus Pro ne peut pas être écrit : {error.strerror or error}",
            where=str(self._destination),
            remedy="Rien n'a été gardé. Vérifiez la place libre sur le disque, puis recommencez",
        )
