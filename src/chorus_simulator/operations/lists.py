"""The reference lists: ``transverses/v1/recuperer/…``.

Labels are French whatever ``codeLangue`` says. Where the references give no values, those of the
simulator are given (see `code_lists`): VAT codes but two, reasons of exemption and refusal,
currencies, kinds of payment requests, kinds of attachments. The statuses that a recipient may
give are all but the present one, as the portal imposes no order.
"""

# ruff: noqa: N815  field names of the portal's own messages

from __future__ import annotations

from typing import Any, Literal

from typing_extensions import TypedDict

from chorus_simulator import code_lists
from chorus_simulator.operations import (
    READ,
    Answer,
    Call,
    Language,
    Message,
    Operation,
    success,
)
from chorus_simulator.operations.invoice_sheets import PIECE_KINDS
from chorus_simulator.reasons import REASONS
from chorus_simulator.syntaxes import FLOW_FORMATS, READABLE

PaymentRequest = Literal["FACTURE", "AVOIR", "FACTURE_TRAVAUX", "MEMOIRE", "DMD_RBST"]


class InLanguage(Message):
    """Request of a list with labels."""

    codeLangue: Language | None = None


class Currency(TypedDict):
    codeDevise: str
    libelleDevise: str


class Currencies(Answer):
    listeDevises: list[Currency]


def currencies(call: Call, asked: InLanguage) -> dict[str, Any]:
    """List the currencies."""
    del call, asked
    rows = [Currency(codeDevise=c, libelleDevise=n) for c, n in code_lists.CURRENCIES.items()]
    return success(READ, listeDevises=rows)


class Country(TypedDict):
    codePays: str
    libellePays: str


class Countries(Answer):
    listePays: list[Country]


def countries(call: Call, asked: InLanguage) -> dict[str, Any]:
    """List the countries."""
    del call, asked
    rows = [Country(codePays=c, libellePays=n) for c, n in code_lists.countries().items()]
    return success(READ, listePays=rows)


class Rate(TypedDict):
    codeTauxTva: str
    libelleTauxTva: str
    valeurTauxTva: float


class Rates(Answer):
    listeTauxTva: list[Rate]


def rates(call: Call, asked: InLanguage) -> dict[str, Any]:
    """List the VAT rates."""
    del call, asked
    rows = [
        Rate(codeTauxTva=code, libelleTauxTva=label, valeurTauxTva=float(value))
        for code, (value, label) in code_lists.VAT_RATES.items()
    ]
    return success(READ, listeTauxTva=rows)


class Exemption(TypedDict):
    codeMotifExonerationTva: str
    libelleMotifExonerationTva: str


class Exemptions(Answer):
    listeMotifsExonerationTva: list[Exemption]


def exemptions(call: Call, asked: InLanguage) -> dict[str, Any]:
    """List the reasons of a VAT exemption."""
    del call, asked
    rows = [
        Exemption(codeMotifExonerationTva=code, libelleMotifExonerationTva=label)
        for code, label in code_lists.EXEMPTIONS.items()
    ]
    return success(READ, listeMotifsExonerationTva=rows)


class DepositMode(TypedDict):
    modeDepot: str


class DepositModes(Answer):
    listeModeDepot: list[DepositMode]


def deposit_modes(call: Call, asked: Message) -> dict[str, Any]:
    """List the ways of depositing."""
    del call, asked
    return success(READ, listeModeDepot=[{"modeDepot": m} for m in code_lists.DEPOSIT_MODES])


class PaymentMode(TypedDict):
    modePaiement: str


class PaymentModes(Answer):
    listeModePaiement: list[PaymentMode]


def payment_modes(call: Call, asked: Message) -> dict[str, Any]:
    """List the ways of paying."""
    del call, asked
    return success(READ, listeModePaiement=[{"modePaiement": m} for m in code_lists.PAYMENT_MODES])


class ByRequest(Message):
    """Request of a list that depends on the kind of payment request."""

    typeDemandePaiement: PaymentRequest | None = None


class Cadre(TypedDict):
    codeCadreFacturation: str


class Cadres(Answer):
    listeCadreFacturation: list[Cadre]


def cadres(call: Call, asked: ByRequest) -> dict[str, Any]:
    """List the cadres of one kind of payment request, or of all."""
    del call
    chosen = code_lists.CADRES_BY_REQUEST.get(asked.typeDemandePaiement or "", code_lists.CADRES)
    rows = [Cadre(codeCadreFacturation=code_lists.CADRES[code]) for code in chosen]
    return success(READ, listeCadreFacturation=rows)


class Request(TypedDict):
    typeDemandePaiement: str


class Requests(Answer):
    listeTypeDemandePaiement: list[Request]


def requests(call: Call, asked: Message) -> dict[str, Any]:
    """List the kinds of payment requests."""
    del call, asked
    rows = [Request(typeDemandePaiement=kind) for kind in code_lists.CADRES_BY_REQUEST]
    return success(READ, listeTypeDemandePaiement=rows)


class RequestState(TypedDict):
    etatDemandePaiement: str


class RequestStates(Answer):
    listeEtatDemandePaiement: list[RequestState]


def request_states(call: Call, asked: ByRequest) -> dict[str, Any]:
    """List the statuses of a kind of payment request."""
    del call
    works = asked.typeDemandePaiement == "FACTURE_TRAVAUX"
    chosen = code_lists.WORKS_STATUSES if works else code_lists.STATUSES
    return success(READ, listeEtatDemandePaiement=[{"etatDemandePaiement": s} for s in chosen])


class ByStatus(Message):
    """Request of ``etats/traitement``."""

    statutCourant: str


class NextStatus(TypedDict):
    statutPossiblePourTraitement: str


class NextStatuses(Answer):
    listeStatutsPossiblesPourTraitement: list[NextStatus]


def next_statuses(call: Call, asked: ByStatus) -> dict[str, Any]:
    """List what a recipient may do of an invoice."""
    gone = {asked.statutCourant} | ({"A_RECYCLER"} if call.settings.recycling_withdrawn else set())
    rows = [
        NextStatus(statutPossiblePourTraitement=status)
        for status in code_lists.RECIPIENT_STATUSES
        if status not in gone
    ]
    return success(READ, listeStatutsPossiblesPourTraitement=rows)


class ByObject(InLanguage):
    """Request of ``typespj``."""

    typeObjet: str | None = None


class PieceKind(TypedDict):
    idTypePieceJointe: int
    codeTypePieceJointe: str
    libelleTypePieceJointe: str
    typeObjet: str


class PieceKinds(Answer):
    listeTypePieceJointe: list[PieceKind]


def piece_kinds(call: Call, asked: ByObject) -> dict[str, Any]:
    """List the kinds of attachments: only invoices have any here."""
    del call
    rows = [
        PieceKind(
            idTypePieceJointe=number,
            codeTypePieceJointe=code,
            libelleTypePieceJointe=label,
            typeObjet="FACTURE",
        )
        for number, (code, label) in enumerate(PIECE_KINDS.items(), start=1)
        if asked.typeObjet in (None, "FACTURE")
    ]
    return success(READ, listeTypePieceJointe=rows)


class IdentifierKind(TypedDict):
    typeIdentifiantStructure: str


class IdentifierKinds(Answer):
    listeTypeIdentifiant: list[IdentifierKind]


def identifier_kinds(call: Call, asked: Message) -> dict[str, Any]:
    """List the types of identifiers."""
    del call, asked
    rows = [IdentifierKind(typeIdentifiantStructure=t) for t in code_lists.IDENTIFIER_TYPES]
    return success(READ, listeTypeIdentifiant=rows)


class FlowFormat(TypedDict):
    formatFlux: str


class FlowFormats(Answer):
    listeFormatFlux: list[FlowFormat]


def flow_formats(call: Call, asked: Message) -> dict[str, Any]:
    """List the formats of flows."""
    del call, asked
    return success(READ, listeFormatFlux=[{"formatFlux": name} for name in FLOW_FORMATS])


class ByFormat(Message):
    """Request of ``syntaxeflux``."""

    formatFlux: Literal["IN_DP_E1_STRUCT", "IN_DP_E2_MIXTE", "IN_DP_E2_FACTURX"] | None = None


class Syntax(TypedDict):
    syntaxeFlux: str


class Syntaxes(Answer):
    listeSyntaxeFlux: list[Syntax]


def syntaxes(call: Call, asked: ByFormat) -> dict[str, Any]:
    """List the syntaxes that are integrated, of one format or of all."""
    del call
    wanted = FLOW_FORMATS if asked.formatFlux is None else (asked.formatFlux,)
    chosen = sorted({name for each in wanted for name in FLOW_FORMATS[each] if name in READABLE})
    return success(READ, listeSyntaxeFlux=[{"syntaxeFlux": name} for name in chosen])


class WorksKind(TypedDict):
    typeFactureTravaux: str


class WorksKinds(Answer):
    listeTypeFactureTravaux: list[WorksKind]


def works_kinds(call: Call, asked: Message) -> dict[str, Any]:
    """List the kinds of works invoices."""
    del call, asked
    rows = [WorksKind(typeFactureTravaux=kind) for kind in code_lists.WORKS_KINDS]
    return success(READ, listeTypeFactureTravaux=rows)


class ByValidatedCadre(Message):
    """Request of ``motifs/refus/Facture/AValider``."""

    codeCadreFacturationAValider: str | None = None


class RefusalReason(TypedDict):
    idMotif: int
    codeMotif: str
    libelleMotif: str


class RefusalReasons(Answer):
    listeMotifRefusFactureAValider: list[RefusalReason]


def refusal_reasons(call: Call, asked: ByValidatedCadre) -> dict[str, Any]:
    """List the reasons of a validator, alike for all cadres."""
    del call, asked
    rows = [
        RefusalReason(idMotif=number, codeMotif=code, libelleMotif=REASONS[code])
        for number, code in enumerate(code_lists.REFUSAL_REASONS, start=1)
    ]
    return success(READ, listeMotifRefusFactureAValider=rows)


_PREFIX = "transverses/v1/recuperer/"
OPERATIONS = {
    f"{_PREFIX}devises": Operation(InLanguage, currencies, result=Currencies),
    f"{_PREFIX}pays": Operation(InLanguage, countries, result=Countries),
    f"{_PREFIX}tauxtva": Operation(InLanguage, rates, result=Rates),
    f"{_PREFIX}motifs/exonerationtva": Operation(InLanguage, exemptions, result=Exemptions),
    f"{_PREFIX}modedepot": Operation(Message, deposit_modes, result=DepositModes),
    f"{_PREFIX}modereglements": Operation(Message, payment_modes, result=PaymentModes),
    f"{_PREFIX}cadrefacturation": Operation(ByRequest, cadres, result=Cadres),
    f"{_PREFIX}typedp": Operation(Message, requests, result=Requests),
    f"{_PREFIX}etat/typedp": Operation(ByRequest, request_states, result=RequestStates),
    f"{_PREFIX}etats/traitement": Operation(ByStatus, next_statuses, result=NextStatuses),
    f"{_PREFIX}typespj": Operation(ByObject, piece_kinds, result=PieceKinds),
    f"{_PREFIX}typeidentifiant/structure": Operation(
        Message, identifier_kinds, result=IdentifierKinds
    ),
    f"{_PREFIX}formatflux": Operation(Message, flow_formats, result=FlowFormats),
    f"{_PREFIX}syntaxeflux": Operation(ByFormat, syntaxes, result=Syntaxes),
    f"{_PREFIX}typefacturetravaux": Operation(Message, works_kinds, result=WorksKinds),
    f"{_PREFIX}motifs/refus/Facture/AValider": Operation(
        ByValidatedCadre, refusal_reasons, result=RefusalReasons
    ),
}
