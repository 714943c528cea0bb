"""The machine: versions, the data folder, room on the disk, the key, the simulator."""

from __future__ import annotations

import os
import platform
import shutil
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings

from wochorus import __version__
from wochorus.accounts.secrets import load_key
from wochorus.cli.diagnosis import Finding, error, ok, warning
from wochorus.core.errors import Permanent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


BLOCKING_ROOM = 200_000_000
COMFORTABLE_ROOM = 2_000_000_000
CALL_SECONDS = 2.0


def machine_findings() -> Iterator[Finding]:
    """Examine what needs no database."""
    environment = settings.ENVIRONMENT
    yield ok("Versions", f"WO CHORUS {__version__}, Python {platform.python_version()}")
    yield _home(environment.home)
    yield _room(environment.home)
    yield from _kept_states(environment.home)
    yield _key(environment.home, environment.secret_key)


def simulator_finding(url: str) -> Finding:
    """Tell whether something listens where the simulator should be."""
    subject = "Simulateur"
    remedy = "Lancez « wochorus serve » ou « wochorus-simulator », ou corrigez l'adresse "
    remedy += "(WOCHORUS_SIMULATOR_URL)."
    try:
        parts = urlsplit(url)
        with socket.create_connection((parts.hostname, parts.port or 80), timeout=CALL_SECONDS):
            return ok(subject, f"répond à {url}")
    except (OSError, ValueError):
        return warning(subject, f"ne répond pas à {url}", remedy)


def _home(home: Path) -> Finding:
    subject = "Dossier de données"
    existing = next(path for path in (home, *home.parents) if os.access(path, os.F_OK))
    if not existing.is_dir() or not os.access(existing, os.R_OK | os.W_OK | os.X_OK):
        return error(
            subject,
            f"{existing} n'est pas un dossier accessible en écriture",
            "Donnez-vous les droits, ou choisissez un autre dossier (WOCHORUS_HOME).",
        )
    return ok(subject, str(home) if existing == home else f"{home} (pas encore créé)")


def _room(home: Path) -> Finding:
    existing = next(folder for folder in (home, *home.parents) if folder.is_dir())
    free = shutil.disk_usage(existing).free
    message = f"{free / 1e9:.1f} Go libres".replace(".", ",")
    remedy = "Libérez de la place, ou déplacez le dossier de données."
    if free < BLOCKING_ROOM:
        return error("Disque", message, remedy)
    if free < COMFORTABLE_ROOM:
        return warning("Disque", message, remedy)
    return ok("Disque", message)


def _kept_states(home: Path) -> Iterator[Finding]:
    kept = sorted(folder.name for folder in home.glob("before-restore-*"))
    if kept:
        yield ok(
            "Restaurations",
            f"états d'avant restauration gardés, à supprimer quand bon vous semble : "
            f"{', '.join(kept)}",
        )


def _key(home: Path, hexadecimal: str | None) -> Finding:
    subject = "Clé des accès"
    path = home / "keys" / "secret.key"
    if hexadecimal is None and not path.exists():
        return ok(subject, "pas encore créée : elle le sera avec les premiers identifiants")
    try:
        load_key(home, hexadecimal)
    except (Permanent, OSError) as failure:
        remedy = failure.remedy if isinstance(failure, Permanent) else "Vérifiez ses droits."
        return error(subject, f"illisible : {path}", remedy)
    if hexadecimal is not None:
        return ok(subject, "donnée par WOCHORUS_SECRET_KEY")
    if os.name == "posix" and path.stat().st_mode & 0o077:
        return warning(subject, f"lisible par d'autres : {path}", f"chmod 600 {path}")
    return ok(subject, f"{path} (à garder à part des sauvegardes)")
