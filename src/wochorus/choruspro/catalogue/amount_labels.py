"""Refusals about money and documents: payment, totals, VAT, lines, attachments."""

from __future__ import annotations

from wochorus.choruspro.catalogue.label import REDEPOSIT, refusal

PAYMENT_LABELS = (
    refusal(
        "mode de règlement",
        "le mode de règlement est refusé : obligatoire sur une facture, interdit sur un avoir",
        f"Donnez un mode de règlement à la facture, {REDEPOSIT}",
        "ModePaiement.Code",
        "SpecifiedTradeSettlementPaymentMeans.TypeCode",
        "PaymentMeans.PaymentMeansCode",
    ),
    refusal(
        "IBAN",
        "le compte bancaire est refusé : un virement demande un IBAN juste",
        f"Vérifiez l'IBAN de la société (« wochorus company show »), {REDEPOSIT}",
        "PayeePartyCreditorFinancialAccount.IBANID",
        "PayeeFinancialAccount.ID",
    ),
)
AMOUNT_LABELS = (
    refusal(
        "remise sur le prix brut",
        "un prix brut est écrit sans le montant de sa remise",
        f"Retirez le prix brut de la ligne, ou écrivez sa remise, même nulle, {REDEPOSIT}",
        "AppliedTradeAllowanceCharge.ActualAmount",
    ),
    refusal(
        "remises et frais",
        "une remise ou un frais de la facture est refusé",
        f"Vérifiez les remises et les frais du document, {REDEPOSIT}",
        "SpecifiedTradeAllowanceCharge.ActualAmount",
        "/AllowanceCharge.Amount",
    ),
    refusal(
        "totaux",
        "les totaux de la facture ne s'accordent pas",
        f"Recalculez HT, TVA, TTC et net à payer, {REDEPOSIT}",
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
        "SpecifiedTradeSettlementHeaderMonetarySummation.RoundingAmount",
        "SpecifiedTradeSettlementHeaderMonetarySummation.DuePayableAmount",
        "LegalMonetaryTotal.LineExtensionAmount",
        "LegalMonetaryTotal.TaxExclusiveAmount",
        "LegalMonetaryTotal.TaxInclusiveAmount",
        "LegalMonetaryTotal.AllowanceTotalAmount",
        "LegalMonetaryTotal.ChargeTotalAmount",
        "LegalMonetaryTotal.PrepaidAmount",
        "LegalMonetaryTotal.PayableRoundingAmount",
        "LegalMonetaryTotal.PayableAmount",
        "TaxTotal.TaxAmount",
    ),
    refusal(
        "récapitulatif de TVA",
        "le récapitulatif de TVA est refusé",
        f"Vérifiez les bases, les taux et les montants de TVA, {REDEPOSIT}",
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
    refusal(
        "lignes",
        "une ligne de la facture est refusée",
        f"Vérifiez sa quantité (4 décimales au plus), son prix et son montant, {REDEPOSIT}",
        "SpecifiedLineTradeDelivery.BilledQuantity",
        "SpecifiedTradeSettlementLineMonetarySummation.LineTotalAmount",
        "InvoiceLine.InvoicedQuantity",
        "InvoiceLine.LineExtensionAmount",
        "CreditNoteLine.CreditedQuantity",
        "CreditNoteLine.LineExtensionAmount",
    ),
)
DOCUMENT_LABELS = (
    refusal(
        "pièce jointe",
        "une pièce jointe est refusée : type, nom ou contenu",
        f"Vérifiez qu'il y a un seul PDF principal et des pièces admises, {REDEPOSIT}",
        "PJ.TypePJ",
        "PJ.NomPJ",
        "PJ.Contenu",
        "PJ.MimeTypePJ",
        "AdditionalReferencedDocument.AttachmentBinaryObject",
        "Attachment.EmbeddedDocumentBinaryObject",
    ),
)
