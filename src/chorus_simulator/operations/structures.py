"""The directory by API: ``structures/v1/…`` and the structures of an account.

Searching compares identifiers exactly and names by part of the text, without case; the
references say neither. The call order is the documented one: search → ``idStructureCPP`` →
consult (what is mandatory) → services → one service.
"""

# ruff: noqa: N815  field names of the portal's own messages

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict

from chorus_simulator.clock import stamp
from chorus_simulator.operations import DONE, READ, Call, Message, Operation, Refusal, success
from chorus_simulator.operations.paging import Paging, Search, page_of

if TYPE_CHECKING:
    import sqlite3

IdentifierType = Literal[
    "SIRET", "UE_HORS_FRANCE", "HORS_UE", "RIDET", "TAHITI", "AUTRE", "PARTICULIER"
]


class StructureFilter(BaseModel):
    """The filters on a structure."""

    model_config = ConfigDict(extra="forbid", strict=True)

    identifiantStructure: str | None = None
    typeIdentifiantStructure: IdentifierType | None = None
    raisonSocialeStructure: str | None = None
    libelleStructure: str | None = None
    nomStructure: str | None = None
    prenomStructure: str | None = None
    adresseCodePostal: str | None = None
    adresseVille: str | None = None
    adresseCodePays: str | None = None
    typeStructure: Literal["PRIVEE", "PUBLIQUE"] | None = None
    statutStructure: Literal["ACTIF", "INACTIF"] | None = None
    estMOA: bool | None = None
    estMOAUniquement: bool | None = None


class StructureSearch(Message):
    """Request of ``rechercher``."""

    structure: StructureFilter | None = None
    parametres: Paging | None = None
    restreindreStructuresPrivees: bool | None = None


class StructureRequest(Message):
    """Request of ``consulter``."""

    idStructureCPP: int
    codeLangue: Literal["FR", "EN"] | None = None


class ServiceSearch(Message):
    """Request of ``rechercher/services``."""

    idStructure: int
    parametresRechercherServicesStructure: Paging | None = None


class ServiceRequest(Message):
    """Request of ``consulter/service``."""

    idStructure: int
    idService: int
    codeLangue: Literal["FR", "EN"] | None = None


_FILTERS = {
    "identifiantStructure": "identifier = :{0}",
    "typeIdentifiantStructure": "identifier_type = :{0}",
    "raisonSocialeStructure": "instr(lower(name), lower(:{0}))",
    "libelleStructure": "instr(lower(name), lower(:{0}))",
    "nomStructure": "instr(lower(name), lower(:{0}))",
    "prenomStructure": "instr(lower(name), lower(:{0}))",
    "adresseCodePostal": "postcode = :{0}",
    "adresseVille": "instr(lower(town), lower(:{0}))",
    "adresseCodePays": "country = :{0}",
    "typeStructure": "is_public = (:{0} = 'PUBLIQUE')",
    "statutStructure": "active = (:{0} = 'ACTIF')",
    "estMOA": "works = :{0}",
    "estMOAUniquement": "works_only = :{0}",
}
_STRUCTURE_SORTS = {
    "IdentifiantStructure": "identifier",
    "DesignationStructure": "name",
    "TypeIdentifiantStructure": "identifier_type",
    "Statut": "active",
}
_SERVICE_SORTS = {
    "CodeService": "code",
    "LibelleService": "name",
    "DateDbtService": "id",
    "DateFinService": "id",
    "EstActif": "active",
}


def search_structures(call: Call, asked: StructureSearch) -> dict[str, Any]:
    """Search the directory; private structures show only to the accounts that act for them."""
    wanted = (asked.structure or StructureFilter()).model_dump(exclude_none=True)
    conditions = [_FILTERS[name].format(name) for name in wanted]
    conditions.append(
        "(is_public OR identifier IN (SELECT siret FROM suppliers WHERE login = :login"
        " UNION SELECT siret FROM mandates WHERE login = :login))"
    )
    if asked.restreindreStructuresPrivees:
        conditions.append("NOT is_public")
    search = Search(
        "*",
        "structures",
        tuple(conditions),
        wanted | {"login": call.account.login},
        _STRUCTURE_SORTS,
        "IdentifiantStructure",
    )
    rows, paging = page_of(call.db, search, asked.parametres, call.settings)
    return success(READ, listeStructures=[_found(row) for row in rows], parametresRetour=paging)


def _found(row: sqlite3.Row) -> dict[str, Any]:
    return {
        "idStructureCPP": row["id"],
        "identifiantStructure": row["identifier"],
        "typeIdentifiantStructure": row["identifier_type"],
        "designationStructure": row["name"],
        "statut": "ACTIVE" if row["active"] else "INACTIVE",
    }


def consult_structure(call: Call, asked: StructureRequest) -> dict[str, Any]:
    """Describe a structure and what it makes mandatory."""
    row = _structure(call, asked.idStructureCPP)
    general = _general(row) | {"dateExpirationMotPasseCompteTech": _password_end(call, row["id"])}
    return success(
        DONE,
        informationGenerales=general,
        adressePostaleDuSiege=_address(row),
        parametres=_requirements(row),
    )


def _general(row: sqlite3.Row) -> dict[str, Any]:
    return {
        "idStructureCPP": row["id"],
        "identifiantStructure": row["identifier"],
        "typeIdentifiantStructure": row["identifier_type"],
        "raisonSocialeStructure": row["name"],
        "libelleStructure": row["name"],
        "emailStructure": row["email"] or None,
        "structurePriveePublique": "PUBLIQUE" if row["is_public"] else "PRIVEE",
    }


def _address(row: sqlite3.Row) -> dict[str, Any]:
    return {
        "adresse": row["address"],
        "complementAdresse1": row["address_2"],
        "complementAdresse2": row["address_3"],
        "codePostal": row["postcode"],
        "ville": row["town"],
        "pays": row["country"],
        "telephone": row["telephone"],
    }


def _requirements(row: sqlite3.Row) -> dict[str, bool]:
    return {
        "numeroEJDoitEtreRenseigne": bool(row["engagement_required"]),
        "codeServiceDoitEtreRenseigne": bool(row["service_required"]),
        "gestionNumeroEJOuCodeService": bool(row["service_or_engagement"]),
        "statutMiseEnPaiementNestPasRemonte": not row["reports_payment"],
        "getaMoa": bool(row["works"]),
        "estMoaUniquement": bool(row["works_only"]),
        "estValideurDelegue": False,
        "connexionEDI": bool(row["edi_sender"]),
        "recevoirDonneesViaEDI": bool(row["edi_receiver"]),
        "nonDiffusibleInsee": False,
    }


def _password_end(call: Call, structure_id: int) -> str | None:
    """Tell when the technical password ends, for the account's own structure only."""
    row = call.db.execute(
        "SELECT password_expires_at FROM suppliers WHERE structure_id = ? AND login = ?",
        (structure_id, call.account.login),
    ).fetchone()
    return None if row is None else stamp(row["password_expires_at"] + call.gained)


def search_services(call: Call, asked: ServiceSearch) -> dict[str, Any]:
    """List the services of a structure."""
    row = _structure(call, asked.idStructure)
    search = Search(
        "*",
        "services",
        ("structure_id = :structure",),
        {"structure": row["id"]},
        _SERVICE_SORTS,
        "CodeService",
    )
    rows, paging = page_of(
        call.db, search, asked.parametresRechercherServicesStructure, call.settings
    )
    services = [
        {
            "idService": service["id"],
            "codeService": service["code"],
            "libelleService": service["name"],
            "statutService": "ACTIF" if service["active"] else "INACTIF",
            "estActif": bool(service["active"]),
        }
        for service in rows
    ]
    return success(READ, listeServices=services, parametresRetour=paging)


def consult_service(call: Call, asked: ServiceRequest) -> dict[str, Any]:
    """Describe a service and whether it asks for an engagement."""
    structure = _structure(call, asked.idStructure)
    row = call.db.execute(
        "SELECT * FROM services WHERE id = ? AND structure_id = ?",
        (asked.idService, structure["id"]),
    ).fetchone()
    if row is None:
        raise Refusal(20002, "SIM_MSG_03.002 - Ce service n'existe pas dans cette structure.")
    return success(
        DONE,
        informationsGenerales={
            "codeService": row["code"],
            "nomService": row["name"],
            "descriptionService": None,
        },
        parametres={
            "numeroEngagement": bool(row["engagement_required"]),
            "miseEnPaiement": False,
        },
        adressePostale={
            "adresse": row["address"],
            "codePostal": row["postcode"],
            "ville": row["town"],
            "pays": row["country"],
        },
    )


def own_structures(call: Call, asked: Message) -> dict[str, Any]:
    """List the active structures that the account may deposit for."""
    del asked
    rows = call.db.execute(
        "SELECT id, identifier, name FROM structures WHERE active AND identifier IN"
        " (SELECT siret FROM suppliers WHERE login = ?1"
        " UNION SELECT siret FROM mandates WHERE login = ?1) ORDER BY identifier",
        (call.account.login,),
    )
    structures = [
        {
            "idStructureCPP": row["id"],
            "identifiant": row["identifier"],
            "designationStructure": row["name"],
        }
        for row in rows
    ]
    return success(READ, listeStructures=structures)


def _structure(call: Call, structure_id: int) -> sqlite3.Row:
    row: sqlite3.Row | None = call.db.execute(
        "SELECT * FROM structures WHERE id = ?1 AND (is_public OR identifier IN"
        " (SELECT siret FROM suppliers WHERE login = ?2"
        " UNION SELECT siret FROM mandates WHERE login = ?2))",
        (structure_id, call.account.login),
    ).fetchone()
    if row is None:
        raise Refusal(20001, "SIM_MSG_03.001 - Cette structure n'existe pas.")
    return row


OPERATIONS = {
    "structures/v1/rechercher": Operation(StructureSearch, search_structures),
    "structures/v1/consulter": Operation(StructureRequest, consult_structure),
    "structures/v1/rechercher/services": Operation(ServiceSearch, search_services),
    "structures/v1/consulter/service": Operation(ServiceRequest, consult_service),
    "transverses/v1/recuperer/structures/actives/fournisseur": Operation(Message, own_structures),
}
