"""The tables of the database, brought to the version of the product that runs.

Every command passes here, so the usual case costs one reading: the names of the migrations on
disk against those that the database has seen. Django's own machinery runs only when they differ.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from django.apps import apps
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from psycopg.errors import LockNotAvailable

from wochorus.core.errors import Permanent, Transient

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

LOCK_NUMBER = 0x776F63686F727573
"""Of the advisory lock that one command holds while it changes tables: "wochorus" in ASCII."""
PATIENCE = "10min"

Migrations = set[tuple[str, str]]
"""Application and name of each."""


def bring_up_to_date() -> None:
    """Apply the migrations that the database has not seen yet.

    Commands that come together wait for the first. Raises `Permanent` when a newer version of the
    product has already changed the database.
    """
    if ours(applied_migrations()) == migrations_on_disk():
        return
    with _alone():
        _refuse_newer_tables()
        call_command("migrate", verbosity=0, interactive=False)


def migrations_on_disk() -> Migrations:
    """List the migration files of every application, without importing them."""
    return {
        (config.label, file.stem)
        for config in apps.get_app_configs()
        for file in Path(config.path, "migrations").glob("[!_~]*.py")
    }


def applied_migrations() -> Migrations:
    """List what the database has seen; nothing when it is new."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('django_migrations') IS NOT NULL")
        if cursor.fetchone() != (True,):
            return set()
        cursor.execute("SELECT app, name FROM django_migrations")
        return set(cursor.fetchall())


def ours(migrations: Collection[tuple[str, str]]) -> Migrations:
    """Keep those of the applications that this version of the product has."""
    labels = {config.label for config in apps.get_app_configs()}
    return {(label, name) for label, name in migrations if label in labels}


def newer_migrations(applied: Collection[tuple[str, str]]) -> list[str]:
    """Name what a newer version of the product has done to a database, in order."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    known = set(loader.disk_migrations)
    for migration in loader.disk_migrations.values():
        known |= {(label, name) for label, name in migration.replaces}
    return [f"{label} {name}" for label, name in sorted(ours(applied) - known)]


def _refuse_newer_tables() -> None:
    if newer := newer_migrations(applied_migrations()):
        raise Permanent(
            "La base a été modifiée par une version plus récente de WO CHORUS",
            where=f"étapes inconnues ici : {', '.join(newer)}",
            remedy="Installez cette version plus récente, ou restaurez une sauvegarde plus "
            "ancienne : wochorus db restore FICHIER --force",
        )


@contextmanager
def _alone() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{PATIENCE}'")
        try:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK_NUMBER])
        except OperationalError as error:
            if not isinstance(error.__cause__, LockNotAvailable):
                raise
            raise Transient(
                "Une autre commande met la base à jour depuis trop longtemps",
                remedy="Attendez qu'elle finisse, ou arrêtez-la, puis relancez.",
            ) from error
        finally:
            cursor.execute("RESET lock_timeout")
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK_NUMBER])
