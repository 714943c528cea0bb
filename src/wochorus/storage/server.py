"""The private PostgreSQL server of a data folder.

A first part only knows how to describe the connection; the rest starts and stops the server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from pathlib import Path

DATABASE_NAME = "wochorus"
DATABASE_USER = "wochorus"


def connection_settings(home: Path, database_url: str | None) -> dict[str, object]:
    """Describe the database in Django's words: the private one of ``home``, or another.

    Raises `InvalidInput` when ``database_url`` cannot be read.
    """
    if database_url is None:
        return {"NAME": DATABASE_NAME, "USER": DATABASE_USER, "HOST": str(home / "run")}
    try:
        parts = {key: str(value) for key, value in conninfo_to_dict(database_url).items()}
    except ProgrammingError as error:
        raise InvalidInput(
            "L'adresse de la base de données est illisible",
            where="DATABASE_URL",
            remedy="Elle s'écrit postgresql://utilisateur:motdepasse@serveur:5432/base",
        ) from error
    return {
        "NAME": parts.pop("dbname", DATABASE_NAME),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "OPTIONS": parts,
    }
