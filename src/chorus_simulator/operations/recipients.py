"""Looking for recipients: ``transverses/v1/rechercher/…`` and ``consulter/information/siret``.

Only public structures are found. A text is compared by part, without case. What INSEE knows and
the directory does not (legal category, creation…) is null.
"""

# ruff: noqa: N815  field names of the portal's own messages

from __future__ import annotations

from typing import Any

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
from chorus_simulator.store.directory import find_structure


class RecipientSearch(Message):
    """Request of ``rechercher/destinataire``."""

    identifiant: str | None = None
    nomVilleCodePostal: str | None = None
    typeStructure: str | None = None
    parametresRecherche: Paging | None = None


class FoundRecipient(TypedDict):
    """A row of ``listeDestinataires``."""

    idStructureCPP: int
    siret: str
    nomDestinataire: str
    adresseCodePostal: str | None
    adresseVille: str | None


class FoundRecipients(Answer):
    """Answer of ``rechercher/destinataire``."""

    listeDestinataires: list[FoundRecipient]
    parametresRetour: Pages


def search_recipients(call: Call, asked: RecipientSearch) -> dict[str, Any]:
    """Find active public structures by identifier, and by name, town or postcode."""
    conditions = ["is_public", "active"]
    if asked.identifiant:
        conditions.append("identifier = :identifier")
    if asked.nomVilleCodePostal:
        conditions.append("instr(lower(name || ' ' || town || ' ' || postcode), lower(:text))")
    if asked.typeStructure not in (None, "", "PUBLIQUE"):
        conditions.append("0")
    search = Search(
        "*",
        "structures",
        tuple(conditions),
        {"identifier": asked.identifiant, "text": asked.nomVilleCodePostal},
        {"siret": "identifier", "nomDestinataire": "name", "adresseVille": "town"},
        "nomDestinataire",
    )
    rows, found = page_of(call.db, search, asked.parametresRecherche, call.settings)
    recipients = [
        FoundRecipient(
            idStructureCPP=row["id"],
            siret=row["identifier"],
            nomDestinataire=row["name"],
            adresseCodePostal=row["postcode"] or None,
            adresseVille=row["town"] or None,
        )
        for row in rows
    ]
    return success(READ, listeDestinataires=recipients, parametresRetour=found)


class ServiceSearch(Message):
    """Request of ``rechercher/serviceexecutant``."""

    idDestinataireCPP: Int64
    codeServiceExecutant: str | None = None
    nomServiceExecutant: str | None = None
    actif: bool | None = None
    parametresRecherche: Paging | None = None


class FoundService(TypedDict):
    """A row of ``listeServices``."""

    idServicesCPP: int
    codeServiceExecutant: str
    nomServiceExecutant: str


class FoundServices(Answer):
    """Answer of ``rechercher/serviceexecutant``."""

    listeServices: list[FoundService]
    parametresRetour: Pages


def search_services(call: Call, asked: ServiceSearch) -> dict[str, Any]:
    """List the services of a recipient; the code is compared whole."""
    conditions = ["structure_id = :structure", "instr(lower(name), lower(:name))"]
    if asked.codeServiceExecutant:
        conditions.append("code = :code")
    if asked.actif is not None:
        conditions.append("active = :active")
    search = Search(
        "*",
        "services",
        tuple(conditions),
        {
            "structure": asked.idDestinataireCPP,
            "name": asked.nomServiceExecutant or "",
            "code": asked.codeServiceExecutant,
            "active": asked.actif,
        },
        {"codeServiceExecutant": "code", "nomServiceExecutant": "name"},
        "codeServiceExecutant",
    )
    rows, found = page_of(call.db, search, asked.parametresRecherche, call.settings)
    services = [
        FoundService(
            idServicesCPP=row["id"],
            codeServiceExecutant=row["code"],
            nomServiceExecutant=row["name"],
        )
        for row in rows
    ]
    return success(READ, listeServices=services, parametresRetour=found)


class SiretRequest(Message):
    """Request of ``consulter/information/siret``."""

    siretStructure: str


class SiretInformation(Answer):
    """Answer of ``consulter/information/siret``."""

    siret: str
    siren: str
    raisonSociale: str
    estActif: bool
    adresse: str | None
    categorieEntreprise: str | None
    categorieJuridique: str | None
    civilite: str | None
    dateCreationEntreprise: str | None
    dateCreationEtablissement: str | None
    dateReactivationEtablissement: str | None
    localisationSiege: str | None
    nonDiffusibleInsee: bool
    numeroInterneClassement: str
    siege: str | None
    siretPredecesseurSuccesseur: str | None


def siret_information(call: Call, asked: SiretRequest) -> dict[str, Any]:
    """Tell what the directory knows of a SIRET."""
    row = find_structure(call.db, asked.siretStructure)
    if row is None:
        raise Refusal(20001, "SIM_MSG_03.004 - Ce SIRET n'est pas connu.")
    address = (row["address"], row["address_2"], row["address_3"], row["postcode"], row["town"])
    return success(
        DONE,
        siret=row["identifier"],
        siren=row["identifier"][:9],
        raisonSociale=row["name"],
        estActif=bool(row["active"]),
        adresse=" ".join(part for part in address if part) or None,
        categorieEntreprise=None,
        categorieJuridique=None,
        civilite=None,
        dateCreationEntreprise=None,
        dateCreationEtablissement=None,
        dateReactivationEtablissement=None,
        localisationSiege=None,
        nonDiffusibleInsee=False,
        numeroInterneClassement=row["identifier"][9:],
        siege=None,
        siretPredecesseurSuccesseur=None,
    )


_PREFIX = "transverses/v1/"
OPERATIONS = {
    f"{_PREFIX}rechercher/destinataire": Operation(
        RecipientSearch, search_recipients, result=FoundRecipients
    ),
    f"{_PREFIX}rechercher/serviceexecutant": Operation(
        ServiceSearch, search_services, result=FoundServices
    ),
    f"{_PREFIX}consulter/information/siret": Operation(
        SiretRequest, siret_information, result=SiretInformation
    ),
}
