"""The file of a backup: a plain tar whose every byte is checked before anything is believed.

It holds, in this order, the members (`database.dump`, `files/…`, perhaps `keys/secret.key`), then
`manifest.json` with the size and SHA-256 of each, then `checksum.sha256`, the SHA-256 of all the
bytes before it. Any tar program can list it. Reading accepts only what writing makes: ordinary
files, relative names, no link, no extension header.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tarfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO

from wochorus.core.errors import InvalidInput, Permanent, Transient

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Advance = Callable[[int], None]

BLOCK = tarfile.BLOCKSIZE
READ_BYTES = 1 << 20
DATABASE = "database.dump"
FILES = "files/"
KEY = "keys/secret.key"
MANIFEST = "manifest.json"
CHECKSUM = "checksum.sha256"
DIGEST_LENGTH = 64
TRAILER_BYTES = 4 * BLOCK
"""Header and content of the checksum, then the two empty blocks that end a tar."""
LARGEST_MANIFEST = 256_000_000
FORMAT = 1
SAFE_PART = re.compile(r"(?!\.{1,2}$)[^/\\\x00-\x1f]+")


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive says of itself."""

    product: str
    created_at: str
    server_version: str
    dump_version: str
    migrations: frozenset[tuple[str, str]]
    members: dict[str, Member]

    @property
    def with_key(self) -> bool:
        """Tell whether the key of the secrets came along."""
        return KEY in self.members


@dataclass(slots=True)
class ArchiveWriter:
    """Writes members one after the other, then closes with the manifest and the checksum."""

    file: BinaryIO
    members: dict[str, Member] = field(default_factory=dict)
    _digest: Any = field(default_factory=hashlib.sha256)

    def add(self, name: str, path: Path, advance: Advance) -> None:
        """Copy one file in. Raises `Transient` when it changes meanwhile."""
        content = hashlib.sha256()
        with path.open("rb") as source:
            size = os.fstat(source.fileno()).st_size
            self._write(_header(name, size))
            left = size
            while left and (block := source.read(min(READ_BYTES, left))):
                content.update(block)
                self._write(block)
                advance(len(block))
                left -= len(block)
        if left:
            raise Transient(
                "Un fichier a changé pendant la sauvegarde", where=str(path), remedy="Relancez-la."
            )
        self._write(_padding(size))
        self.members[name] = Member(name, size, content.hexdigest())

    def close(self, about: dict[str, object]) -> None:
        """Write the manifest, with ``about`` in it, and the checksum."""
        described = {
            member.name: {"size": member.size, "sha256": member.sha256}
            for member in self.members.values()
        }
        text = json.dumps({"format": FORMAT, **about, "members": described}, indent=1).encode()
        self._write(_header(MANIFEST, len(text)) + text + _padding(len(text)))
        self.file.write(_trailer(self._digest.hexdigest()))

    def _write(self, content: bytes) -> None:
        self._digest.update(content)
        self.file.write(content)


def verify(file: BinaryIO, path: Path, advance: Advance) -> Manifest:
    """Check every byte of an archive and read its manifest. Raises `InvalidInput`."""
    size = os.fstat(file.fileno()).st_size
    body = size - TRAILER_BYTES
    if body < BLOCK or size % BLOCK:
        raise _not_an_archive(path)
    digest = hashlib.sha256()
    for block in _read(file, body):
        digest.update(block)
        advance(len(block))
    if file.read(TRAILER_BYTES) != _trailer(digest.hexdigest()):
        raise _not_an_archive(path)
    found = dict(_headers(file, body, path))
    if MANIFEST not in found or found[MANIFEST][1] > LARGEST_MANIFEST:
        raise _not_an_archive(path)
    offset, length = found.pop(MANIFEST)
    file.seek(offset)
    manifest = _manifest(file.read(length), path)
    if {name: length for name, (_, length) in found.items()} != {
        member.name: member.size for member in manifest.members.values()
    }:
        raise _not_an_archive(path)
    return manifest


def extract(file: BinaryIO, path: Path, manifest: Manifest, folder: Path, advance: Advance) -> None:
    """Write the members under ``folder``, checking each against the manifest.

    Raises `InvalidInput` when one differs or has a name that leads elsewhere.
    """
    body = os.fstat(file.fileno()).st_size - TRAILER_BYTES
    for name, (offset, size) in _headers(file, body, path):
        if name == MANIFEST:
            continue
        target = folder.joinpath(*name.split("/"))
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.seek(offset)
        digest = hashlib.sha256()
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as copy:
            for block in _read(file, size):
                digest.update(block)
                copy.write(block)
                advance(len(block))
        if digest.hexdigest() != manifest.members[name].sha256:
            raise _not_an_archive(path)


def _headers(file: BinaryIO, body: int, path: Path) -> Iterator[tuple[str, tuple[int, int]]]:
    """List name, offset and size of the members; the caller may move in the file between two."""
    offset = 0
    seen = set()
    while offset < body:
        file.seek(offset)
        try:
            header = tarfile.TarInfo.frombuf(file.read(BLOCK), "utf-8", "surrogateescape")
        except tarfile.HeaderError as error:
            raise _not_an_archive(path) from error
        end = offset + BLOCK + header.size + len(_padding(header.size))
        if not header.isreg() or header.size < 0 or end > body or header.name in seen:
            raise _not_an_archive(path)
        if not is_expected_name(header.name):
            raise InvalidInput(
                "Cette sauvegarde contient un nom de fichier dangereux : rien n'a été restauré",
                where=f"{path} : {header.name!r}",
                remedy="N'employez que des fichiers faits par « wochorus db backup ».",
            )
        seen.add(header.name)
        yield header.name, (offset + BLOCK, header.size)
        offset = end


def is_expected_name(name: str) -> bool:
    """Tell whether an archive may hold a member of this name."""
    if name in (DATABASE, KEY, MANIFEST):
        return True
    return name.startswith(FILES) and all(SAFE_PART.fullmatch(part) for part in name.split("/"))


def _manifest(text: bytes, path: Path) -> Manifest:
    try:
        content = json.loads(text)
        if content["format"] != FORMAT:
            raise InvalidInput(
                "Cette sauvegarde a été faite par une version plus récente de WO CHORUS",
                where=str(path),
                remedy="Installez cette version, puis restaurez.",
            )
        return Manifest(
            product=str(content["product"]),
            created_at=str(content["created_at"]),
            server_version=str(content["server_version"]),
            dump_version=str(content["dump_version"]),
            migrations=frozenset((str(app), str(name)) for app, name in content["migrations"]),
            members={
                name: Member(name, int(about["size"]), str(about["sha256"]))
                for name, about in content["members"].items()
            },
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _not_an_archive(path) from error


def _header(name: str, size: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.size = size
    info.mode = 0o600
    try:
        return info.tobuf(tarfile.USTAR_FORMAT, "utf-8", "surrogateescape")
    except ValueError as error:
        raise Permanent(
            "Ce fichier ne tient pas dans une sauvegarde (nom trop long, ou plus de 8 Go)",
            where=name,
            remedy="Sauvegardez avec les outils de PostgreSQL et copiez le dossier files.",
        ) from error


def _padding(size: int) -> bytes:
    return bytes(-size % BLOCK)


def _trailer(digest: str) -> bytes:
    content = digest.encode()
    return _header(CHECKSUM, DIGEST_LENGTH) + content + _padding(len(content)) + bytes(2 * BLOCK)


def _read(file: BinaryIO, size: int) -> Iterator[bytes]:
    left = size
    while left and (block := file.read(min(READ_BYTES, left))):
        yield block
        left -= len(block)


def _not_an_archive(path: Path) -> InvalidInput:
    return InvalidInput(
        "Ce fichier n'est pas une sauvegarde intacte : rien n'a été restauré",
        where=str(path),
        remedy="Prenez une autre copie de cette sauvegarde, ou une autre sauvegarde.",
    )
