"""The documents that come inside a file, laid down as files of their own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from wochorus.billing.models import DocumentRole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wochorus.billing.ingest.files import Carried, ReadFile


@dataclass(frozen=True, slots=True)
class LaidDown:
    """A document of an invoice, in a folder where it waits to be kept."""

    role: DocumentRole
    name: str
    path: Path
    size: int
    kind: str


def lay_down(read: ReadFile, folder: Path) -> Iterator[LaidDown]:
    """Write the documents of a file under ``folder``, no two of them under one name."""
    taken: set[str] = set()
    for role, carried in _roles(read):
        name = _unused(carried.name, taken)
        taken.add(name)
        path = folder / str(len(taken)) / name
        path.parent.mkdir(parents=True)
        path.write_bytes(carried.content)
        yield LaidDown(role, name, path, len(carried.content), carried.kind)


def _roles(read: ReadFile) -> Iterator[tuple[DocumentRole, Carried]]:
    if read.pdf is not None:
        yield DocumentRole.MAIN, read.pdf
    for annex in read.annexes:
        yield DocumentRole.ANNEX, annex


def _unused(name: str, taken: set[str]) -> str:
    stem, suffix = Path(name).stem, Path(name).suffix
    candidate, rank = name, 1
    while candidate in taken:
        rank += 1
        candidate = f"{stem}-{rank}{suffix}"
    return candidate
