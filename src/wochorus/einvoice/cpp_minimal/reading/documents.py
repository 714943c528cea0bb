"""The documents of a flow that is being read: out of base64 into a temporary file.

Beyond the first megabyte of the whole flow nothing of them stays in memory. A document is unzipped
when it is opened, not before.
"""

from __future__ import annotations

import binascii
import io
import weakref
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING

from wochorus.core.errors import InvalidInput
from wochorus.einvoice.unzipping import LARGEST_FILE, UnreadableZip, open_only_file

if TYPE_CHECKING:
    from collections.abc import Callable

SPOOL_BYTES = 1_000_000
_PIECE = 1 << 20


class DocumentStore:
    """The bytes of all documents of a flow, one after the other.

    The file is closed by ``close``, or when nothing uses the store any more.
    """

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile[bytes](max_size=SPOOL_BYTES)
        self.close = weakref.finalize(self, self._file.close)
        self.size = 0

    def add(self, piece: bytes) -> None:
        """Append the next bytes."""
        self._file.seek(self.size)
        self.size += self._file.write(piece)

    def read(self, start: int, size: int) -> bytes:
        """Read ``size`` bytes from ``start``."""
        self._file.seek(start)
        return self._file.read(size)


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document as the flow has it, normally a zip; ``is_base64``: all of it was decoded."""

    store: DocumentStore
    start: int
    size: int
    is_base64: bool

    def zipped_name(self) -> str | None:
        """Tell the name of the only file of the zip; ``None`` when it is no such zip."""
        try:
            with open_only_file(self.open_as_is()) as (name, _):
                return name
        except UnreadableZip:
            return None

    def open_as_is(self) -> IO[bytes]:
        """Open the bytes that the flow has, zipped or not."""
        return io.BufferedReader(_Slice(self.store, self.start, self.size))

    def unzipping(self, file_name: str) -> Callable[[], IO[bytes]]:
        """Give what opens the only file of the zip; ``InvalidInput`` when that is broken."""
        return lambda: self._unzipped(file_name)

    def _unzipped(self, file_name: str) -> IO[bytes]:
        spool = SpooledTemporaryFile[bytes](max_size=SPOOL_BYTES)
        try:
            with open_only_file(self.open_as_is()) as (_, file):
                _copy(file, spool)
        except UnreadableZip as error:
            spool.close()
            raise InvalidInput(
                "La pièce jointe est illisible",
                where=file_name,
                remedy="Demandez ce document à l'émetteur du flux.",
            ) from error
        spool.seek(0)
        return spool


def _copy(source: IO[bytes], target: IO[bytes]) -> None:
    copied = 0
    while piece := source.read(_PIECE):
        copied += len(piece)
        if copied > LARGEST_FILE:
            raise UnreadableZip("too large")
        target.write(piece)


class _Slice(io.RawIOBase):
    """The bytes of one document, as a file."""

    def __init__(self, store: DocumentStore, start: int, size: int) -> None:
        super().__init__()
        self._store, self._start, self._size = store, start, size
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        origin = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        self._position = max(0, origin + offset)
        return self._position

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        left = max(0, self._size - self._position)
        piece = self._store.read(self._start + self._position, min(len(buffer), left))
        buffer[: len(piece)] = piece
        self._position += len(piece)
        return len(piece)


class Base64Decoder:
    """Decode a text that comes in pieces cut anywhere, into a store."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store
        self._start = store.size
        self._rest = ""
        self._has_ended = False
        self._is_valid = True

    @property
    def size(self) -> int:
        """Bytes decoded so far."""
        return self._store.size - self._start

    def feed(self, text: str) -> None:
        """Decode the next piece. After a piece that is no base64, nothing more is decoded."""
        compact = self._rest + "".join(text.split())
        whole = len(compact) // 4 * 4
        self._rest = compact[whole:]
        if not self._is_valid or not compact:
            return
        self._is_valid = not self._has_ended
        if whole and self._is_valid:
            self._has_ended = compact[whole - 1] == "="
            self._decode(compact[:whole])

    def _decode(self, text: str) -> None:
        try:
            self._store.add(binascii.a2b_base64(text, strict_mode=True))
        except ValueError:  # binascii.Error, or a character beyond ASCII
            self._is_valid = False

    def finish(self) -> StoredDocument:
        """Give the document that was decoded."""
        is_base64 = self._is_valid and not self._rest
        return StoredDocument(self._store, self._start, self.size, is_base64)
