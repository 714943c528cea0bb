"""Reaching a server, and saying in French why it cannot be reached."""

from __future__ import annotations

from contextlib import contextmanager
from enum import Enum, auto
from typing import TYPE_CHECKING

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from wochorus.core.errors import InvalidInput, Permanent, Transient, WoChorusError
from wochorus.storage.binaries import OLDEST_MAJOR
from wochorus.storage.places import PORT, Places

if TYPE_CHECKING:
    from collections.abc import Iterator

DATABASE_NAME = "wochorus"
DATABASE_USER = "wochorus"
CONNECTION_SECONDS = 10


class Answer(Enum):
    """What the private server says when it is called."""

    READY = auto()
    BUSY = auto()
    """Alive, but starting, stopping or recovering."""
    NO_DATABASE = auto()
    """Alive, without our database."""
    SILENT = auto()


def private_conninfo(places: Places, database: str = DATABASE_NAME) -> dict[str, str | int]:
    """Say how to reach a database of the private server."""
    return {
        "host": str(places.sockets),
        "port": PORT,
        "user": DATABASE_USER,
        "dbname": database,
        "connect_timeout": CONNECTION_SECONDS,
    }


def call_private_server(places: Places) -> Answer:
    """Connect, the only proof that a server runs."""
    try:
        with psycopg.connect(**private_conninfo(places)):  # type: ignore[arg-type] # a plain mapping
            return Answer.READY
    except psycopg.OperationalError as error:
        reason = str(error)
    # The server's messages are in English: its configuration says so.
    if f'database "{DATABASE_NAME}" does not exist' in reason:
        return Answer.NO_DATABASE
    if "the database system is" in reason or "sorry, too many clients" in reason:
        return Answer.BUSY
    return Answer.SILENT


def address_parts(database_url: str) -> dict[str, str]:
    """Cut a `DATABASE_URL` into libpq's parameters. Raises `InvalidInput`."""
    try:
        parts = {key: str(value) for key, value in conninfo_to_dict(database_url).items()}
    except psycopg.ProgrammingError:
        # The cause is not kept: libpq quotes the whole address, password included.
        raise InvalidInput(
            "L'adresse de la base de données est illisible",
            where="DATABASE_URL",
            remedy="Elle s'écrit postgresql://utilisateur:motdepasse@serveur:5432/base",
        ) from None
    return {"dbname": DATABASE_NAME, **parts}


def check_other_server(database_url: str) -> None:
    """Check that the server of `DATABASE_URL` answers and is recent enough.

    Raises `Transient` when it does not answer, `Permanent` when it refuses or is too old.
    """
    address = make_conninfo(**address_parts(database_url))
    try:
        with psycopg.connect(address, connect_timeout=CONNECTION_SECONDS) as connection:
            version = connection.info.server_version
    except psycopg.OperationalError as error:
        raise _unreachable(error, database_url) from error
    major = version // 10000
    if major < OLDEST_MAJOR:
        raise Permanent(
            f"PostgreSQL {major} est trop ancien : il faut {OLDEST_MAJOR} ou plus récent",
            where=shown_address(database_url),
            remedy="Mettez ce serveur à jour, ou retirez DATABASE_URL pour la base privée.",
        )


def shown_address(database_url: str) -> str:
    """Write the address without its password."""
    parts = address_parts(database_url)
    user = f"{parts['user']}@" if parts.get("user") else ""
    port = f":{parts['port']}" if parts.get("port") else ""
    host = parts.get("host") or parts.get("hostaddr") or "localhost"
    return f"{user}{host}{port}/{parts['dbname']}"


@contextmanager
def interruptions_told() -> Iterator[None]:
    """Turn an error of the driver, such as a server that dies, into one French message."""
    try:
        yield
    except psycopg.Error as error:
        raise Transient(
            "La base de données s'est interrompue ou refuse l'opération",
            where=_first_line(str(error)),
            remedy="Lancez « wochorus doctor », puis relancez la commande.",
        ) from error


REFUSALS = (
    "authentication",
    "authentification",
    "pg_hba.conf",
    "does not exist",
    "n'existe pas",
    "permission denied",
    "droit refusé",
    "no password supplied",
    "aucun mot de passe",
)
"""Words, in the server's English or French, of an answer that another try will not change."""


def _unreachable(error: psycopg.OperationalError, database_url: str) -> WoChorusError:
    reason = _first_line(str(error))
    if password := address_parts(database_url).get("password"):
        reason = reason.replace(password, "…")
    where = f"{shown_address(database_url)} — {reason}"
    if any(word in str(error) for word in REFUSALS):
        return Permanent(
            "Le serveur de base de données refuse la connexion",
            where=where,
            remedy="Corrigez l'adresse, le compte ou le mot de passe dans DATABASE_URL.",
        )
    return Transient(
        "Le serveur de base de données ne répond pas",
        where=where,
        remedy="Démarrez-le ou corrigez DATABASE_URL, puis relancez ; sans DATABASE_URL, "
        "WO CHORUS emploie sa base privée.",
    )


def _first_line(text: str) -> str:
    return (text.strip().splitlines() or ["aucune raison donnée"])[0]
