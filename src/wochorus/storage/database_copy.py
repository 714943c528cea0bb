"""Copying a whole database out and in, with PostgreSQL's own `pg_dump` and `pg_restore`."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from wochorus.core.errors import Permanent
from wochorus.storage.binaries import Binaries, available_binaries
from wochorus.storage.connection import address_parts, private_conninfo
from wochorus.storage.places import places_of
from wochorus.storage.refusals import last_lines

if TYPE_CHECKING:
    from pathlib import Path

    Parameters = dict[str, str]

HARMLESS = 'unrecognized configuration parameter "transaction_timeout"'
"""`pg_dump` ≥ 17 sets a parameter that older servers lack; nothing else of the copy is lost."""

COME_WITH_TABLES = ["django_migrations", "django_content_type", "auth_permission"]
"""What Django writes as it makes the tables: nobody has anything to lose there."""


def parameters_of(home: Path, database_url: str | None, database: str | None = None) -> Parameters:
    """Say how libpq reaches the database of a data folder, or another one of its server."""
    if database_url is not None:
        parameters = address_parts(database_url)
    else:
        parameters = {key: str(part) for key, part in private_conninfo(places_of(home)).items()}
    return parameters if database is None else parameters | {"dbname": database}


def server_version(parameters: Parameters) -> str:
    """Ask the server which PostgreSQL it is: "15.18"."""
    with psycopg.connect(make_conninfo(**parameters)) as connection:
        version = connection.info.server_version
    return f"{version // 10000}.{version % 10000}"


def applied_migrations(parameters: Parameters) -> list[tuple[str, str]]:
    """List the migrations that the database has seen."""
    with psycopg.connect(make_conninfo(**parameters)) as connection:
        try:
            rows = connection.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
            return rows.fetchall()
        except psycopg.errors.UndefinedTable:
            return []


def has_rows(parameters: Parameters) -> bool:
    """Tell whether any table holds anything but what comes with new tables."""
    with psycopg.connect(make_conninfo(**parameters)) as connection:
        tables = connection.execute(
            "SELECT schemaname, tablename FROM pg_tables "
            "WHERE schemaname NOT IN ('pg_catalog', 'information_schema') "
            "AND tablename <> ALL(%s)",
            [COME_WITH_TABLES],
        ).fetchall()
        question = sql.SQL("SELECT EXISTS (SELECT 1 FROM {})")
        return any(
            connection.execute(question.format(sql.Identifier(*table))).fetchone() == (True,)
            for table in tables
        )


def dump(parameters: Parameters, server_major: int, target: Path) -> Binaries:
    """Write the database into ``target``, as one consistent moment; say which programs did it."""
    programs = programs_for(server_major)
    options = ["--format=custom", "--no-owner", "--no-privileges", f"--file={target}"]
    answer = _run(programs.program("pg_dump"), parameters, options)
    if answer.returncode != 0:
        raise Permanent(
            "La base de données n'a pas pu être copiée",
            where=last_lines(answer.stdout),
            remedy="Corrigez la cause ci-dessus, puis relancez la sauvegarde.",
        )
    return programs


def load(parameters: Parameters, dump_major: int, source: Path) -> None:
    """Fill an empty database from ``source``. Raises `Permanent` at any loss."""
    options = ["--no-owner", "--no-privileges", "--no-comments", str(source)]
    answer = _run(programs_for(dump_major).program("pg_restore"), parameters, options)
    errors = [line for line in answer.stdout.splitlines() if "error:" in line]
    if answer.returncode != 0 and (not errors or any(HARMLESS not in line for line in errors)):
        raise Permanent(
            "La base de données n'a pas pu être remplie : rien n'a été changé",
            where=last_lines("\n".join(errors) or answer.stdout),
            remedy="Corrigez la cause ci-dessus, puis relancez la restauration.",
        )


def programs_for(major: int) -> Binaries:
    """Choose programs that understand a server or a copy of this major version, or newer."""
    able = [found for found in available_binaries() if found.major >= major]
    if not able:
        raise Permanent(
            f"Il faut les programmes de PostgreSQL {major} ou plus récents, absents d'ici",
            where="pg_dump, pg_restore",
            remedy=f"Installez PostgreSQL {major} ou plus récent, puis relancez.",
        )
    return min(able, key=lambda found: found.major)


def _run(
    program: str, parameters: Parameters, options: list[str]
) -> subprocess.CompletedProcess[str]:
    """Run a client program; the password travels by its environment, which `ps` does not show."""
    shown = {key: part for key, part in parameters.items() if key != "password"}
    variables = {key: text for key, text in os.environ.items() if not key.startswith("PG")}
    variables |= {"LC_ALL": "C", "LANGUAGE": "C"}
    if "password" in parameters:
        variables["PGPASSWORD"] = parameters["password"]
    return subprocess.run(  # noqa: S603 - a program found by `binaries`
        [program, f"--dbname={make_conninfo(**shown)}", "--no-password", *options],
        env=variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
