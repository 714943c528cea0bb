"""Putting back what a backup holds: verified first, prepared beside, swapped at once.

The private database is rebuilt in a new cluster, made by a PostgreSQL recent enough for the
backup; this is also how data move from one major version to another. On another server
(`DATABASE_URL`) a new database is filled beside the old one. What was there is kept aside.
"""

from __future__ import annotations

import secrets
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from wochorus.core.errors import InvalidInput, Permanent, Transient
from wochorus.storage import archive, swap
from wochorus.storage.backup import kept_files
from wochorus.storage.connection import interruptions_told
from wochorus.storage.database_copy import has_rows, load, parameters_of, server_version
from wochorus.storage.server import running_database, stopped_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path
    from typing import BinaryIO

    from wochorus.storage.archive import Advance, Manifest
    from wochorus.storage.database_copy import Parameters


STAGING = "restore-"
LONGEST_NAME = 20
"""Characters kept of a database's name in front of our suffixes: PostgreSQL cuts at 63 bytes."""
MARGIN_BYTES = 100_000_000
"""An empty cluster and its journal take some 60 MB."""


@dataclass(frozen=True, slots=True)
class OpenBackup:
    """A backup whose every byte was checked."""

    path: Path
    file: BinaryIO
    manifest: Manifest


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back, and where the former state is (None: there was none)."""

    manifest: Manifest
    kept_folder: Path | None
    kept_database: str | None


@contextmanager
def verified_backup(path: Path, advance: Advance = lambda _: None) -> Iterator[OpenBackup]:
    """Open a backup and check all of it. Raises `InvalidInput`; nothing is changed."""
    if not path.is_file():
        raise InvalidInput(
            "Cette sauvegarde n'existe pas", where=str(path), remedy="Corrigez le chemin."
        )
    with path.open("rb") as file:
        yield OpenBackup(path, file, archive.verify(file, path, advance))


@interruptions_told()
def restore(
    home: Path,
    database_url: str | None,
    backup: OpenBackup,
    *,
    now: datetime,
    force: bool = False,
    advance: Advance = lambda _: None,
) -> Restored:
    """Put the database and the files of ``backup`` in the place of those of ``home``.

    Raises `InvalidInput` when there is something there and ``force`` is not given; whatever is
    raised, nothing was changed.
    """
    occupied = is_occupied(home, database_url)
    if occupied and not force:
        raise InvalidInput(
            "Il y a déjà des données : la restauration les remplacerait",
            where=str(home) if database_url is None else "DATABASE_URL",
            remedy="Ajoutez --force : elles seront gardées à côté.",
        )
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    _check_space(home, backup.manifest)
    stamp = f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
    plan = _plan(home, database_url, backup.manifest, stamp)
    staging = home / plan.staging
    staging.mkdir(mode=0o700)
    try:
        if database_url is None:
            _restore_privately(home, backup, plan, advance)
        else:
            _restore_elsewhere(home, database_url, backup, plan, advance)
    finally:
        if swap.pending(home) is None:
            shutil.rmtree(staging, ignore_errors=True)
    return _outcome(home, database_url, backup.manifest, plan, occupied=occupied)


def is_occupied(home: Path, database_url: str | None) -> bool:
    """Tell whether a restoration would take the place of something.

    A private cluster that cannot be opened counts: what it holds is not known.
    """
    if any(kept_files(home / "files")):
        return True
    if database_url is None and not (home / "postgres").exists():
        return False
    try:
        with running_database(home, database_url):
            return has_rows(parameters_of(home, database_url))
    except Permanent:
        if database_url is None:
            return True
        raise


def _restore_privately(home: Path, backup: OpenBackup, plan: swap.Swap, advance: Advance) -> None:
    staging = home / plan.staging
    with stopped_server(home):
        _clear_leftovers(home, staging)
        _extract(backup, staging, advance)
        # Nothing relies on the new cluster yet, and `swap.decide` flushes it whole: filling it
        # with fsync at each step would only be slower.
        with running_database(
            staging,
            None,
            durable=not swap.FLUSHES_THE_DISK,
            oldest_major=_major(backup.manifest.server_version),
        ):
            _load(backup, staging, parameters_of(staging, None))
        (staging / archive.DATABASE).unlink()
        swap.decide(home, plan)
        swap.finish(home, None)


def _restore_elsewhere(
    home: Path, database_url: str, backup: OpenBackup, plan: swap.Swap, advance: Advance
) -> None:
    parameters = parameters_of(home, database_url)
    _refuse_older_server(parameters, backup.manifest)
    staging = home / plan.staging
    with stopped_server(home), _new_database(parameters, plan.new_database, home):
        _clear_leftovers(home, staging)
        _extract(backup, staging, advance)
        _load(backup, staging, parameters | {"dbname": plan.new_database})
        (staging / archive.DATABASE).unlink()
        swap.decide(home, plan)
        try:
            swap.finish(home, parameters)
        except Transient:
            swap.give_up(home)
            raise


def _plan(home: Path, database_url: str | None, manifest: Manifest, stamp: str) -> swap.Swap:
    items = ["files", "keys"] if manifest.with_key else ["files"]
    staging, aside = f"{STAGING}{stamp}", f"before-restore-{stamp}"
    if database_url is None:
        return swap.Swap(staging, aside, ["postgres", *items])
    name = parameters_of(home, database_url)["dbname"]
    return swap.Swap(
        staging,
        aside,
        items,
        database=name,
        new_database=f"{name[:LONGEST_NAME]}-restore-{stamp}",
        old_database=f"{name[:LONGEST_NAME]}-before-restore-{stamp}",
    )


def _extract(backup: OpenBackup, staging: Path, advance: Advance) -> None:
    (staging / "files").mkdir(mode=0o700)
    archive.extract(backup.file, backup.path, backup.manifest, staging, advance)


def _load(backup: OpenBackup, staging: Path, parameters: Parameters) -> None:
    load(parameters, _major(backup.manifest.dump_version), staging / archive.DATABASE)


def _clear_leftovers(home: Path, staging: Path) -> None:
    """Remove what a restoration that was killed had prepared, its server included."""
    for leftover in home.glob(f"{STAGING}*"):
        if leftover != staging and leftover.is_dir():
            with stopped_server(leftover):
                pass
            shutil.rmtree(leftover, ignore_errors=True)


@contextmanager
def _new_database(parameters: Parameters, name: str, home: Path) -> Iterator[None]:
    """Create a database, dropped again unless a swap that wants it was decided."""
    create = sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'")
    try:
        _administer(parameters, create.format(sql.Identifier(name)))
    except psycopg.errors.InsufficientPrivilege as error:
        raise Permanent(
            "Ce compte n'a pas le droit de créer une base, et la restauration en a besoin",
            where=parameters.get("user", "DATABASE_URL"),
            remedy="Donnez-lui ce droit (ALTER ROLE … CREATEDB), puis relancez.",
        ) from error
    try:
        yield
    except BaseException:
        if swap.pending(home) is None:
            drop_database(parameters, name)
        raise


def drop_database(parameters: Parameters, name: str) -> None:
    """Drop a database of the same server."""
    _administer(parameters, sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def _administer(parameters: Parameters, order: sql.Composed) -> None:
    elsewhere = parameters | {"dbname": swap.MAINTENANCE_DATABASE}
    with psycopg.connect(make_conninfo(**elsewhere), autocommit=True) as connection:
        connection.execute(order)


def _refuse_older_server(parameters: Parameters, manifest: Manifest) -> None:
    found = server_version(parameters)
    if _major(found) < _major(manifest.server_version):
        raise Permanent(
            f"Cette sauvegarde vient de PostgreSQL {manifest.server_version} "
            f"et ce serveur est plus ancien ({found})",
            where="DATABASE_URL",
            remedy="Mettez ce serveur à jour, ou restaurez dans la base privée "
            "(sans DATABASE_URL).",
        )


def _check_space(home: Path, manifest: Manifest) -> None:
    total = sum(member.size for member in manifest.members.values())
    needed = total + 2 * manifest.members[archive.DATABASE].size + MARGIN_BYTES
    free = shutil.disk_usage(home).free
    if free < needed:
        raise Transient(
            f"Il faut {needed // 1_000_000} Mo libres pour restaurer, "
            f"il y en a {free // 1_000_000}",
            where=str(home),
            remedy="Libérez de la place, puis relancez : rien n'a été changé.",
        )


def _major(version: str) -> int:
    return int(version.split(".", maxsplit=1)[0])


def _outcome(
    home: Path, database_url: str | None, manifest: Manifest, plan: swap.Swap, *, occupied: bool
) -> Restored:
    """Say where the former state is; an empty one is not worth keeping."""
    aside = home / plan.aside
    if not occupied:
        shutil.rmtree(aside, ignore_errors=True)
        if plan.database:
            drop_database(parameters_of(home, database_url), plan.old_database)
        return Restored(manifest, None, None)
    return Restored(manifest, aside if aside.exists() else None, plan.old_database or None)
