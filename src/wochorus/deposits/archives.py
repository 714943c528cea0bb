"""Several files of invoices in one: a ``.tar.gz`` whose bytes depend on the files alone.

Chorus Pro, batches: files of one nature and one format. Owner, rights and date are the same for
each file, so that a flow built twice is the same to the byte. A file is written as it comes: the
memory holds one.
"""

from __future__ import annotations

import gzip
import io
import tarfile
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_RIGHTS = 0o644


def write_archive(target: IO[bytes], files: Iterable[tuple[str, bytes]], moment: int) -> None:
    """Write ``files`` (name and content) as a gzipped tar; ``moment`` (Unix time) dates them."""
    with (
        gzip.GzipFile(filename="", mode="wb", fileobj=target, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive,
    ):
        for name, content in files:
            archive.addfile(_entry(name, len(content), moment), io.BytesIO(content))


def _entry(name: str, size: int, moment: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mtime, entry.mode = size, moment, _RIGHTS
    return entry
