"""Batches: a ``tar.gz`` or ``zip`` of files of one nature, or a single file.

An archive is unpacked in memory and within its limits, so one made to explode stops early. It
holds files of the nature of its syntax and nothing else; folders count for nothing but their
files. A name that would leave the folder, comes twice, or is not that of a plain file makes the
whole flow irrecevable, and so does a tar that stops before its end mark: its last files would be
lost without a word.
"""

from __future__ import annotations

import gzip
import struct
import tarfile
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from chorus_simulator.formats import FlowUnreadableError, shown
from chorus_simulator.formats.limits import USUAL, megabytes
from chorus_simulator.formats.viruses import is_infected
from chorus_simulator.formats.zips import check_directory

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chorus_simulator.formats.limits import Limits

FOLDERS_MAXIMUM = 500
NAME_MAXIMUM = 200
_BROKEN = (
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,  # a compression method that Python does not know
    RuntimeError,  # an encrypted entry
    ValueError,  # an offset before the start, a name that is not in its encoding
    struct.error,
)


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a flow; ``packed`` when it comes out of an archive."""

    name: str
    content: bytes
    packed: bool = True


def files_of(
    file_name: str, content: bytes, extension: str, limits: Limits = USUAL
) -> Iterator[Part]:
    """Give the file, or each file of the archive (FlowUnreadableError)."""
    name = file_name.lower()
    if name.endswith(".tar.gz"):
        yield from _checked(_tar_members(content, limits), extension, limits)
    elif name.endswith(".zip"):
        yield from _checked(_zip_members(content, limits), extension, limits)
    elif name.endswith(extension):
        part = Part(file_name, content, packed=False)
        check_content(part, limits)
        yield part
    else:
        raise FlowUnreadableError(
            "IRR_EXT_DOC", f"l'extension de « {file_name} » ne convient pas à cette syntaxe."
        )


def _checked(parts: Iterator[Part], extension: str, limits: Limits) -> Iterator[Part]:
    """Go through the files of an archive; each is checked by its name, then by its size."""
    seen: set[str] = set()
    try:
        for part in parts:
            _check_name(part.name, seen, limits)
            _check_nature(part.name, extension)
            check_content(part, limits)
            yield part
    except _BROKEN as error:
        raise FlowUnreadableError("IRR_EXTRAC", "l'archive ne peut pas être lue.") from error
    if not seen:
        raise FlowUnreadableError("IRR_VIDE", "l'archive est vide.")


def check_content(part: Part, limits: Limits) -> None:
    """Check the size of a file, and that it is not the harmless test virus of all scanners."""
    problem = None
    if not part.content:
        problem = FlowUnreadableError("IRR_VIDE_F", "il est vide.")
    elif len(part.content) > limits.file:
        problem = FlowUnreadableError("IRR_TAILLE_F", f"il dépasse {megabytes(limits.file)}.")
    elif is_infected(part.content):
        problem = FlowUnreadableError("IRR_ANTIVIRUS", "un virus y a été trouvé.")
    if problem is not None:
        raise problem.within(part.name)


def _check_nature(name: str, extension: str) -> None:
    if not name.lower().endswith(extension):
        raise FlowUnreadableError(
            "IRR_EXT_DOC", f"l'archive ne doit contenir que des fichiers {extension}."
        ).within(name)


def _check_name(name: str, seen: set[str], limits: Limits) -> None:
    steps = name.replace("\\", "/").split("/")
    rooted = not steps[0] or ":" in steps[0]
    if rooted or ".." in steps or len(steps[-1]) > NAME_MAXIMUM or not name.isprintable():
        raise FlowUnreadableError("IRR_NOM_F", f"le nom « {shown(name)} » n'est pas permis.")
    if name in seen:
        raise FlowUnreadableError("IRR_NOM_F", f"le nom « {shown(name)} » est deux fois.")
    seen.add(name)
    if len(seen) > limits.files:
        raise FlowUnreadableError(
            "IRR_TAILLE", f"l'archive contient plus de {limits.files} fichiers."
        )


def _too_large(limits: Limits) -> FlowUnreadableError:
    return FlowUnreadableError(
        "IRR_TAILLE", f"l'archive dépasse {megabytes(limits.unpacked)} une fois dépliée."
    )


def _tar_members(content: bytes, limits: Limits) -> Iterator[Part]:
    with gzip.GzipFile(fileobj=BytesIO(content)) as packed:
        unpacked = packed.read(limits.unpacked + 1)
    if len(unpacked) > limits.unpacked:
        raise _too_large(limits)
    folders = 0
    with tarfile.open(fileobj=BytesIO(unpacked), mode="r:") as archive:
        for member in archive:
            folders += member.isdir()
            if folders > FOLDERS_MAXIMUM:
                raise FlowUnreadableError("IRR_TAILLE", "l'archive contient trop de dossiers.")
            if not member.isdir():
                yield Part(member.name, _tar_content(archive, member))
        # The reader takes a damaged header for the end, so the real end mark is looked for.
        end = unpacked[archive.offset : archive.offset + tarfile.BLOCKSIZE]
    if end != bytes(tarfile.BLOCKSIZE):
        raise tarfile.ReadError


def _tar_content(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    # A sparse file of a few bytes may claim to be of any size.
    plain = member.isfile() and not member.issparse()
    stream = archive.extractfile(member) if plain else None
    if stream is None:
        raise FlowUnreadableError(
            "IRR_NOM_F",
            "ce n'est pas un fichier ordinaire (lien ou fichier à trous).",
        ).within(member.name)
    return stream.read()


def _zip_members(content: bytes, limits: Limits) -> Iterator[Part]:
    check_directory(content)
    room = limits.unpacked
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for member in archive.infolist():
            if member.is_dir():
                continue
            with archive.open(member) as stream:
                part = stream.read(room + 1)
            room -= len(part)
            if room < 0:
                raise _too_large(limits)
            yield Part(member.filename, part)
