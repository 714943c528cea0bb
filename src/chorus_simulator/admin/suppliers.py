"""Suppliers: registering one gives its keys; changing one breaks or restores its rights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chorus_simulator import accounts
from chorus_simulator.admin.asked import Asked, WrongRequestError, text_of

if TYPE_CHECKING:
    import sqlite3

_FIELDS = {"active", "granted", "mandates", "password_expired"}


def register(asked: Asked) -> dict[str, Any]:
    """Register a supplier ``{siret, name}``; the same SIRET gets the same keys."""
    content = asked.content()
    siret, name = text_of(content, "siret"), text_of(content, "name")
    with asked.simulator.store.transaction() as db:
        try:
            row = accounts.register(db, siret, name, asked.simulator.clock.worn())
        except ValueError as error:
            raise WrongRequestError("Le SIRET doit avoir 14 chiffres.") from error
        return shown(row)


def listing(asked: Asked) -> dict[str, Any]:
    """List the suppliers with their keys."""
    with asked.simulator.store.transaction() as db:
        rows = db.execute("SELECT * FROM suppliers ORDER BY siret").fetchall()
        return {"suppliers": [shown(row) for row in rows]}


def shown(row: sqlite3.Row) -> dict[str, Any]:
    """Write an account with its keys."""
    return {
        "siret": row["siret"],
        "name": row["name"],
        "client_id": row["client_id"],
        "client_secret": row["client_secret"],
        "technical_login": row["login"],
        "technical_password": row["password"],
        "granted": bool(row["granted"]),
    }


def change(asked: Asked) -> dict[str, Any]:
    """Change rights: ``active`` structure, API ``granted``, ``mandates`` (SIRETs), expiry."""
    content, siret = asked.content(), asked.path["siret"]
    if unknown := sorted(set(content) - _FIELDS):
        raise WrongRequestError(f"Champ inconnu : {', '.join(unknown)}.")
    with asked.simulator.store.transaction() as db:
        row = accounts.find_supplier(db, siret)
        if row is None:
            raise WrongRequestError(f"Fournisseur inconnu : {siret}.")
        if "active" in content:
            db.execute(
                "UPDATE structures SET active = ? WHERE id = ?",
                (bool(content["active"]), row["structure_id"]),
            )
        if "granted" in content:
            db.execute(
                "UPDATE suppliers SET granted = ? WHERE siret = ?",
                (bool(content["granted"]), siret),
            )
        if "mandates" in content:
            _mandate(db, row["login"], content["mandates"])
        if "password_expired" in content:
            now = asked.simulator.clock.worn()
            end = now if content["password_expired"] else now + accounts.PASSWORD_LIFE
            db.execute("UPDATE suppliers SET password_expires_at = ? WHERE siret = ?", (end, siret))
        changed = accounts.find_supplier(db, siret)
        return shown(changed if changed is not None else row)


def _mandate(db: sqlite3.Connection, login: str, sirets: object) -> None:
    """Replace the structures that mandate an account."""
    if not isinstance(sirets, list) or not all(isinstance(siret, str) for siret in sirets):
        raise WrongRequestError("« mandates » doit être une liste de SIRET.")
    db.execute("DELETE FROM mandates WHERE login = ?", (login,))
    db.executemany("INSERT OR IGNORE INTO mandates VALUES (?, ?)", [(login, s) for s in sirets])
