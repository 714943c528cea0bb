"""Why the private server cannot be used, in French, with what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.core.errors import Permanent, Transient, WoChorusError
from wochorus.core.system_reasons import system_reason

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from wochorus.storage.binaries import Binaries
    from wochorus.storage.places import Places

SHOWN_LINES = 4


def refused_start(places: Places, reason: str) -> WoChorusError:
    """Explain a start that PostgreSQL refused; ``reason`` is what it wrote."""
    return _known_cause(places.home, reason) or Permanent(
        "La base de données ne démarre pas",
        where=f"{places.log}\n{last_lines(reason)}",
        remedy="Lisez ce journal ; « wochorus doctor » dit ce qui manque. Une sauvegarde se "
        "restaure par « wochorus db restore FICHIER --force » : l'ancien dossier est gardé à côté.",
    )


def unmade_cluster(places: Places, reason: str) -> WoChorusError:
    """Explain a cluster that could not be made."""
    return _known_cause(places.home, reason) or Permanent(
        "La base de données n'a pas pu être créée",
        where=f"{places.home}\n{last_lines(reason)}",
        remedy="Corrigez la cause ci-dessus puis relancez : rien n'a été laissé à moitié fait.",
    )


def wrong_version(places: Places, major: int, found: Sequence[Binaries]) -> Permanent:
    """Explain that the cluster was made by a PostgreSQL that is no longer here."""
    present = ", ".join(f"{each.version} ({each.origin})" for each in found) or "aucun"
    return Permanent(
        f"La base a été créée par PostgreSQL {major}, qui n'est plus sur cette machine",
        where=f"{places.cluster} ; PostgreSQL présents : {present}",
        remedy=(
            f"Si vous avez une sauvegarde : « wochorus db restore FICHIER --force » (la base "
            f"PostgreSQL {major} est gardée à côté, une neuve est créée). Sinon : 1. réinstallez "
            f"PostgreSQL {major} ; 2. « wochorus db backup FICHIER » ; 3. retirez-le ; "
            "4. « wochorus db restore FICHIER --force »."
        ),
    )


def unusable_folder(folder: Path, error: OSError) -> Permanent:
    """Explain a data folder that cannot be created or entered."""
    return Permanent(
        "Le dossier de données n'est pas utilisable",
        where=f"{folder} ({system_reason(error)})",
        remedy="Donnez-vous les droits sur ce dossier, ou choisissez-en un autre (WOCHORUS_HOME).",
    )


def full_disk(home: Path) -> Transient:
    """Explain that the server has no room to start."""
    return Transient(
        "Le disque est plein : la base de données ne peut pas démarrer",
        where=str(home),
        remedy="Libérez de la place, puis relancez : rien n'est perdu.",
    )


def still_starting(places: Places) -> Transient:
    """Explain a server that has been recovering for minutes."""
    return Transient(
        "La base de données se remet encore d'un arrêt brutal",
        where=str(places.log),
        remedy="Attendez une minute, puis relancez : rien n'est perdu.",
    )


def last_lines(text: str) -> str:
    """Keep the end of what the server wrote."""
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    return "\n".join(f"    {line}" for line in lines[-SHOWN_LINES:])


def _known_cause(home: Path, reason: str) -> WoChorusError | None:
    if "No space left on device" in reason or "Disk quota exceeded" in reason:
        return full_disk(home)
    if "Read-only file system" in reason or "Permission denied" in reason:
        return Permanent(
            "La base de données ne peut pas écrire dans son dossier",
            where=f"{home}\n{last_lines(reason)}",
            remedy="Rétablissez les droits, ou choisissez un autre dossier (WOCHORUS_HOME).",
        )
    return None
