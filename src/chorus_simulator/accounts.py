"""Suppliers and their keys: the PISTE application, and the technical account of Chorus Pro.

Registering a supplier gives at once what the real world gives in days: an OAuth application and a
technical account declared for it. An account may act for its own structure and for those that
mandate it. A technical password lives 424 days, as on the portal.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import re
import secrets
import string
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chorus_simulator.store.directory import Structure, find_structure, put_structure

if TYPE_CHECKING:
    import sqlite3

PASSWORD_LIFE = 424 * 86_400.0
_ALPHABET = string.ascii_letters + string.digits


@dataclass(frozen=True, slots=True)
class Account:
    """Who calls: a technical account, and the structure it was made for."""

    login: str
    siret: str
    structure_id: int


def register(db: sqlite3.Connection, siret: str, name: str, now: float) -> sqlite3.Row:
    """Register a supplier; the same SIRET always gets the same keys (ValueError if malformed)."""
    if not re.fullmatch(r"[0-9]{14}", siret) or not name.strip():
        raise ValueError(siret)
    known = find_supplier(db, siret)
    if known is None:
        _create(db, siret, name.strip(), now)
        known = find_supplier(db, siret)
    if known is None:
        raise LookupError(siret)
    return known


def find_supplier(db: sqlite3.Connection, siret: str) -> sqlite3.Row | None:
    """Find a registered supplier."""
    row: sqlite3.Row | None = db.execute(
        "SELECT * FROM suppliers WHERE siret = ?", (siret,)
    ).fetchone()
    return row


def _create(db: sqlite3.Connection, siret: str, name: str, now: float) -> None:
    if find_structure(db, siret) is None:
        put_structure(db, Structure(siret, name, is_public=False))
    structure = find_structure(db, siret)
    count = db.execute("SELECT count(*) FROM suppliers").fetchone()[0]
    db.execute(
        "INSERT INTO suppliers (siret, name, structure_id, client_id, client_secret, login,"
        " password, password_expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            siret,
            name,
            structure["id"] if structure else None,
            secrets.token_hex(16),
            secrets.token_hex(20),
            f"TECH_{count + 1}_{secrets.randbelow(10**8):08d}@cpro.fr",
            _word(16),
            now + PASSWORD_LIFE,
        ),
    )


def _word(length: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def new_token(db: sqlite3.Connection, client_id: str, now: float, life: float) -> str:
    """Give a new access token, and forget those that have ended."""
    db.execute("DELETE FROM tokens WHERE expires_at <= ?", (now,))
    token = _word(54)
    db.execute("INSERT INTO tokens VALUES (?, ?, ?)", (token, client_id, now + life))
    return token


def application(db: sqlite3.Connection, client_id: str, client_secret: str) -> bool:
    """Say whether this pair names a PISTE application."""
    row = db.execute(
        "SELECT client_secret FROM suppliers WHERE client_id = ?", (client_id,)
    ).fetchone()
    return row is not None and _same(row["client_secret"], client_secret)


def token_owner(db: sqlite3.Connection, token: str, now: float) -> str | None:
    """Name the application of a token that has not ended."""
    row = db.execute(
        "SELECT client_id FROM tokens WHERE token = ? AND expires_at > ?", (token, now)
    ).fetchone()
    return None if row is None else str(row["client_id"])


def decode_account(header: str) -> tuple[str, str] | None:
    """Read a ``cpro-account`` header: base64 of ``login:password`` in UTF-8."""
    try:
        login, colon, password = base64.b64decode(header, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    return (login, password) if colon else None


def technical_account(
    db: sqlite3.Connection, login: str, password: str, now: float
) -> sqlite3.Row | None:
    """Find the technical account if the password is right and has not ended."""
    row: sqlite3.Row | None = db.execute(
        "SELECT * FROM suppliers WHERE login = ?", (login,)
    ).fetchone()
    if row is None or not _same(row["password"], password) or row["password_expires_at"] <= now:
        return None
    return row


def entitled(db: sqlite3.Connection, login: str) -> frozenset[str]:
    """Give the SIRETs for which an account may act: its own and its mandates."""
    rows = db.execute(
        "SELECT siret FROM suppliers WHERE login = ?1 UNION SELECT siret FROM mandates"
        " WHERE login = ?1",
        (login,),
    )
    return frozenset(row["siret"] for row in rows)


def _same(left: str, right: str) -> bool:
    return hmac.compare_digest(left.encode(), right.encode())
