"""Putting a restored state in the place of the old one, all of it or nothing.

Everything is prepared beside. Then one small file, `restore.json`, says what must take whose
place: from that moment the restoration is decided, and whoever comes next finishes it if this
process dies in the middle. Each step can be done again without harm.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from wochorus.core.errors import Permanent, Transient

if TYPE_CHECKING:
    from pathlib import Path

INTENT = "restore.json"
FLUSHES_THE_DISK = hasattr(os, "sync")
MAINTENANCE_DATABASE = "postgres"


@dataclass(frozen=True, slots=True)
class Swap:
    """What takes whose place: names of folders in the data folder, and of databases."""

    staging: str
    """Folder that holds the new items, and goes away."""
    aside: str
    """Folder that receives the old items, and stays."""
    items: list[str]
    database: str = ""
    """Database of another server than the private one; empty: it is among the items."""
    new_database: str = ""
    old_database: str = ""


def decide(home: Path, swap: Swap) -> None:
    """Write down the swap, after all that was prepared is safely on the disk."""
    if FLUSHES_THE_DISK:
        os.sync()
    unfinished = home / f".{INTENT}"
    with unfinished.open("w", encoding="utf-8") as file:
        json.dump(asdict(swap), file)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(home / INTENT)


def finish(home: Path, parameters: dict[str, str] | None) -> None:
    """Carry out the swap that was decided, if there is one.

    ``parameters`` reach the server of `DATABASE_URL`, None for the private one. To be called
    while nobody else uses the data folder.
    """
    swap = pending(home)
    if swap is None:
        return
    if swap.database:
        if parameters is None or parameters.get("dbname") != swap.database:
            raise _other_server(home, swap)
        _swap_databases(swap, parameters)
    for item in swap.items:
        _swap_item(home, home / swap.staging / item, home / swap.aside, item)
    shutil.rmtree(home / swap.staging, ignore_errors=True)
    (home / INTENT).unlink()


def pending(home: Path) -> Swap | None:
    """Read the swap that was decided and is not finished."""
    try:
        return Swap(**json.loads((home / INTENT).read_text("utf-8")))
    except (FileNotFoundError, NotADirectoryError):
        return None


def give_up(home: Path) -> None:
    """Forget a swap of which no step was done."""
    (home / INTENT).unlink(missing_ok=True)


def _swap_item(home: Path, new: Path, aside: Path, item: str) -> None:
    if not new.exists():
        return
    old = home / item
    if old.exists():
        aside.mkdir(mode=0o700, exist_ok=True)
        old.rename(_unused(aside / item))
    new.rename(old)


def _unused(path: Path) -> Path:
    candidate, number = path, 1
    while candidate.exists():
        number += 1
        candidate = path.with_name(f"{path.name}-{number}")
    return candidate


def _swap_databases(swap: Swap, parameters: dict[str, str]) -> None:
    """Rename both databases in one transaction."""
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    elsewhere = parameters | {"dbname": MAINTENANCE_DATABASE}
    try:
        with psycopg.connect(make_conninfo(**elsewhere)) as connection:
            if not _exists(connection, swap.new_database):
                return
            if _exists(connection, swap.database):
                old, kept = sql.Identifier(swap.database), sql.Identifier(swap.old_database)
                connection.execute(rename.format(old, kept))
            new, name = sql.Identifier(swap.new_database), sql.Identifier(swap.database)
            connection.execute(rename.format(new, name))
    except psycopg.errors.ObjectInUse as error:
        raise Transient(
            "Quelqu'un emploie la base : elle ne peut pas être remplacée",
            where=swap.database,
            remedy="Fermez les autres commandes et connexions, puis relancez.",
        ) from error


def _exists(connection: psycopg.Connection, database: str) -> bool:
    query = "SELECT 1 FROM pg_database WHERE datname = %s"
    return connection.execute(query, [database]).fetchone() is not None


def _other_server(home: Path, swap: Swap) -> Permanent:
    return Permanent(
        f"Une restauration de la base « {swap.database} » n'est pas finie",
        where=str(home / INTENT),
        remedy="Relancez une commande avec la DATABASE_URL de cette restauration : elle la finira.",
    )
