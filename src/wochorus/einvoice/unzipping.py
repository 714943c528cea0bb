"""The one file inside a zip: how Chorus Pro's minimal formats carry each document.

A zip of a few kilobytes can claim to hold gigabytes: what comes out is bounded, whatever the
archive says of itself.
"""

from __future__ import annotations

import io
import zlib
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zipfile import ZipFile, ZipInfo

LARGEST_FILE = 100_000_000
"""Bytes. Chorus Pro takes documents of 100 MB in its EDI circuit, of 10 MB by its API."""


class UnreadableZip(ValueError):
    """The archive is broken, encrypted, too large once open, or has not one file exactly."""


def unzip(content: bytes, *, largest: int = LARGEST_FILE) -> tuple[str, bytes]:
    """Give the name and the content of the only file of a zip; raises ``UnreadableZip``."""
    with open_only_file(io.BytesIO(content)) as (name, file):
        read = file.read(largest + 1)
    if len(read) > largest:
        raise UnreadableZip(name)
    return name, read


@contextmanager
def open_only_file(archive: IO[bytes]) -> Iterator[tuple[str, IO[bytes]]]:
    """Open the only file of a zip, to be read from its beginning; raises ``UnreadableZip``."""
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(archive) as opened, opened.open(_only_entry(opened)) as file:
            yield file.name, file
    except (BadZipFile, EOFError, NotImplementedError, RuntimeError, zlib.error) as error:
        raise UnreadableZip(str(error)) from error


def _only_entry(archive: ZipFile) -> ZipInfo:
    files = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(files) != 1:
        raise UnreadableZip(f"{len(files)}")
    return files[0]
