"""The whole sheet of a recorded invoice (``consulter/fournisseur``).

AIFE external specification, API annex.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from wochorus.choruspro.messages.base import (
    Amount,
    Identifier,
    LooseDate,
    LooseMoment,
    Message,
    Row,
    Text,
    chorus,
    one,
)
from wochorus.choruspro.messages.inner_rows import rows_of

if TYPE_CHECKING:
    from collections.abc import Hashable


class InvoiceLine(Row):
    """A line of an invoice, amounts in its currency."""

    number: Identifier = chorus("lignePosteNumero")
    reference: Text = chorus("lignePosteReference")
    name: Text = chorus("lignePosteDenomination")
    quantity: Amount = chorus("lignePosteQuantite")
    unit: Text = chorus("lignePosteUniteLibelle")
    unit_price: Amount = chorus("lignePosteMontantUnitaireHT")
    discount: Amount = chorus("lignePosteMontantRemiseHT")
    amount_without_tax: Amount = chorus("lignePosteMontantHtApresRemise")
    amount_with_tax: Amount = chorus("lignePosteMontantTtcApresRemise")
    vat_amount: Amount = chorus("lignePosteMontantTva")
    vat_code: Text = chorus("lignePosteTauxTva")
    vat_rate: Amount = chorus("lignePosteTauxTvaManuel")


class InvoiceVat(Row):
    """What an invoice charges at one rate of VAT; the rate is in percent."""

    code: Text = chorus("ligneTvaTauxRefCode")
    listed_rate: Amount = chorus("ligneTvaTauxRefValeur")
    typed_rate: Amount = chorus("ligneTvaTauxManuel")
    base: Amount = chorus("ligneTvaMontantBaseHtParTaux")
    amount: Amount = chorus("ligneTvaMontantTvaParTaux")


class InvoiceAttachment(Row):
    """A file that goes with an invoice."""

    file_id: Identifier = chorus("pieceJointeId")
    name: Text = chorus("pieceJointeDesignation")
    extension: Text = chorus("pieceJointeExtension")
    type_code: Text = chorus("pieceJointeTypeCode")
    type_label: Text = chorus("pieceJointeTypeLibelle")
    link_id: Identifier = chorus("pieceJointeIdLiaison")
    line_number: Identifier = chorus("pieceJointeNumeroLigneFacture")

    @property
    def key(self) -> Hashable:
        """The file and its tie: one file may be tied to several lines."""
        if self.file_id is None:
            return super().key
        return (self.file_id, self.link_id, self.line_number)


class MainAttachment(Message):
    """The readable document of an invoice."""

    file_id: Identifier = chorus("idPieceJointePrincipale")
    link_id: Identifier = chorus("idLiaisonPieceJointePrincipale")


class InvoiceCadre(Message):
    """The billing frame, and who validates for a subcontractor (A9) or a co-contractor (A12)."""

    code: Text = chorus("codeCadreFacturation")
    first_validator: Text = chorus("codeValideur1")
    first_validator_name: Text = chorus("raisonSocialeValideur1")
    first_validated_on: LooseDate = chorus("dateValidation1")
    second_validator: Text = chorus("codeValideur2")
    second_validator_name: Text = chorus("raisonSocialeValideur2")
    second_validated_on: LooseDate = chorus("dateValidation2")


class InvoiceRecipient(Message):
    """Who was invoiced."""

    chorus_id: Identifier = chorus("idDestinataire")
    siret: Text = chorus("codeDestinataire")
    name: Text = chorus("libelleDestinataire")
    state: Text = chorus("destinataireEtat")
    service_id: Identifier = chorus("idServiceExecutant")
    code_service: Text = chorus("codeServiceExecutant")
    service_name: Text = chorus("libelleServiceExecutant")


class InvoiceSupplier(Message):
    """Who invoiced."""

    chorus_id: Identifier = chorus("idFournisseur")
    identifier: Text = chorus("codeFournisseur")
    identifier_type: Text = chorus("typeIdentifiantFournisseur")
    name: Text = chorus("designationFournisseur")
    code_service: Text = chorus("codeServiceFournisseur")


class InvoiceReferences(Message):
    """Dates, codes and references of an invoice."""

    issue_date: LooseDate = chorus("dateFacture")
    created_at: LooseMoment = chorus("dateCreationFacture")
    deposit_date: LooseDate = chorus("dateDepot")
    due_date: LooseDate = chorus("dateEcheancePaiement")
    currency: Text = chorus("codeDeviseFacture")
    kind: Text = chorus("typeFacture")
    payment_means: Text = chorus("modePaiement")
    vat_regime: Text = chorus("typeTva")
    exemption_reason: Text = chorus("motifExonerationTva")
    engagement: Text = chorus("numeroBonCommande")
    marche: Text = chorus("numeroMarche")
    preceding_invoice: Text = chorus("numeroFactureOrigine")
    payment_order: Text = chorus("numeroDpMandat")


class InvoiceTotals(Message):
    """The totals of an invoice, in its currency."""

    without_tax: Amount = chorus("montantHtTotal")
    vat: Amount = chorus("montantTVA")
    before_discount: Amount = chorus("montantTtcAvantRemiseGlobalTTC")
    discount: Amount = chorus("montantRemiseGlobaleTTC")
    discount_reason: Text = chorus("motifRemiseGlobaleTTC")
    with_tax: Amount = chorus("montantTtcTotal")
    due: Amount = chorus("montantAPayer")


class InvoiceSheet(Message):
    """All that Chorus Pro knows of an invoice, its three lists read to their ends.

    ``raw`` is the first answer, whose lists hold their first page only.
    """

    chorus_id: Identifier = chorus("identifiantFactureCPP")
    invoice_number: Text = chorus("numeroFacture")
    status: Text = chorus("statutFacture")
    deposit_mode: Text = chorus("modeDepot")
    comment: Text = chorus("commentaire")
    cadre: Annotated[InvoiceCadre, one] = chorus("cadreDeFacturation")
    recipient: Annotated[InvoiceRecipient, one] = chorus("destinataire")
    supplier: Annotated[InvoiceSupplier, one] = chorus("fournisseur")
    references: Annotated[InvoiceReferences, one] = chorus("references")
    totals: Annotated[InvoiceTotals, one] = chorus("montantTotal")
    main_attachment: Annotated[MainAttachment, one] = chorus("pieceJointePrincipale")
    lines: Annotated[list[InvoiceLine], rows_of("lignePoste", InvoiceLine)] = chorus(
        "lignesDePoste"
    )
    vat: Annotated[list[InvoiceVat], rows_of("ligneTva", InvoiceVat)] = chorus("recapitulatifDeTva")
    attachments: Annotated[list[InvoiceAttachment], rows_of("pieceJointe", InvoiceAttachment)] = (
        chorus("listeDesPiecesJointes")
    )
