"""A file of evidence: a zip that can be checked anywhere, to the byte.

Its manifest names each file with its SHA-256. The zip is written in one way only (order, dates,
no compression), so checking it is making it again from what it holds: any byte that differs shows,
those of the zip itself included. It proves that nothing was altered by accident or by a careless
hand; somebody who makes another such file from other facts is caught by Chorus Pro's own records.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FORMAT = "wochorus-evidence-1"
MANIFEST = "manifeste.json"
LARGEST = 400_000_000
"""Bytes of the largest file of evidence that is read."""
_MOST_FILES = 100
_DATE = (1980, 1, 1, 0, 0, 0)


# All that `zipfile` was seen to raise on a zip with one wrong byte.
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError),
    *(EOFError, OSError, ValueError, OverflowError),
)


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found of a file of evidence: its manifest, and what is wrong (French)."""

    manifest: dict[str, Any]
    defects: tuple[str, ...]

    @property
    def is_intact(self) -> bool:
        """Tell whether not a byte was altered."""
        return not self.defects


def seal(facts: Mapping[str, Any], files: Mapping[str, bytes]) -> bytes:
    """Make a file of evidence. ``facts`` is JSON; ``files`` gives contents by name, in order."""
    listed = [
        {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in files.items()
    ]
    manifest = {"format": FORMAT, **facts, "files": listed}
    text = json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    return _zipped({MANIFEST: text.encode(), **files})


def check(path: Path) -> Checked:
    """Check a file of evidence. Raises `InvalidInput` when it is not one that can be read."""
    content = _content(path)
    files, defects = _members(content, path)
    manifest = _manifest(files.get(MANIFEST), path)
    found = [*defects, *_differences(manifest, files)]
    if not found and _zipped(files) != content:
        found.append("Des octets ont été changés hors des fichiers eux-mêmes.")
    return Checked(manifest, tuple(found))


def _zipped(files: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _DATE)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, content)
    return target.getvalue()


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise _no_evidence(path, "il est trop grand")
        return path.read_bytes()
    except OSError as error:
        raise _no_evidence(path, "il ne peut pas être lu") from error


def _members(content: bytes, path: Path) -> tuple[dict[str, bytes], list[str]]:
    files: dict[str, bytes] = {}
    defects: list[str] = []
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > _MOST_FILES or sum(each.file_size for each in entries) > LARGEST:
                raise _no_evidence(path, "il contient trop")
            for entry in entries:
                try:
                    files[entry.filename] = archive.read(entry)
                except _BROKEN:
                    defects.append(f"{entry.filename} a été changé.")
    except _BROKEN as error:
        raise _no_evidence(path, "ce n'est pas un zip, ou il est abîmé") from error
    return files, defects


def _manifest(content: bytes | None, path: Path) -> dict[str, Any]:
    try:
        manifest = json.loads(content or b"")
    except ValueError as error:
        raise _no_evidence(path, "son manifeste manque ou ne se lit plus") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise _no_evidence(path, "son manifeste n'est pas celui d'une preuve de dépôt")
    return manifest


def _differences(manifest: dict[str, Any], files: dict[str, bytes]) -> list[str]:
    listed = manifest.get("files")
    known = {
        each["name"]: each.get("sha256")
        for each in (listed if isinstance(listed, list) else [])
        if isinstance(each, dict) and isinstance(each.get("name"), str)
    }
    found = [f"{name} manque." for name in known if name not in files]
    for name, content in files.items():
        if name == MANIFEST:
            continue
        if name not in known:
            found.append(f"{name} a été ajouté.")
        elif hashlib.sha256(content).hexdigest() != known[name]:
            found.append(f"{name} a été changé.")
    return found


def _no_evidence(path: Path, why: str) -> InvalidInput:
    return InvalidInput(
        f"Ce fichier ne peut pas servir de preuve : {why}",
        where=str(path),
        remedy="Exportez-le de nouveau : wochorus evidence export.",
    )
