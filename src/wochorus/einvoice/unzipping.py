"""The one file inside a zip: how Chorus Pro's minimal formats carry each document.

A zip of a few kilobytes can claim to hold gigabytes, or millions of files: what comes out is
bounded, whatever the archive says of itself.
"""

from __future__ import annotations

import io
import os
import zlib
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zipfile import ZipFile, ZipInfo

LARGEST_FILE = 100_000_000
"""Bytes. Chorus Pro takes documents of 100 MB in its EDI circuit, of 10 MB by its API."""

LARGEST_DIRECTORY = 100_000
"""Bytes of the list of files: it is read whole before anything is known of the files."""

_END, _ZIP64_END = b"PK\x05\x06", b"PK\x06\x07"
_END_SIZE, _LONGEST_COMMENT = 22, 0xFFFF


LARGEST_IN_ALL = 120_000_000
"""Bytes. Chorus Pro takes 120 MB of documents with an invoice."""


class UnreadableZip(ValueError):
    """The archive is broken, encrypted, too large once open, or has not one file exactly."""


class ZipTooLarge(UnreadableZip):
    """What comes out of the archive is larger than allowed."""


class Unzipper:
    """Unzips the documents of one invoice, which together are no larger than ``largest``."""

    def __init__(self, largest: int = LARGEST_IN_ALL) -> None:
        self._left = largest

    def unzip(self, content: bytes) -> tuple[str, bytes]:
        """Give the name and the content of the only file of a zip; raises ``UnreadableZip``."""
        allowed = min(self._left, LARGEST_FILE)
        try:
            name, unzipped = unzip(content, largest=allowed)
        except ZipTooLarge:
            self._left -= allowed  # what was read in vain took its time
            raise
        self._left -= len(unzipped)
        return name, unzipped


def unzip(content: bytes, *, largest: int = LARGEST_FILE) -> tuple[str, bytes]:
    """Give the name and the content of the only file of a zip; raises ``UnreadableZip``."""
    with open_only_file(io.BytesIO(content)) as (name, file):
        read = file.read(largest + 1)
    if len(read) > largest:
        raise ZipTooLarge(name)
    return name, read


@contextmanager
def open_only_file(archive: IO[bytes]) -> Iterator[tuple[str, IO[bytes]]]:
    """Open the only file of a zip, to be read from its beginning; raises ``UnreadableZip``."""
    from zipfile import BadZipFile, ZipFile

    _check_directory(archive)
    try:
        with ZipFile(archive) as opened, opened.open(_only_entry(opened)) as file:
            yield file.name, file
    except UnreadableZip:
        raise
    # ValueError: a name that is not in the encoding that it claims.
    except (BadZipFile, EOFError, RuntimeError, ValueError, zlib.error) as error:
        raise UnreadableZip(str(error)) from error


def _check_directory(archive: IO[bytes]) -> None:
    size = archive.seek(0, os.SEEK_END)
    archive.seek(max(0, size - _END_SIZE - _LONGEST_COMMENT - len(_ZIP64_END) * 5))
    tail = archive.read()
    archive.seek(0)
    end = tail.rfind(_END)
    # An archive of more than 4 GB or 65,535 files has a second end: neither is one document.
    if end < 0 or _ZIP64_END in tail:
        raise UnreadableZip("no end")
    if int.from_bytes(tail[end + 12 : end + 16], "little") > LARGEST_DIRECTORY:
        raise UnreadableZip("directory")


def _only_entry(archive: ZipFile) -> ZipInfo:
    from zipfile import ZIP_DEFLATED, ZIP_STORED

    files = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(files) != 1:
        raise UnreadableZip(f"{len(files)}")
    # An LZMA archive chooses how much memory its reader takes.
    if files[0].compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
        raise UnreadableZip("method")
    return files[0]
