"""The database: which one, where, made by what, and whether its tables are those of the product."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection

from wochorus.cli.diagnosis import Finding, error, ok, warning
from wochorus.schema import applied_migrations, migrations_on_disk, newer_migrations
from wochorus.storage.binaries import binaries_of, preferred_binaries
from wochorus.storage.cluster import recorded_major
from wochorus.storage.connection import shown_address
from wochorus.storage.places import places_of

if TYPE_CHECKING:
    from wochorus.core.errors import WoChorusError

SUBJECT = "Base de données"
TABLES = "Tables"


def is_made() -> bool:
    """Tell whether there is a database to examine."""
    environment = settings.ENVIRONMENT
    if environment.database_url is not None:
        return True
    return recorded_major(places_of(environment.home).cluster) is not None


def unmade_finding() -> Finding:
    """Tell which PostgreSQL will make the private database. Raises `Permanent` without any."""
    found = preferred_binaries()
    return ok(
        SUBJECT,
        f"privée, pas encore créée ; la première commande la créera avec PostgreSQL "
        f"{found.version} ({found.origin}, {found.folder})",
    )


def database_finding() -> Finding:
    """Describe the database that answers."""
    environment = settings.ENVIRONMENT
    version = connection.cursor().connection.info.server_version
    shown = f"PostgreSQL {version // 10000}.{version % 10000}"
    if environment.database_url is not None:
        return ok(SUBJECT, f"{shown} à {shown_address(environment.database_url)} (DATABASE_URL)")
    places = places_of(environment.home)
    programs = binaries_of(version // 10000)
    origin = f", {programs.origin} ({programs.folder})" if programs else ""
    return ok(SUBJECT, f"privée, {shown}{origin}, prise {places.socket}")


def failed_finding(failure: WoChorusError) -> Finding:
    """Say why the database does not answer."""
    where = f" — {failure.where}" if failure.where else ""
    return error(SUBJECT, f"{failure.what}{where}", failure.remedy)


def tables_finding() -> Finding:
    """Compare the tables with those of this version of the product."""
    applied = applied_migrations()
    pending = migrations_on_disk() - applied
    if newer := newer_migrations(applied):
        return error(
            TABLES,
            f"modifiées par une version plus récente : {', '.join(newer)}",
            "Installez cette version plus récente.",
        )
    if pending:
        return warning(
            TABLES,
            f"{len(pending)} étape{'s' if len(pending) > 1 else ''} de mise à jour à appliquer",
            "Rien à faire : la prochaine commande les applique.",
        )
    return ok(TABLES, f"à jour ({len(applied)} étapes appliquées)")
