"""The messages of the validator's side."""

# ruff: noqa: N815  field names of the portal's own messages

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from chorus_simulator.operations import Amount, Answer, Int64, Message
from chorus_simulator.operations.paging import Pages, Paging

Codes = Annotated[list[str], Field(max_length=100)]


class ValidatedSearch(Message):
    """Request of ``rechercher/valideur``; all filters are optional and add up."""

    cadreFacturation: str | None = None
    idDestinataire: Int64 | None = None
    idFournisseur: Int64 | None = None
    idServiceExecutant: Int64 | None = None
    idServiceFournisseur: Int64 | None = None
    idStructureMoa: Int64 | None = None
    idStructureMoe: Int64 | None = None
    idStructureValideur: Int64 | None = None
    listeTypeFacture: Codes | None = None
    listeTypeFactureTravaux: Codes | None = None
    montantAPayerMin: Amount | None = None
    montantAPayerMax: Amount | None = None
    montantHTMin: Amount | None = None
    montantHTMax: Amount | None = None
    montantTTCMin: Amount | None = None
    montantTTCMax: Amount | None = None
    numeroEngagement: str | None = None
    numeroFacture: str | None = None
    numeroMarche: str | None = None
    pagination: Paging | None = None
    periodeDateDepotDu: str | None = None
    periodeDateDepotAu: str | None = None
    periodeDateFactureDu: str | None = None
    periodeDateFactureAu: str | None = None
    rechercheSirenDestinataire: bool | None = None
    rechercheSirenFournisseur: bool | None = None
    statutCourant: Codes | None = None
    typeDemandePaiement: str | None = None


class ValidatedRow(TypedDict):
    """An element of ``listeFactures``; works contracts have no part here."""

    idFacture: int
    numeroFacture: str
    typeFacture: str
    typeDemandePaiement: str
    dateFacture: str
    dateDepot: str
    statut: str
    montantHT: float
    montantTTC: float
    montantAPayer: float
    devise: str
    numeroEngagement: str | None
    numeroMarche: str | None
    idFournisseur: int
    identifiantFournisseur: str
    typeIdentifiantFournisseur: str
    designationFournisseur: str
    idDestinataire: int
    identifiantDestinataire: str
    designationDestinataire: str
    idServiceExecutant: int | None
    codeServiceExecutant: str | None
    nomServiceExecutant: str | None
    idValideur: int
    identifiantValideur: str
    typeIdentifiantValideur: str
    designationValideur: str


class ValidatedPage(Answer):
    """Answer of ``rechercher/valideur``."""

    listeFactures: list[ValidatedRow]
    parametresRetour: Pages


class Validation(Message):
    """Request of ``traiter/factureAValider``."""

    action: Literal["VALIDATION", "REFUS"]
    idFacture: Int64
    motifRefus: str | None = None
    complementInfo: str | None = None
    idPieceJointe: Int64 | None = None
    idValideur: Int64 | None = None
    typeValideur: str | None = None


class Validated(Answer):
    """Answer of ``traiter/factureAValider``."""

    idFacture: int
    numeroFacture: str
    statutFacture: str
    dateTraitement: str


class VisibleStatus(TypedDict):
    """An element of ``listeStatutFacture``."""

    codeStatutFacture: str


class VisibleStatuses(Answer):
    """Answer of ``recuperer/statutsFactureVisibles/valideur``."""

    listeStatutFacture: list[VisibleStatus]
