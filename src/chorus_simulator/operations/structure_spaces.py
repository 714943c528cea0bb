"""Spaces and attachments of a structure: ``rechercher/espaces``, ``lister/rattachements…``.

A space is a part of the portal. Of their codes only 7, that of the received invoices, is public;
8 is taken for the invoices sent. A public structure has the first, a private one the second, once
for itself and once for each of its services. The account is attached to all the services of the
structures that it may act for.
"""

# ruff: noqa: N815  field names of the portal's own messages

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NotRequired

from typing_extensions import TypedDict

from chorus_simulator.accounts import entitled
from chorus_simulator.operations import (
    READ,
    Answer,
    Call,
    IdentifierType,
    Int64,
    MalformedRefusal,
    Message,
    Operation,
    Part,
    Refusal,
    success,
)
from chorus_simulator.operations.paging import Pages, Paging, Search, page_of
from chorus_simulator.operations.structures import structure_row
from chorus_simulator.store.directory import find_structure

if TYPE_CHECKING:
    import sqlite3

RECEIVED, SENT = (7, "Factures reçues"), (8, "Factures émises")


class SpaceStructure(Part):
    """The structure, by its id or its identifier."""

    idStructure: Int64 | None = None
    identifiantStructure: str | None = None
    typeIdentifiantStructure: IdentifierType | None = None


class SpaceSearch(Message):
    """Request of ``rechercher/espaces``."""

    idService: Int64 | None = None
    structure: SpaceStructure | None = None
    parametresRechercherEspaces: Paging | None = None


class Space(TypedDict):
    """A row of ``listeEspace``."""

    idEspaceFo: int
    codeEspace: int
    libelleEspace: str
    etatCourant: Literal["ACTIVE", "SUPPRIME"]
    typeHabilitation: Literal["CONSULTATION_UNIQUEMENT", "MODIFICATION"]
    idService: NotRequired[int]
    codeService: NotRequired[str]
    libelleService: NotRequired[str]


class Spaces(Answer):
    """Answer of ``rechercher/espaces``."""

    listeEspace: list[Space]
    parametresRetour: Pages


def search_spaces(call: Call, asked: SpaceSearch) -> dict[str, Any]:
    """List the spaces of a structure, or of one of its services."""
    structure = _named(call, asked.structure or SpaceStructure())
    search = Search(
        "*",
        "(SELECT id, id AS structure, NULL AS service, NULL AS code, NULL AS name, 1 AS active"
        " FROM structures UNION ALL SELECT id, structure_id, id, code, name, active FROM services)",
        ("structure = :structure", "(:service IS NULL OR service = :service)"),
        {"structure": structure["id"], "service": asked.idService},
        {
            "idEspaceFo": "id",
            "IdService": "service",
            "CodeService": "code",
            "LibelleService": "name",
            "etatCourant": "active",
            "CodeEspace": "1",
            "LibelleEspace": "1",
            "TypeHabilitation": "1",
        },
        "idEspaceFo",
    )
    rows, found = page_of(call.db, search, asked.parametresRechercherEspaces, call.settings)
    spaces = [_space(structure, row) for row in rows]
    return success(READ, listeEspace=spaces, parametresRetour=found)


def _space(structure: sqlite3.Row, row: sqlite3.Row) -> Space:
    code, label = RECEIVED if structure["is_public"] else SENT
    space: Space = {
        "idEspaceFo": row["id"],
        "codeEspace": code,
        "libelleEspace": label,
        "etatCourant": "ACTIVE" if row["active"] else "SUPPRIME",
        "typeHabilitation": "CONSULTATION_UNIQUEMENT" if structure["is_public"] else "MODIFICATION",
    }
    if row["service"] is not None:
        space["idService"] = row["service"]
        space["codeService"] = row["code"]
        space["libelleService"] = row["name"]
    return space


class AttachmentSearch(Message):
    """Request of ``lister/rattachementsutilisateur``; the user is always the account itself."""

    idStructure: Int64 | None = None
    identifiantStructure: str | None = None
    typeIdentifiantStructure: IdentifierType | None = None
    idUtilisateur: Int64 | None = None
    adresseEmailConnexionUtilisateur: str | None = None
    parametresListerRattachementsStructureUtilisateur: Paging | None = None


class AttachedService(TypedDict):
    """A row of ``listeServices``."""

    idRattachement: int
    idService: int
    codeService: str
    nomService: str
    statutRattachement: Literal[
        "EN_COURS_DE_VALIDATION", "REFUSEE", "VALIDEE", "DESACTIVEE", "SUPPRIMEE"
    ]


class Attachments(Answer):
    """Answer of ``lister/rattachementsutilisateur``."""

    idStructure: int
    identifiantStructure: str
    designationStructure: str
    premierService: bool
    listeServices: list[AttachedService]
    parametresRetour: Pages


def list_attachments(call: Call, asked: AttachmentSearch) -> dict[str, Any]:
    """List the services that the account is attached to in one of its structures."""
    named = SpaceStructure(
        idStructure=asked.idStructure,
        identifiantStructure=asked.identifiantStructure,
        typeIdentifiantStructure=asked.typeIdentifiantStructure,
    )
    structure = _named(call, named)
    if structure["identifier"] not in entitled(call.db, call.account.login):
        raise Refusal(20002, "SIM_MSG_03.005 - Le compte n'est pas rattaché à cette structure.")
    search = Search(
        "*",
        "services",
        ("structure_id = :structure",),
        {"structure": structure["id"]},
        {"CodeService": "code", "NomService": "name", "StatutRattachement": "active"},
        "CodeService",
    )
    asked_page = asked.parametresListerRattachementsStructureUtilisateur
    rows, found = page_of(call.db, search, asked_page, call.settings)
    services = [
        AttachedService(
            idRattachement=row["id"],
            idService=row["id"],
            codeService=row["code"],
            nomService=row["name"],
            statutRattachement="VALIDEE" if row["active"] else "DESACTIVEE",
        )
        for row in rows
    ]
    return success(
        READ,
        idStructure=structure["id"],
        identifiantStructure=structure["identifier"],
        designationStructure=structure["name"],
        premierService=found["total"] == 0,
        listeServices=services,
        parametresRetour=found,
    )


def _named(call: Call, structure: SpaceStructure) -> sqlite3.Row:
    """Find the structure that a request names (Refusal)."""
    if structure.idStructure is not None:
        return structure_row(call, structure.idStructure)
    if not structure.identifiantStructure:
        raise MalformedRefusal("SIM_MSG_00.001 - Champ « idStructure » : obligatoire.")
    found = find_structure(
        call.db, structure.identifiantStructure, structure.typeIdentifiantStructure or "SIRET"
    )
    return structure_row(call, -1 if found is None else found["id"])


_PREFIX = "structures/v1/"
OPERATIONS = {
    f"{_PREFIX}rechercher/espaces": Operation(SpaceSearch, search_spaces, result=Spaces),
    f"{_PREFIX}lister/rattachementsutilisateur": Operation(
        AttachmentSearch, list_attachments, result=Attachments
    ),
}
