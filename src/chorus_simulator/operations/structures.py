"""The directory by API: ``structures/v1/…``.

The shapes are those of the official description of the API (Structures 1.0.0), that knows no
null: what has no value is left out. Searching compares identifiers exactly and names by part of
the text, without case; the references say neither. The call order is the documented one: search →
``idStructureCPP`` → consult (what is mandatory) → services → one service.
"""

# ruff: noqa: N815  field names of the portal's own messages

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NotRequired, cast

from typing_extensions import TypedDict

from chorus_simulator.clock import stamp
from chorus_simulator.operations import (
    DONE,
    READ,
    Answer,
    Call,
    IdentifierType,
    Int64,
    Message,
    Operation,
    Part,
    Refusal,
    success,
)
from chorus_simulator.operations.own_structures import ENTITLED
from chorus_simulator.operations.paging import Pages, Paging, Search, page_of

if TYPE_CHECKING:
    import sqlite3


class StructureFilter(Part):
    """The filters on a structure."""

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

    idStructureCPP: Int64
    codeLangue: str | None = None


class ServiceSearch(Message):
    """Request of ``rechercher/services``."""

    idStructure: Int64
    parametresRechercherServicesStructure: Paging | None = None


class ServiceRequest(Message):
    """Request of ``consulter/service``."""

    idStructure: Int64
    idService: Int64
    codeLangue: str | None = None


class FoundStructure(TypedDict):
    """A row of ``listeStructures``."""

    idStructureCPP: int
    identifiantStructure: str
    typeIdentifiantStructure: IdentifierType
    designationStructure: str
    statut: Literal["ACTIVE", "INACTIVE"]


class FoundStructures(Answer):
    """Answer of ``rechercher``."""

    listeStructures: list[FoundStructure]
    parametresRetour: Pages


class General(TypedDict):
    """``informationGenerales``."""

    idStructureCPP: int
    identifiantStructure: str
    typeIdentifiantStructure: IdentifierType
    raisonSocialeStructure: str
    libelleStructure: str
    emailStructure: NotRequired[str]
    structurePriveePublique: Literal["PRIVEE", "PUBLIQUE"]
    estValideurDeleguee: bool
    dateExpirationMotPasseCompteTech: NotRequired[str]


class Address(TypedDict, total=False):
    """A postal address."""

    adresse: str
    complementAdresse1: str
    complementAdresse2: str
    codePostal: str
    ville: str
    pays: str
    telephone: str


class Requirements(TypedDict):
    """``parametres`` of a structure."""

    numeroEJDoitEtreRenseigne: bool
    codeServiceDoitEtreRenseigne: bool
    gestionNumeroEJOuCodeService: bool
    statutMiseEnPaiementNestPasRemonte: bool
    getaMoa: bool
    estMoaUniquement: bool
    estValideurDelegue: bool
    connexionEDI: bool
    recevoirDonneesViaEDI: bool
    nonDiffusibleInsee: bool


class ShownStructure(Answer):
    """Answer of ``consulter``."""

    informationGenerales: General
    adressePostaleDuSiege: Address
    parametres: Requirements


class FoundService(TypedDict):
    """A row of ``listeServices``."""

    idService: int
    codeService: str
    libelleService: str
    statutService: str
    estActif: bool


class FoundServices(Answer):
    """Answer of ``rechercher/services``."""

    listeServices: list[FoundService]
    parametresRetour: Pages


class ServiceGeneral(TypedDict):
    """``informationsGenerales`` of a service."""

    codeService: str
    nomService: str


class ServiceRequirements(TypedDict):
    """``parametres`` of a service."""

    numeroEngagement: bool
    miseEnPaiement: bool


class ShownService(Answer):
    """Answer of ``consulter/service``."""

    informationsGenerales: ServiceGeneral
    parametres: ServiceRequirements
    adressePostale: Address


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
    conditions.append(f"(is_public OR {ENTITLED})")
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


def _found(row: sqlite3.Row) -> FoundStructure:
    return {
        "idStructureCPP": row["id"],
        "identifiantStructure": row["identifier"],
        "typeIdentifiantStructure": row["identifier_type"],
        "designationStructure": row["name"],
        "statut": "ACTIVE" if row["active"] else "INACTIVE",
    }


def consult_structure(call: Call, asked: StructureRequest) -> dict[str, Any]:
    """Describe a structure and what it makes mandatory."""
    row = structure_row(call, asked.idStructureCPP)
    general = _general(row)
    if (end := _password_end(call, row["id"])) is not None:
        general["dateExpirationMotPasseCompteTech"] = end
    return success(
        DONE,
        informationGenerales=general,
        adressePostaleDuSiege=_address(row),
        parametres=_requirements(row),
    )


def _general(row: sqlite3.Row) -> General:
    found: General = {
        "idStructureCPP": row["id"],
        "identifiantStructure": row["identifier"],
        "typeIdentifiantStructure": row["identifier_type"],
        "raisonSocialeStructure": row["name"],
        "libelleStructure": row["name"],
        "structurePriveePublique": "PUBLIQUE" if row["is_public"] else "PRIVEE",
        "estValideurDeleguee": False,
    }
    if row["email"]:
        found["emailStructure"] = row["email"]
    return found


_ADDRESS = {
    "adresse": "address",
    "complementAdresse1": "address_2",
    "complementAdresse2": "address_3",
    "codePostal": "postcode",
    "ville": "town",
    "pays": "country",
    "telephone": "telephone",
}


def _address(row: sqlite3.Row) -> Address:
    """Write the address of a structure, or of a service, which has fewer columns."""
    there = set(row.keys())
    known = {name: row[column] for name, column in _ADDRESS.items() if column in there}
    return cast("Address", {name: value for name, value in known.items() if value})


def _requirements(row: sqlite3.Row) -> Requirements:
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
    row = structure_row(call, asked.idStructure)
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
        FoundService(
            idService=service["id"],
            codeService=service["code"],
            libelleService=service["name"],
            statutService="ACTIF" if service["active"] else "INACTIF",
            estActif=bool(service["active"]),
        )
        for service in rows
    ]
    return success(READ, listeServices=services, parametresRetour=paging)


def consult_service(call: Call, asked: ServiceRequest) -> dict[str, Any]:
    """Describe a service and whether it asks for an engagement."""
    structure = structure_row(call, asked.idStructure)
    row = call.db.execute(
        "SELECT * FROM services WHERE id = ? AND structure_id = ?",
        (asked.idService, structure["id"]),
    ).fetchone()
    if row is None:
        raise Refusal(20002, "SIM_MSG_03.002 - Ce service n'existe pas dans cette structure.")
    return success(
        DONE,
        informationsGenerales=ServiceGeneral(codeService=row["code"], nomService=row["name"]),
        parametres=ServiceRequirements(
            numeroEngagement=bool(row["engagement_required"]),
            miseEnPaiement=bool(structure["reports_payment"]),
        ),
        adressePostale=_address(row),
    )


def structure_row(call: Call, structure_id: int) -> sqlite3.Row:
    """Find a public structure, or a private one that the account may act for (Refusal)."""
    row: sqlite3.Row | None = call.db.execute(
        "SELECT * FROM structures WHERE id = ?1 AND (is_public OR identifier IN"
        " (SELECT siret FROM suppliers WHERE login = ?2"
        " UNION SELECT siret FROM mandates WHERE login = ?2))",
        (structure_id, call.account.login),
    ).fetchone()
    if row is None:
        raise Refusal(20001, "SIM_MSG_03.001 - Cette structure n'existe pas.")
    return row


_PREFIX = "structures/v1/"
OPERATIONS = {
    f"{_PREFIX}rechercher": Operation(StructureSearch, search_structures, result=FoundStructures),
    f"{_PREFIX}consulter": Operation(StructureRequest, consult_structure, result=ShownStructure),
    f"{_PREFIX}rechercher/services": Operation(
        ServiceSearch, search_services, result=FoundServices
    ),
    f"{_PREFIX}consulter/service": Operation(ServiceRequest, consult_service, result=ShownService),
}
