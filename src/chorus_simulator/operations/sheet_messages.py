"""The messages of an invoice's whole sheet: its paging objects and the shape of its answer."""

# ruff: noqa: N815  field names of the portal's own messages

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from chorus_simulator.operations import Answer, Int64, Language, Message, Part

Way = Literal["Ascendant", "Descendant"]


class LinePaging(Part):
    """``pLignesPoste``."""

    nbResultatsParPageLignesPoste: Int64 | None = None
    pageResultatDemandeeLignesPoste: Int64 | None = None
    triColonneListeLignesPoste: str | None = None
    triSensListeLignesPoste: Way | None = None


class PiecePaging(Part):
    """``pListePiecesJointes``."""

    nbResultatsParPageListePieceJointe: Int64 | None = None
    pageResultatDemandeeListePieceJointe: Int64 | None = None
    triColonneListePiecesJointes: str | None = None
    triSensListePiecesJointes: Way | None = None


class VatPaging(Part):
    """``pLigneRecapTva``; the page size is known by a name that says "Liste" twice."""

    nbResultatsParPageListeListeRecapitulatifTVA: Int64 | None = None
    nbResultatsParPageListeRecapitulatifTVA: Int64 | None = None
    pageResultatDemandeeListeRecapitulatifTVA: Int64 | None = None
    triColonneListeRecapitulatifTVA: str | None = None
    triSensListeRecapitulatifTVA: Way | None = None


class SheetRequest(Message):
    """Request of ``consulter/fournisseur``."""

    identifiantFactureCPP: Int64
    codeLangue: Language | None = None
    pLignesPoste: LinePaging | None = None
    pListePiecesJointes: PiecePaging | None = None
    pLigneRecapTva: VatPaging | None = None


class Framework(TypedDict):
    """``cadreDeFacturation``: the cadre and the validators; works contracts have no part here."""

    codeCadreFacturation: str
    idValideur1: int | None
    codeValideur1: str | None
    typeIdentifiantValideur1: str | None
    raisonSocialeValideur1: str | None
    nomValideur1: str | None
    prenomValideur1: str | None
    dateValidation1: str | None
    idValideur2: int | None
    codeValideur2: str | None
    typeIdentifiantValideur2: str | None
    raisonSocialeValideur2: str | None
    designationValideur2: str | None
    nomValideur2: str | None
    prenomValideur2: str | None
    dateValidation2: str | None


class Recipient(TypedDict):
    """``destinataire``."""

    idDestinataire: int
    codeDestinataire: str
    libelleDestinataire: str
    destinataireEtat: str
    idServiceExecutant: int | None
    codeServiceExecutant: str | None
    libelleServiceExecutant: str | None
    adresseDestinataireId: int | None
    adresseDestinataireDetail: str | None
    adresseDestinataireComplement1: str | None
    adresseDestinataireComplement2: str | None
    adresseDestinataireCodePostal: str | None
    adresseDestinataireVille: str | None
    adresseDestinataireCodePays: str | None
    adresseDestinataireLibellePays: str | None


class Factor(TypedDict):
    """``affactureur``."""

    affactureurId: int | None
    affactureurCode: str | None
    affactureurTypeIdentifiant: str | None
    affactureurRaisonSociale: str | None
    affactureurCodePays: str | None


class Supplier(TypedDict):
    """``fournisseur``; its bank account is cut as the French one is, when it is French."""

    idFournisseur: int
    codeFournisseur: str
    typeIdentifiantFournisseur: str
    designationFournisseur: str
    numeroRcsFournisseur: str | None
    idServiceFournisseur: int | None
    codeServiceFournisseur: str | None
    libelleServiceFournisseur: str | None
    coordBancairesFournisseurId: int | None
    coordBancairesFournisseurLibelle: str | None
    coordBancairesFournisseurType: str | None
    coordBancairesFournisseurCodePays: str | None
    coordBancairesFournisseurCleIban: str | None
    coordBancairesFournisseurCodeBanque: str | None
    coordBancairesCodeGuichet: str | None
    coordBancairesFournisseurCompteBancaire: str | None
    coordBancairesFournisseurCleRib: str | None
    coordBancairesBicSwift: str | None
    affactureur: Factor
    adresseFournisseurId: int | None
    adresseFournisseurDetail: str | None
    adresseFournisseurComplement1: str | None
    adresseFournisseurComplement2: str | None
    adresseFournisseurCodePostal: str | None
    adresseFournisseurVille: str | None
    adresseFournisseurCodePays: str | None
    adresseFournisseurLibellePays: str | None


class References(TypedDict):
    """``references``."""

    dateFacture: str
    dateCreationFacture: str
    dateDepot: str
    dateEcheancePaiement: str | None
    codeDeviseFacture: str
    libelleDeviseFacture: str | None
    modePaiement: str | None
    typeFacture: str
    typeFactureTravaux: str | None
    typeTva: str | None
    motifExonerationTva: str | None
    libelleMotifExonerationTva: str | None
    numeroBonCommande: str | None
    numeroMarche: str | None
    numeroFactureOrigine: str | None
    numeroDpMandat: str | None
    tailleTotalePiecesJointes: float


class Totals(TypedDict):
    """``montantTotal``."""

    montantHtTotal: float
    montantTVA: float | None
    montantTtcAvantRemiseGlobalTTC: float
    montantRemiseGlobaleTTC: float | None
    motifRemiseGlobaleTTC: str | None
    montantTtcTotal: float
    montantAPayer: float


class Line(TypedDict):
    """A line of the invoice."""

    lignePosteNumero: int
    lignePosteReference: str | None
    lignePosteDenomination: str | None
    lignePosteQuantite: float | None
    lignePosteUniteCode: int | None
    lignePosteUniteLibelle: str | None
    lignePosteMontantUnitaireHT: float | None
    lignePosteMontantRemiseHT: float | None
    lignePosteTauxTva: str | None
    lignePosteTauxTvaManuel: float | None
    lignePosteMontantHtApresRemise: float | None
    lignePosteMontantTva: float | None
    lignePosteMontantTtcApresRemise: float | None


class Lines(TypedDict):
    """One page of lines."""

    lignePoste: list[Line]
    nbResultatsParPageLignesPoste: int
    pageCouranteLignesPoste: int
    pagesLignesPoste: int
    totalLignesPoste: int


class Vat(TypedDict):
    """A line of the VAT breakdown."""

    ligneTvaTauxRefId: int | None
    ligneTvaTauxRefCode: str | None
    ligneTvaTauxRefLibelle: str | None
    ligneTvaTauxRefValeur: float | None
    ligneTvaTauxManuel: float | None
    ligneTvaMontantBaseHtParTaux: float
    ligneTvaMontantTvaParTaux: float


class Breakdown(TypedDict):
    """One page of the VAT breakdown."""

    ligneTva: list[Vat]
    nbResultatsParPageLignesRecapitulativesTVA: int
    pageCouranteLignesRecapitulativesTVA: int
    pagesLignesRecapitulativesTVA: int
    totalLignesRecapitulativesTVA: int


class Piece(TypedDict):
    """A complementary attachment."""

    pieceJointeId: int
    pieceJointeIdLiaison: int
    pieceJointeDesignation: str
    pieceJointeExtension: str
    pieceJointeTypeCode: str
    pieceJointeTypeLibelle: str | None
    pieceJointeNumeroLigneFacture: int | None


class Pieces(TypedDict):
    """One page of attachments."""

    pieceJointe: list[Piece]
    nbResultatsParPageListePiecesJointe: int
    pageCouranteListePiecesJointe: int
    pagesListePiecesJointe: int
    totalListePiecesJointe: int


class MainPiece(TypedDict):
    """``pieceJointePrincipale``."""

    idPieceJointePrincipale: int
    idLiaisonPieceJointePrincipale: int


class Previous(TypedDict):
    """``piecePrecedente``: the invoice that this one refers to."""

    idPiecePrecedente: int
    numeroPiecePrecedente: str
    cadreFacturationPiecePrecedente: str
    idDestinatairePiecePrecedente: int
    identifiantDestinatairePiecePrecedente: str
    raisonSocialeDestinatairePiecePrecedente: str
    idServiceExecutantPiecePrecedente: int | None
    codeServiceExecutantPiecePrecedente: str | None
    nomServiceExecutantPiecePrecedente: str | None


class Next(TypedDict):
    """``pieceSuivante``: the invoice that refers to this one."""

    idPieceSuivante: int
    numeroPieceSuivante: str
    cadreFacturationPieceSuivante: str


class Invoice(TypedDict):
    """``facture``: all that the portal shows of an invoice."""

    identifiantFactureCPP: int
    numeroFacture: str
    statutFacture: str
    modeDepot: str
    commentaire: str | None
    cadreDeFacturation: Framework
    destinataire: Recipient
    fournisseur: Supplier
    references: References
    montantTotal: Totals
    lignesDePoste: Lines
    recapitulatifDeTva: Breakdown
    listeDesPiecesJointes: Pieces
    pieceJointePrincipale: MainPiece | None
    piecePrecedente: Previous | None
    pieceSuivante: Next | None


class Sheet(Answer):
    """Answer of ``consulter/fournisseur``."""

    facture: Invoice
