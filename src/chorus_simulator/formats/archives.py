"""Batches: a ``tar.gz`` or ``zip`` of files of one kind, or a single file.

Sizes are counted while unpacking, so an archive made to explode stops early. At most 500 files,
as advised for a flow; no folder inside counts for anything but its files.
"""

from __future__ import annotations

import tarfile
import zipfile
import zlib
from io import BytesIO
from typing import IO, TYPE_CHECKING

from chorus_simulator.formats import FlowUnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator

FILES_MAXIMUM = 500
UNPACKED_MAXIMUM = 120_000_000


def files_of(file_name: str, content: bytes) -> Iterator[bytes]:
    """Give the XML file, or each XML file of the archive (FlowUnreadableError)."""
    name = file_name.lower()
    if name.endswith(".tar.gz"):
        yield from _bounded(_tar_members(content))
    elif name.endswith(".zip"):
        yield from _bounded(_zip_members(content))
    elif name.endswith(".xml"):
        yield content
    else:
        raise FlowUnreadableError(
            "IRR_EXT_DOC", f"l'extension de « {file_name} » ne convient pas à cette syntaxe."
        )


def _bounded(members: Iterator[tuple[str, IO[bytes]]]) -> Iterator[bytes]:
    room, count = UNPACKED_MAXIMUM, 0
    try:
        for name, stream in members:
            count += 1
            if not name.lower().endswith(".xml") or count > FILES_MAXIMUM:
                raise FlowUnreadableError(
                    "IRR_EXT_DOC",
                    f"l'archive ne doit contenir que des fichiers .xml, {FILES_MAXIMUM} au plus.",
                )
            part = stream.read(room + 1)
            room -= len(part)
            if room < 0:
                raise FlowUnreadableError("IRR_TAILLE", "l'archive est trop grande dépliée.")
            yield part
    except (tarfile.TarError, zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise FlowUnreadableError("IRR_EXTRAC", "l'archive ne peut pas être lue.") from error
    if not count:
        raise FlowUnreadableError("IRR_VIDE", "l'archive est vide.")


def _tar_members(content: bytes) -> Iterator[tuple[str, IO[bytes]]]:
    with tarfile.open(fileobj=BytesIO(content), mode="r:gz") as archive:
        for member in archive:
            stream = archive.extractfile(member) if member.isfile() else None
            if stream is not None:
                yield member.name, stream


def _zip_members(content: bytes) -> Iterator[tuple[str, IO[bytes]]]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for member in archive.infolist():
            if not member.is_dir():
                with archive.open(member) as stream:
                    yield member.filename, stream
