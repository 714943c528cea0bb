"""The messages of ``soumettre``: an invoice given field by field."""

# ruff: noqa: N815  field names of the portal's own messages

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from chorus_simulator.operations import Amount, Answer, Int64, Message, Part
from chorus_simulator.operations.attached import Annexes

Money = Annotated[Amount, Field(gt=-1e13, lt=1e13)]
"""An amount of the portal: decimal(19,6)."""
Text = Annotated[str, Field(max_length=255)]
Comment = Annotated[str, Field(max_length=2000)]
VatKind = Literal["TVA_SUR_DEBIT", "TVA_SUR_ENCAISSEMENT", "EXONERATION", "SANS_TVA"]
PaymentMode = Literal["CHEQUE", "PRELEVEMENT", "VIREMENT", "ESPECE", "AUTRE", "REPORT"]
TYPED, PDF, SIGNED_PDF = "SAISIE_API", "DEPOT_PDF_API", "DEPOT_PDF_SIGNE_API"


class SubmittedRecipient(Part):
    """``destinataire``."""

    codeDestinataire: Text
    codeServiceExecutant: Text | None = None


class SubmittedSupplier(Part):
    """``fournisseur``."""

    idFournisseur: Int64
    idServiceFournisseur: Int64 | None = None
    codeCoordonneesBancairesFournisseur: Int64 | None = None


class SubmittedFramework(Part):
    """``cadreDeFacturation``."""

    codeCadreFacturation: Text
    codeStructureValideur: Text | None = None
    codeServiceValideur: Text | None = None


class SubmittedReferences(Part):
    """``references``."""

    deviseFacture: Text
    typeFacture: Literal["FACTURE", "AVOIR"]
    typeTva: VatKind
    motifExonerationTva: Text | None = None
    numeroMarche: Text | None = None
    numeroBonCommande: Text | None = None
    numeroFactureOrigine: Text | None = None
    modePaiement: PaymentMode | None = None


class SubmittedLine(Part):
    """An element of ``lignePoste``."""

    lignePosteNumero: Int64
    lignePosteReference: Text | None = None
    lignePosteDenomination: Text
    lignePosteQuantite: Money
    lignePosteUnite: Text | None = None
    lignePosteMontantUnitaireHT: Money
    lignePosteMontantRemiseHT: Money | None = None
    lignePosteTauxTva: Text | None = None
    lignePosteTauxTvaManuel: Money | None = None


class SubmittedVat(Part):
    """An element of ``ligneTva``."""

    ligneTvaTaux: Text | None = None
    ligneTvaTauxManuel: Money | None = None
    ligneTvaMontantBaseHtParTaux: Money
    ligneTvaMontantTvaParTaux: Money


class SubmittedTotals(Part):
    """``montantTotal``."""

    montantHtTotal: Money
    montantTVA: Money
    montantTtcTotal: Money
    montantRemiseGlobaleTTC: Money | None = None
    motifRemiseGlobaleTTC: Text | None = None
    montantAPayer: Money


class MainFile(Part):
    """An element of ``pieceJointePrincipale``."""

    pieceJointePrincipaleId: Int64
    pieceJointePrincipaleDesignation: Annotated[str, Field(max_length=100)] | None = None


class Submission(Message):
    """Request of ``soumettre``; the main file may come alone or in a list, as both are seen."""

    modeDepot: Literal["SAISIE_API", "DEPOT_PDF_API", "DEPOT_PDF_SIGNE_API"]
    numeroFactureSaisi: Text | None = None
    dateFacture: Text | None = None
    commentaire: Comment | None = None
    destinataire: SubmittedRecipient
    fournisseur: SubmittedSupplier
    cadreDeFacturation: SubmittedFramework
    references: SubmittedReferences
    lignePoste: Annotated[list[SubmittedLine], Field(max_length=1000)] | None = None
    ligneTva: Annotated[list[SubmittedVat], Field(max_length=100)] | None = None
    montantTotal: SubmittedTotals
    pieceJointePrincipale: Annotated[list[MainFile], Field(max_length=1)] | MainFile | None = None
    pieceJointeComplementaire: Annexes | None = None

    def main_file(self) -> MainFile | None:
        """Give the main file, if there is one."""
        found = self.pieceJointePrincipale
        if isinstance(found, list):
            return found[0] if found else None
        return found


class Submitted(Answer):
    """Answer of ``soumettre``."""

    identifiantFactureCPP: int
    identifiantStructure: str
    numeroFacture: str
    statutFacture: str
    dateDepot: str
    empreinteCertificatDepot: str
