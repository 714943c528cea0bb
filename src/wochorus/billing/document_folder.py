"""The files of a folder that a user gives: what is inside, and nothing outside.

Links that lead out of the folder, hidden files, and names that could not be written back in a
journal are set apart.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from wochorus.core.errors import InvalidInput

MOST_FILES = 500_000
_UNFIT_NAME = re.compile(r"[|\x00-\x1f\x7f\ud800-\udfff]|^\s|\s$")
_LONGEST_NAME = 255
_NOT_DOCUMENTS = {"thumbs.db", "desktop.ini"}


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file of the folder: where it is, and its path inside the folder, with `/`."""

    path: Path
    relative: str

    @property
    def name(self) -> str:
        """The name without its folders."""
        return self.path.name

    @property
    def is_pdf(self) -> bool:
        """Whether the name says that it is a PDF."""
        return self.path.suffix.lower() == ".pdf"


@dataclass(slots=True)
class Folder:
    """What a folder holds; `refused` maps a relative path to the reason, in French."""

    root: Path
    files: list[FoundFile] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)

    def at(self, relative: str) -> list[FoundFile]:
        """Find the file at a path inside the folder, capitals apart."""
        key = relative.casefold()
        return [file for file in self.named(relative) if file.relative.casefold() == key]

    def named(self, name: str) -> list[FoundFile]:
        """Find the files whose bare name is that of ``name``, wherever they are."""
        return self._by_name().get(name.casefold().rsplit("/", 1)[-1], [])

    def _by_name(self) -> dict[str, list[FoundFile]]:
        if not self._names:
            for file in self.files:
                self._names.setdefault(file.name.casefold(), []).append(file)
        return self._names

    _names: dict[str, list[FoundFile]] = field(default_factory=dict)


def scan_folder(root: Path, *, apart: Path | None = None) -> Folder:
    """List the files under ``root``, sub-folders included, except those under ``apart``.

    Raises `InvalidInput` when ``root`` is no folder or holds too many files.
    """
    if not root.is_dir():
        raise InvalidInput(
            "Ce n'est pas un dossier", where=str(root), remedy="Donnez le dossier des fichiers."
        )
    real = root.resolve()
    excluded = apart.resolve() if apart is not None else None
    folder = Folder(real)
    for place, names, files in os.walk(real):
        names[:] = sorted(n for n in names if not n.startswith(".") and Path(place, n) != excluded)
        for name in sorted(files):
            _take(folder, Path(place, name))
    return folder


def _take(folder: Folder, path: Path) -> None:
    if path.name.startswith((".", "~$")) or path.name.lower() in _NOT_DOCUMENTS:
        return
    relative = path.relative_to(folder.root).as_posix()
    if len(folder.files) >= MOST_FILES:
        raise InvalidInput(
            f"Le dossier contient plus de {MOST_FILES} fichiers",
            where=str(folder.root),
            remedy="Donnez le dossier des seuls fichiers de ce journal.",
        )
    if reason := _refusal(folder, path):
        folder.refused[printable(relative)] = reason
    else:
        folder.files.append(FoundFile(path, relative))


def _refusal(folder: Folder, path: Path) -> str:
    if path.is_symlink() and not path.resolve().is_relative_to(folder.root):
        return "lien qui sort du dossier : copiez le fichier lui-même"
    if not path.is_file():
        return "ce n'est pas un fichier ordinaire"
    if _UNFIT_NAME.search(path.name) or len(path.name) > _LONGEST_NAME:
        return "nom impossible (barre |, espace au bord, caractère invisible) : renommez-le"
    return ""


def printable(name: str) -> str:
    """Make a file name safe to print: undecodable bytes and controls become `?`."""
    return "".join(c if c.isprintable() else "?" for c in name)
