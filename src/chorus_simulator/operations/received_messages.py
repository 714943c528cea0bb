"""The messages of the recipient's side, and the sheet's that validators ask for too."""

# ruff: noqa: N815  field names of the portal's own messages

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from chorus_simulator.operations import Amount, Answer, Int64, Language, Message, Part
from chorus_simulator.operations.paging import Pages, Paging
from chorus_simulator.operations.sheet_messages import LinePaging, PiecePaging, VatPaging


class Sender(Part):
    """One supplier of the filter ``listeFournisseurs``."""

    idFournisseur: Int64
    listeIdService: list[Int64] | None = None


class ReceivedSearch(Message):
    """Request of ``rechercher/recipiendaire``; all filters are optional and add up."""

    cadreFacturation: str | None = None
    factureTelechargeeParDestinataire: bool | None = None
    idDestinataire: Int64 | None = None
    idServiceExecutant: Int64 | None = None
    idStructureValideur: Int64 | None = None
    listeFournisseurs: Annotated[list[Sender], Field(max_length=500)] | None = None
    listeTypeFacture: Annotated[list[str], Field(max_length=100)] | None = None
    listeTypeFactureTravaux: Annotated[list[str], Field(max_length=100)] | None = None
    montantApayerMin: Amount | None = None
    montantApayerMax: Amount | None = None
    montantHTMin: Amount | None = None
    montantHTMax: Amount | None = None
    montantTTCMin: Amount | None = None
    montantTTCMax: Amount | None = None
    numeroBonCommande: str | None = None
    numeroFacture: str | None = None
    numeroMarche: str | None = None
    paramRecherche: Paging | None = None
    periodeDateDepotDu: str | None = None
    periodeDateDepotAu: str | None = None
    periodeDateFactureDu: str | None = None
    periodeDateFactureAu: str | None = None
    periodeDateHeureEtatCourantDu: str | None = None
    periodeDateHeureEtatCourantAu: str | None = None
    rechercheSirenFournisseur: bool | None = None
    recupererTaille: bool | None = None
    statutCourant: Annotated[list[str], Field(max_length=100)] | None = None
    typeDemandePaiement: str | None = None


class ReceivedRow(TypedDict):
    """An element of ``listeFactures``."""

    idFacture: int
    numeroFacture: str
    typeFacture: str
    typeDemandePaiement: str
    typeFactureTravaux: str | None
    dateFacture: str
    dateDepot: str
    statut: str
    dateHeureEtatCourant: str
    commentaireEtatCourant: str | None
    montantHT: float
    montantTTC: float
    montantAPayer: float
    devise: str
    numeroBonCommande: str | None
    numeroMarche: str | None
    codeFournisseur: str
    typeIdentifiantFournisseur: str
    designationFournisseur: str
    codeServiceFournisseur: str | None
    nomServiceFournisseur: str | None
    idDestinataire: int
    codeDestinataire: str
    designationDestinataire: str
    idServiceExecutant: int | None
    codeServiceExecutant: str | None
    nomServiceExecutant: str | None
    factureTelechargeeParDestinataire: bool
    taille: int | None


class Received(Answer, Pages):
    """Answer of ``rechercher/recipiendaire``: the counts stand beside the list."""

    listeFactures: list[ReceivedRow]


class OthersSheetRequest(Message):
    """Request of ``consulter/recipiendaire`` and ``consulter/valideur``."""

    identifiantFactureCPP: Int64
    codeLangue: Language | None = None
    rechercheLignePoste: LinePaging | None = None
    recherchePj: PiecePaging | None = None
    rechercheligneTvaRecap: VatPaging | None = None


class Treatment(Message):
    """Request of ``traiter/recue``."""

    idFacture: Int64
    nouveauStatut: str
    motif: str | None = None
    numeroDPMandat: str | None = None


class Treated(Answer):
    """Answer of ``traiter/recue``."""

    idFacture: int
    numeroFacture: str
    nouveauStatut: str
    dateTraitement: str
