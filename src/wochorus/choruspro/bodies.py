"""What is sent: a small JSON, or a file inside a JSON, streamed.

A deposit is one JSON object around the base64 of a file of up to 30 MB. It is produced block by
block, its exact length known beforehand, so memory does not grow with the file.
"""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import urlencode

from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

BLOCK_BYTES = 48 * 1024
"""A multiple of 3, so that the base64 of each block joins the next without padding."""

_MARK = "@content@"


class SmallBody:
    """A few bytes, whole in memory."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    @property
    def length(self) -> int:
        """The number of bytes."""
        return len(self._content)

    def blocks(self) -> Iterator[bytes]:
        """Give the bytes."""
        yield self._content


def json_body(content: Mapping[str, Any]) -> SmallBody:
    """Write a JSON object, in ASCII."""
    return SmallBody(json.dumps(content).encode("ascii"))


def form_body(fields: Mapping[str, str]) -> SmallBody:
    """Write the fields of a form, encoded for a URL."""
    return SmallBody(urlencode(fields).encode("ascii"))


class FileBody:
    """A JSON object with one field holding the base64 of a file.

    ``content`` is a path or the bytes themselves. Raises `InvalidInput` at once when the file is
    missing, unreadable or empty. ``file_size`` is in bytes. ``blocks`` may be called again: it
    reads the file anew.
    """

    def __init__(self, content: Path | str | bytes, field: str, others: Mapping[str, Any]) -> None:
        self._content = Path(content) if isinstance(content, str) else content
        self.file_size = _size(self._content)
        framed = json.dumps({field: _MARK, **others})
        self._before, self._after = framed.encode("ascii").split(_MARK.encode("ascii"), 1)

    @property
    def length(self) -> int:
        """The number of bytes of the whole JSON."""
        return len(self._before) + 4 * -(-self.file_size // 3) + len(self._after)

    def blocks(self) -> Iterator[bytes]:
        """Give the JSON block by block. Raises ``OSError`` if the file has shrunk since."""
        yield self._before
        left = self.file_size
        with _open(self._content) as file:
            while left:
                block = _read_fully(file, min(BLOCK_BYTES, left))
                left -= len(block)
                yield base64.b64encode(block)
        yield self._after


def _size(content: Path | bytes) -> int:
    if isinstance(content, bytes):
        size = len(content)
    else:
        try:
            with content.open("rb") as file:
                size = file.seek(0, io.SEEK_END)
        except OSError as error:
            raise InvalidInput(
                "Le fichier à déposer est introuvable ou illisible",
                where=str(content),
                remedy="Vérifiez qu'il existe et que vous avez le droit de le lire",
            ) from error
    if size == 0:
        raise InvalidInput(
            "Le fichier à déposer est vide",
            where="" if isinstance(content, bytes) else str(content),
            remedy="Fabriquez-le de nouveau, puis recommencez",
        )
    return size


def _open(content: Path | bytes) -> IO[bytes]:
    return io.BytesIO(content) if isinstance(content, bytes) else content.open("rb")


def _read_fully(file: IO[bytes], size: int) -> bytes:
    block = file.read(size)
    if len(block) != size:
        raise OSError("le fichier a été modifié pendant son envoi")
    return block
