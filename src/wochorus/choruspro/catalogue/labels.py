"""The known refusals of an invoice at its integration (``libelleErreurDP``).

The texts are not published. What stands here comes from the AIFE sample of ``consulterCRDetaille``
and from refusals that integrations report; the paths of elements are those of the three formats
(CPP minimal, CII D16B, UBL 2.1). The first entry that fits is the one told.
"""

from __future__ import annotations

from wochorus.choruspro.catalogue.entry import Actor, Family
from wochorus.choruspro.catalogue.label import LabelMeaning

_REDEPOSIT = "puis redéposez la facture sous le même numéro : elle n'a pas été enregistrée."

_SUPPLIER = (
    "Fournisseur.Identifiant",
    "SellerTradeParty.SpecifiedLegalOrganization.ID",
    "AccountingSupplierParty.Party.PartyIdentification.ID",
)
_RECIPIENT = (
    "Debiteur.Identifiant",
    "BuyerTradeParty.SpecifiedLegalOrganization.ID",
    "AccountingCustomerParty.Party.PartyIdentification.ID",
)
_NUMBER = ("DonneesFacture.Id", "ExchangedDocument.ID", "/ID")
_SERVICE = ("Debiteur.CodeService", "BuyerReference")
_ENGAGEMENT = (
    "Engagement.NumeroEngagement",
    "BuyerOrderReferencedDocument.IssuerAssignedID",
    "/OrderReference.ID",
)


def _label(
    code: str,
    label: str,
    remedy: str,
    *tags: str,
    wording: str = "",
    actor: Actor = Actor.SUPPLIER,
) -> LabelMeaning:
    return LabelMeaning(
        Family.REFUSAL_LABEL,
        code,
        label,
        actor,
        remedy,
        is_inferred=not tags,
        tags=tags,
        wording=wording,
    )


_PARTIES = (
    _label(
        "fournisseur sans accès",
        "la structure du fournisseur n'utilise pas Chorus Pro, ou n'y a pas droit",
        "Ouvrez le compte de la société sur le portail et faites-y déclarer sa structure, "
        + _REDEPOSIT,
        *_SUPPLIER,
        wording=r"n'utilise pa",
    ),
    _label(
        "fournisseur inconnu",
        "le SIRET du fournisseur est inconnu de Chorus Pro",
        "Vérifiez le SIRET de la société (« wochorus company show ») et sa structure sur le "
        f"portail, {_REDEPOSIT}",
        *_SUPPLIER,
        wording=r"reference",
    ),
    _label(
        "fournisseur",
        "le fournisseur est refusé : SIRET inconnu, structure inactive ou sans droit",
        f"Lancez « wochorus chorus test » pour savoir lequel, corrigez, {_REDEPOSIT}",
        *_SUPPLIER,
    ),
    _label(
        "destinataire",
        "le destinataire est refusé : SIRET inconnu, structure inactive ou qui n'est pas publique",
        f"Vérifiez ce SIRET (« wochorus directory show »), corrigez le client, {_REDEPOSIT}",
        *_RECIPIENT,
    ),
    _label(
        "code service",
        "le code service est refusé : absent alors qu'il est exigé, inconnu ou inactif",
        "Cherchez le bon service (« wochorus directory show »), corrigez la facture, " + _REDEPOSIT,
        *_SERVICE,
    ),
    _label(
        "n° d'engagement",
        "le n° d'engagement est refusé : absent alors qu'il est exigé, ou trop long (50)",
        f"Demandez-le au destinataire, corrigez la facture, {_REDEPOSIT}",
        *_ENGAGEMENT,
    ),
    _label(
        "n° de marché",
        "le n° de marché est refusé (50 caractères au plus)",
        f"Corrigez la facture, {_REDEPOSIT}",
        "Engagement.NumeroMarche",
        "ContractReferencedDocument.IssuerAssignedID",
        "ContractDocumentReference.ID",
    ),
)
_HEADER = (
    _label(
        "facture en double",
        "ce n° de facture est déjà employé pour la même année",
        "Cherchez la facture sur le portail : si c'est la même, ne la redéposez pas ; sinon, "
        "donnez-lui un autre numéro.",
        *_NUMBER,
        wording=r"deja|doubl|unicite|existe",
    ),
    _label(
        "n° de facture",
        "le n° de facture est refusé : plus de 20 caractères, ou un caractère non admis",
        "Donnez-lui 20 caractères au plus (lettres, chiffres, espace, - _ + /), puis redéposez-la.",
        *_NUMBER,
    ),
    _label(
        "cadre de facturation",
        "le cadre de facturation est refusé : A1 à A25 attendu au dépôt direct",
        f"Vérifiez le cadre de la facture (A1 d'ordinaire), {_REDEPOSIT}",
        "DonneesFacture.Cadre",
        "BusinessProcessSpecifiedDocumentContextParameter.ID",
        "/ProfileID",
    ),
    _label(
        "type de facture",
        "le type de la facture est refusé",
        f"Vérifiez s'il s'agit d'une facture (380) ou d'un avoir (381), {_REDEPOSIT}",
        "DonneesFacture.Type",
        "ExchangedDocument.TypeCode",
        "/InvoiceTypeCode",
        "/CreditNoteTypeCode",
    ),
    _label(
        "date de la facture",
        "la date de la facture est refusée",
        f"Corrigez la date, {_REDEPOSIT}",
        "DonneesFacture.DateEmissionFacture",
        "ExchangedDocument.IssueDateTime.DateTimeString",
        "/IssueDate",
    ),
    _label(
        "facture d'origine",
        "le n° de la facture d'origine est refusé",
        f"Corrigez le n° que l'avoir cite, {_REDEPOSIT}",
        "DonneesFacture.IdFactureOrigine",
        "InvoiceReferencedDocument.IssuerAssignedID",
        "InvoiceDocumentReference.ID",
    ),
    _label(
        "devise",
        "la devise est refusée",
        f"Donnez un code de trois lettres (EUR), {_REDEPOSIT}",
        "DonneesFacture.Devise",
        "ApplicableHeaderTradeSettlement.InvoiceCurrencyCode",
        "/DocumentCurrencyCode",
    ),
)
_PAYMENT = (
    _label(
        "mode de règlement",
        "le mode de règlement est refusé : obligatoire sur une facture, interdit sur un avoir",
        f"Donnez un mode de règlement à la facture, {_REDEPOSIT}",
        "ModePaiement.Code",
        "SpecifiedTradeSettlementPaymentMeans.TypeCode",
        "PaymentMeans.PaymentMeansCode",
    ),
    _label(
        "IBAN",
        "le compte bancaire est refusé : un virement demande un IBAN juste",
        f"Vérifiez l'IBAN de la société (« wochorus company show »), {_REDEPOSIT}",
        "PayeePartyCreditorFinancialAccount.IBANID",
        "PayeeFinancialAccount.ID",
    ),
)
_AMOUNTS = (
    _label(
        "remise sur le prix brut",
        "un prix brut est écrit sans le montant de sa remise",
        f"Retirez le prix brut de la ligne, ou écrivez sa remise, même nulle, {_REDEPOSIT}",
        "AppliedTradeAllowanceCharge.ActualAmount",
    ),
    _label(
        "totaux",
        "les totaux de la facture ne s'accordent pas",
        f"Recalculez HT, TVA, TTC et net à payer, {_REDEPOSIT}",
        "Montants.MontantHT",
        "Montants.MontantTTC",
        "Montants.MontantNetAPayer",
        "SpecifiedTradeSettlementHeaderMonetarySummation.LineTotalAmount",
        "SpecifiedTradeSettlementHeaderMonetarySummation.AllowanceTotalAmount",
        "SpecifiedTradeSettlementHeaderMonetarySummation.ChargeTotalAmount",
        "SpecifiedTradeSettlementHeaderMonetarySummation.TaxBasisTotalAmount",
        "SpecifiedTradeSettlementHeaderMonetarySummation.TaxTotalAmount",
        "SpecifiedTradeSettlementHeaderMonetarySummation.GrandTotalAmount",
        "SpecifiedTradeSettlementHeaderMonetarySummation.TotalPrepaidAmount",
        "SpecifiedTradeSettlementHeaderMonetarySummation.DuePayableAmount",
        "LegalMonetaryTotal.LineExtensionAmount",
        "LegalMonetaryTotal.TaxExclusiveAmount",
        "LegalMonetaryTotal.TaxInclusiveAmount",
        "LegalMonetaryTotal.AllowanceTotalAmount",
        "LegalMonetaryTotal.ChargeTotalAmount",
        "LegalMonetaryTotal.PrepaidAmount",
        "LegalMonetaryTotal.PayableAmount",
        "TaxTotal.TaxAmount",
    ),
    _label(
        "récapitulatif de TVA",
        "le récapitulatif de TVA est refusé",
        f"Vérifiez les bases, les taux et les montants de TVA, {_REDEPOSIT}",
        "TVAS.TVA",
        "TVA.Taux",
        "TVA.BaseHt",
        "TVA.MontantTVA",
        "ApplicableHeaderTradeSettlement.ApplicableTradeTax",
        "ApplicableTradeTax.BasisAmount",
        "ApplicableTradeTax.CalculatedAmount",
        "ApplicableTradeTax.RateApplicablePercent",
        "TaxTotal.TaxSubtotal",
        "TaxSubtotal.TaxableAmount",
        "TaxSubtotal.TaxAmount",
    ),
    _label(
        "lignes",
        "une ligne de la facture est refusée",
        f"Vérifiez sa quantité (4 décimales au plus), son prix et son montant, {_REDEPOSIT}",
        "SpecifiedLineTradeDelivery.BilledQuantity",
        "SpecifiedTradeSettlementLineMonetarySummation.LineTotalAmount",
        "InvoiceLine.InvoicedQuantity",
        "InvoiceLine.LineExtensionAmount",
        "CreditNoteLine.CreditedQuantity",
        "CreditNoteLine.LineExtensionAmount",
    ),
)
_DOCUMENTS = (
    _label(
        "pièce jointe",
        "une pièce jointe est refusée : type, nom ou contenu",
        f"Vérifiez qu'il y a un seul PDF principal et des pièces admises, {_REDEPOSIT}",
        "PJ.TypePJ",
        "PJ.NomPJ",
        "PJ.Contenu",
        "PJ.MimeTypePJ",
        "AdditionalReferencedDocument.AttachmentBinaryObject",
        "Attachment.EmbeddedDocumentBinaryObject",
    ),
)
_BY_WORDS_ALONE = (
    _label(
        "« n'utilise pas »",
        "une structure n'utilise pas Chorus Pro, ou n'y a pas droit",
        "Lancez « wochorus chorus test » pour vérifier la société, et « wochorus directory show » "
        f"pour vérifier le destinataire, {_REDEPOSIT}",
        wording=r"structure.*n'utilise pa",
    ),
    _label(
        "« service obligatoire »",
        "le destinataire exige un code service",
        "Cherchez le bon service (« wochorus directory show »), corrigez la facture, " + _REDEPOSIT,
        wording=r"service.*obligatoire|obligatoire.*service",
    ),
    _label(
        "« engagement obligatoire »",
        "le destinataire exige un n° d'engagement",
        f"Demandez-le au destinataire, corrigez la facture, {_REDEPOSIT}",
        wording=r"engagement.*obligatoire|obligatoire.*engagement",
    ),
    _label(
        "« destinataire introuvable ou inactif »",
        "le destinataire est introuvable ou inactif sur Chorus Pro",
        f"Vérifiez ce SIRET (« wochorus directory show »), corrigez le client, {_REDEPOSIT}",
        wording=r"destinataire.*(introuvable|inconnu|inactif|inactive|inexistant|n'existe pas|"
        r"reference)",
    ),
    _label(
        "« type de pièce jointe »",
        "le type d'une pièce jointe n'est pas connu de Chorus Pro",
        f"Convertissez la pièce en PDF, {_REDEPOSIT}",
        wording=r"type.*piece jointe|piece jointe.*type",
    ),
    _label(
        "« synthèse, récapitulatif »",
        "les totaux de l'en-tête ne s'accordent pas",
        f"Recalculez HT, TVA, TTC et net à payer, {_REDEPOSIT}",
        wording=r"(synthese|recapitulati).*(incorrect|incoheren|invalide)",
    ),
    _label(
        "« cohérence de la demande de paiement »",
        "les données de la facture ne s'accordent pas entre elles",
        f"Relisez les montants et les références, corrigez, {_REDEPOSIT}",
        wording=r"coheren.*demande de paiement|demande de paiement.*coheren",
    ),
)

LABELS = (*_PARTIES, *_HEADER, *_PAYMENT, *_AMOUNTS, *_DOCUMENTS, *_BY_WORDS_ALONE)


def label_meaning(message: str, *, is_cut: bool = False) -> LabelMeaning | None:
    """Find what a single message means, if the catalogue recognises it.

    A message cut inside the path that it names is recognised when one element alone begins so.
    """
    if found := next((label for label in LABELS if label.fits(message)), None):
        return found
    begun = [label for label in LABELS if is_cut and label.may_fit(message)]
    return begun[0] if len({label.tags for label in begun}) == 1 else None
