"""A template and its files, read whole: the standard one, or a company's own.

A company's template is code that runs here. It is given its own folder and nothing else: no link
that leads out of the folder, no package from the network, no text evaluated as code, by which it
could ask for packages without being seen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from wochorus.core.errors import InvalidInput
from wochorus.core.sizes import format_megabytes
from wochorus.einvoice.rendering.typesetting import TEXT_ENDINGS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

STANDARD_TEMPLATE = Path(__file__).parent / "template"
TEMPLATE_NAME = "invoice.typ"
RESERVED_NAMES = frozenset(
    {"main.typ", "values.json", "factur-x.xml", "logo.png", "logo.jpg", "logo.svg"}
)
_LARGEST_FOLDER, _MOST_FILES = 20_000_000, 200

# An identifier of Typst may hold hyphens: `import-x` is a name, not the keyword.
_FORBIDDEN = (
    (re.compile(r"@[a-z][a-z0-9_-]*/", re.IGNORECASE), "un paquet extérieur"),
    (re.compile(r"(?<![\w-])(?:eval|std)(?![\w-])"), "du code évalué à la volée (eval, std)"),
    (
        re.compile(r"(?<![\w-])(?:import|include)(?![\w-])(?!\s*\")"),
        "un import dont le nom n'est pas écrit entre guillemets",
    ),
)


@dataclass(frozen=True, slots=True)
class Template:
    """The files of a template by their path inside its folder, and which one is the page."""

    main: str
    files: Mapping[str, bytes]


@cache
def standard_template() -> Template:
    """Read the template that comes with the engine, once."""
    return _read(STANDARD_TEMPLATE, TEMPLATE_NAME)


def read_template(place: Path) -> Template:
    """Read a company's template: a folder with ``invoice.typ`` in it, or a ``.typ`` file.

    The files beside it can be used by it. Raises ``InvalidInput`` when it is missing, too large,
    leads out of its folder, or asks for packages.
    """
    folder, name = (place.parent, place.name) if place.is_file() else (place, TEMPLATE_NAME)
    if not (folder / name).is_file() or not name.endswith(".typ"):
        raise InvalidInput(
            "Le modèle de facture est introuvable",
            where=str(place),
            remedy=f"Donnez un dossier qui contient « {TEMPLATE_NAME} », ou un fichier .typ.",
        )
    template = _read(folder, name)
    for path, content in template.files.items():
        if path.endswith(TEXT_ENDINGS):
            check_utf_8(str(folder / path), content)
        if path.endswith(".typ"):
            _check_source(folder / path, content)
    return template


def check_utf_8(name: str, content: bytes) -> None:
    """Refuse a text file that is not UTF-8: Typst reads nothing else."""
    try:
        content.decode()
    except UnicodeDecodeError as error:
        raise InvalidInput(
            "Ce fichier n'est pas écrit en UTF-8", where=name, remedy="Enregistrez-le en UTF-8."
        ) from error


def _read(folder: Path, name: str) -> Template:
    files: dict[str, bytes] = {}
    left = _LARGEST_FOLDER
    for path in _paths(folder.resolve()):
        content = path.read_bytes()
        left -= len(content)
        if left < 0 or len(files) >= _MOST_FILES:
            raise _too_large(folder)
        files[path.relative_to(folder.resolve()).as_posix()] = content
    taken = RESERVED_NAMES.intersection(files)
    if taken:
        raise InvalidInput(
            f"Le nom « {min(taken)} » est réservé",
            where=str(folder),
            remedy="Renommez ce fichier du modèle.",
        )
    return Template(name, files)


def _paths(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if any(part.startswith(".") for part in path.relative_to(folder).parts):
            continue
        if not path.resolve().is_relative_to(folder):
            raise InvalidInput(
                "Le modèle contient un lien vers un fichier hors de son dossier",
                where=str(path),
                remedy="Copiez ce fichier dans le dossier du modèle.",
            )
        if path.is_file():
            yield path


def _too_large(folder: Path) -> InvalidInput:
    return InvalidInput(
        f"Le dossier du modèle dépasse {_MOST_FILES} fichiers "
        f"ou {format_megabytes(_LARGEST_FOLDER)}",
        where=str(folder),
        remedy="Mettez le modèle et ses images seuls dans un dossier.",
    )


def _check_source(path: Path, content: bytes) -> None:
    source = content.decode()
    for pattern, what in _FORBIDDEN:
        match = pattern.search(source)
        if match:
            line = source.count("\n", 0, match.start()) + 1
            raise InvalidInput(
                f"Le modèle demande {what}, ce qui n'est pas permis",
                where=f"{path}, ligne {line}",
                remedy="Un modèle n'utilise que les fichiers de son dossier, nommés entre "
                "guillemets.",
            )
