"""What an account is attached to: structures, services, bank accounts.

``transverses/v1/recuperer/structures/actives/…``, ``…/coordbanc/valides``,
``…/structuresPourUtilisateur`` and ``utilisateurs/v1/monCompte/recuperer/rattachements``. Where
the references are silent: a technical account is an active user, attached to its structure and
to those that mandate it, with all their services; the attachments bear the ids of what they
attach to.
"""

# ruff: noqa: N815  field names of the portal's own messages

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import TypedDict

from chorus_simulator.operations import (
    DONE,
    READ,
    Answer,
    Call,
    Int64,
    Message,
    Operation,
    Refusal,
    success,
)
from chorus_simulator.operations.paging import Pages, Paging, Search, page_of

if TYPE_CHECKING:
    import sqlite3

ENTITLED = (
    "identifier IN (SELECT siret FROM suppliers WHERE login = :login"
    " UNION SELECT siret FROM mandates WHERE login = :login)"
)
"""The structures that an account may act for, as a condition."""


class ActiveStructure(TypedDict):
    """A row of ``listeStructures``."""

    idStructureCPP: int
    identifiant: str
    designationStructure: str


class ActiveStructures(Answer):
    """Answer of ``recuperer/structures/actives/…``."""

    listeStructures: list[ActiveStructure]


def as_supplier(call: Call, asked: Message) -> dict[str, Any]:
    """List the active structures that the account may deposit for."""
    del asked
    return _active(call, ENTITLED)


def as_recipient(call: Call, asked: Message) -> dict[str, Any]:
    """List the active public structures that the account may act for."""
    del asked
    return _active(call, f"is_public AND {ENTITLED}")


def _active(call: Call, condition: str) -> dict[str, Any]:
    rows = call.db.execute(
        "SELECT id, identifier, name FROM structures WHERE active AND "  # noqa: S608  constants
        f"{condition} ORDER BY identifier",
        {"login": call.account.login},
    )
    structures = [
        ActiveStructure(
            idStructureCPP=row["id"],
            identifiant=row["identifier"],
            designationStructure=row["name"],
        )
        for row in rows
    ]
    return success(READ, listeStructures=structures)


class OfSpace(Message):
    """Request of ``structuresPourUtilisateur``; the space has no effect."""

    espaceFo: Int64 | None = None


class UserStructure(TypedDict):
    """A row of ``listeStructures``."""

    idStructure: int
    identifiantStructure: str
    designationStructure: str
    typeIdentifiantStructure: str


class UserStructures(Answer):
    """Answer of ``structuresPourUtilisateur``."""

    listeStructures: list[UserStructure]


def of_user(call: Call, asked: OfSpace) -> dict[str, Any]:
    """List every structure that the account may act for."""
    del asked
    rows = call.db.execute(
        f"SELECT * FROM structures WHERE {ENTITLED} ORDER BY identifier",  # noqa: S608  same
        {"login": call.account.login},
    )
    structures = [
        UserStructure(
            idStructure=row["id"],
            identifiantStructure=row["identifier"],
            designationStructure=row["name"],
            typeIdentifiantStructure=row["identifier_type"],
        )
        for row in rows
    ]
    return success(READ, listeStructures=structures)


class OfStructure(Message):
    """Request of ``coordbanc/valides``."""

    idStructure: Int64


class BankAccount(TypedDict):
    """A row of ``listeCoordonneeBancaire``."""

    idCoordonneeBancaire: int
    nomCoordonneeBancaire: str


class BankAccounts(Answer):
    """Answer of ``coordbanc/valides``."""

    listeCoordonneeBancaire: list[BankAccount]


def bank_accounts(call: Call, asked: OfStructure) -> dict[str, Any]:
    """List the bank accounts of a structure that the account may act for."""
    owner = call.db.execute(
        f"SELECT id FROM structures WHERE id = :id AND {ENTITLED}",  # noqa: S608  same
        {"id": asked.idStructure, "login": call.account.login},
    ).fetchone()
    if owner is None:
        raise Refusal(20001, "SIM_MSG_03.003 - Cette structure n'est pas celle du compte.")
    rows = call.db.execute(
        "SELECT id, name FROM bank_accounts WHERE structure_id = ? ORDER BY name", (owner["id"],)
    )
    accounts = [
        BankAccount(idCoordonneeBancaire=row["id"], nomCoordonneeBancaire=row["name"])
        for row in rows
    ]
    return success(DONE, listeCoordonneeBancaire=accounts)


class AttachmentSearch(Message):
    """Request of ``monCompte/recuperer/rattachements``."""

    parametresRecherche: Paging | None = None


class AttachedService(TypedDict):
    """A row of ``listeServicesRattache``."""

    idService: int
    codeService: str
    libelleService: str
    estActif: bool
    statutService: str
    dateDbtService: str | None
    dateFinService: str | None
    idRattachementService: int
    statutRattachementService: str


class AttachedStructure(TypedDict):
    """A row of ``listeStructureRattachement``."""

    idStructure: int
    identifiantStructure: str
    typeIdentifiantStructure: str
    designationStructure: str
    roleUtilisateur: str
    statutRattachementStructure: str
    statutUtilisateur: str
    idRattachementStructure: int
    listeServicesRattache: list[AttachedService]


class UserAttachments(Answer):
    """Answer of ``monCompte/recuperer/rattachements``."""

    listeStructureRattachement: list[AttachedStructure]
    parametresRetour: Pages


def user_attachments(call: Call, asked: AttachmentSearch) -> dict[str, Any]:
    """List what the account is attached to."""
    search = Search(
        "*",
        "structures",
        (ENTITLED,),
        {"login": call.account.login},
        {
            "identifiantStructure": "identifier",
            "designationStructure": "name",
            "typeIdentifiantStructure": "identifier_type",
        },
        "identifiantStructure",
    )
    rows, found = page_of(call.db, search, asked.parametresRecherche, call.settings)
    structures = [_attached(call, row) for row in rows]
    return success(READ, listeStructureRattachement=structures, parametresRetour=found)


def _attached(call: Call, row: sqlite3.Row) -> AttachedStructure:
    services = call.db.execute(
        "SELECT * FROM services WHERE structure_id = ? ORDER BY code", (row["id"],)
    )
    return {
        "idStructure": row["id"],
        "identifiantStructure": row["identifier"],
        "typeIdentifiantStructure": row["identifier_type"],
        "designationStructure": row["name"],
        "roleUtilisateur": "UTILISATEUR",
        "statutRattachementStructure": "VALIDEE",
        "statutUtilisateur": "ACTIF",
        "idRattachementStructure": row["id"],
        "listeServicesRattache": [
            {
                "idService": service["id"],
                "codeService": service["code"],
                "libelleService": service["name"],
                "estActif": bool(service["active"]),
                "statutService": "ACTIF" if service["active"] else "INACTIF",
                "dateDbtService": None,
                "dateFinService": None,
                "idRattachementService": service["id"],
                "statutRattachementService": "VALIDEE",
            }
            for service in services
        ],
    }


_PREFIX = "transverses/v1/recuperer/"
OPERATIONS = {
    f"{_PREFIX}structures/actives/fournisseur": Operation(
        Message, as_supplier, result=ActiveStructures
    ),
    f"{_PREFIX}structures/actives/destinataire": Operation(
        Message, as_recipient, result=ActiveStructures
    ),
    f"{_PREFIX}structuresPourUtilisateur": Operation(OfSpace, of_user, result=UserStructures),
    f"{_PREFIX}coordbanc/valides": Operation(OfStructure, bank_accounts, result=BankAccounts),
    "utilisateurs/v1/monCompte/recuperer/rattachements": Operation(
        AttachmentSearch, user_attachments, result=UserAttachments
    ),
}
