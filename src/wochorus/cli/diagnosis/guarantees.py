"""What the deposit rests on: a server that keeps what it confirmed, and the files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection

from wochorus.cli.diagnosis import Finding, error, ok, warning
from wochorus.deposits.orders.elsewhere import flows_without_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.backends.base.base import BaseDatabaseWrapper

SERVER = "Serveur de la base"
FILES = "Fichiers préparés"
_LOSES = {
    "fsync": "une coupure de courant peut effacer un envoi déjà noté, ou abîmer toute la base",
    "full_page_writes": "une coupure de courant peut abîmer des pages de la base",
}


def guarantee_findings() -> Iterator[Finding]:
    """Examine a server that is not ours, and the files of the orders that are under way."""
    if settings.ENVIRONMENT.database_url is not None:
        yield from server_findings()
    yield _files()


def server_findings() -> Iterator[Finding]:
    """Tell what the server of `DATABASE_URL` does that could lose or double an invoice."""
    off = list(_switched_off())
    for name in off:
        yield warning(
            SERVER,
            f"{name} = off : {_LOSES[name]}",
            f"Remettez {name} = on dans sa configuration (postgresql.conf), puis rechargez-la.",
        )
    other = connection.copy()
    try:
        pooled = shares_its_sessions(connection, other)
    finally:
        other.close()
    if pooled:
        yield error(
            SERVER,
            "un répartiteur de connexions (PgBouncer en mode « transaction », par exemple) est "
            "devant lui : deux programmes pourraient déposer en même temps",
            "Donnez dans DATABASE_URL l'adresse du serveur lui-même, ou mettez le répartiteur en "
            "mode « session ».",
        )
    if not off and not pooled:
        yield ok(SERVER, "garde ce qu'il a confirmé, une session par programme")


def shares_its_sessions(first: BaseDatabaseWrapper, second: BaseDatabaseWrapper) -> bool:
    """Tell whether two connections open at the same time are served by one session.

    What stands between them and the server then lends a session for one transaction only, and the
    locks that a program believes to hold are anybody's.
    """
    with first.cursor() as ours, second.cursor() as theirs:
        ours.execute("SELECT pg_backend_pid()")
        theirs.execute("SELECT pg_backend_pid()")
        mine, other = ours.fetchone(), theirs.fetchone()
        ours.execute("SELECT pg_backend_pid()")
        return bool(mine == other or ours.fetchone() != mine)


def _switched_off() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM pg_settings WHERE name = ANY(%s) AND setting = 'off' ORDER BY name",
            (list(_LOSES),),
        )
        yield from (name for (name,) in cursor.fetchall())


def _files() -> Finding:
    missing, orders = flows_without_file()
    if not missing:
        return ok(FILES, f"tous dans ce dossier ({settings.ENVIRONMENT.files})")
    named = ", ".join(map(str, orders))
    return warning(
        FILES,
        f"{missing} flux prêts à partir n'ont pas leur fichier dans {settings.ENVIRONMENT.files} "
        f"(ordres {named})",
        "Si une autre machine emploie cette base, son service les enverra. Sinon, remettez le "
        "dossier (WOCHORUS_HOME), ou annulez ces ordres et déposez à nouveau.",
    )
