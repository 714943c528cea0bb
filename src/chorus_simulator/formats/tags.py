"""Where each field stands in each format, as the labels of the portal write it.

The portal names a field by the path of its element below the root (which it calls
``FichierXml``), with dots and without namespaces: ``FichierXml.ExchangedDocument.ID.value``.
One row for each field that a control can speak of; an empty path is a field that the format does
not have.
"""

from __future__ import annotations

_AGREEMENT = "SupplyChainTradeTransaction.ApplicableHeaderTradeAgreement"
_SETTLEMENT = "SupplyChainTradeTransaction.ApplicableHeaderTradeSettlement"
_SUMMATION = f"{_SETTLEMENT}.SpecifiedTradeSettlementHeaderMonetarySummation"
_CII_MEANS = f"{_SETTLEMENT}.SpecifiedTradeSettlementPaymentMeans"
_CII_LINE = "SupplyChainTradeTransaction.IncludedSupplyChainTradeLineItem"
_GROSS_PRICE = f"{_CII_LINE}.SpecifiedLineTradeAgreement.GrossPriceProductTradePrice"
_LINE_SUMMATION = (
    f"{_CII_LINE}.SpecifiedLineTradeSettlement.SpecifiedTradeSettlementLineMonetarySummation"
)
_SELLER, _BUYER = f"{_AGREEMENT}.SellerTradeParty", f"{_AGREEMENT}.BuyerTradeParty"
_SUPPLIER, _CUSTOMER = "AccountingSupplierParty.Party", "AccountingCustomerParty.Party"
_AMOUNTS = "DonneesFacture.Montants"

_TABLE = {
    # In this order: CPP minimal, CII, UBL.
    "number": ("DonneesFacture.Id", "ExchangedDocument.ID", "ID"),
    "kind": ("DonneesFacture.Type", "ExchangedDocument.TypeCode", "InvoiceTypeCode"),
    "cadre": (
        "DonneesFacture.Cadre",
        "ExchangedDocumentContext.BusinessProcessSpecifiedDocumentContextParameter.ID",
        "ProfileID",
    ),
    "issue_date": (
        "DonneesFacture.DateEmissionFacture",
        "ExchangedDocument.IssueDateTime.DateTimeString",
        "IssueDate",
    ),
    "origin_number": (
        "DonneesFacture.IdFactureOrigine",
        f"{_SETTLEMENT}.InvoiceReferencedDocument.IssuerAssignedID",
        "BillingReference.InvoiceDocumentReference.ID",
    ),
    "supplier": (
        "Fournisseur.Identifiant",
        f"{_SELLER}.SpecifiedLegalOrganization.ID",
        f"{_SUPPLIER}.PartyIdentification.ID",
    ),
    "supplier_type": (
        "Fournisseur.TypeIdentifiant",
        f"{_SELLER}.SpecifiedLegalOrganization.ID.schemeID",
        f"{_SUPPLIER}.PartyIdentification.ID.schemeName",
    ),
    "supplier_name": (
        "Fournisseur.RaisonSociale",
        f"{_SELLER}.Name",
        f"{_SUPPLIER}.PartyName.Name",
    ),
    "recipient": (
        "Debiteur.Identifiant",
        f"{_BUYER}.SpecifiedLegalOrganization.ID",
        f"{_CUSTOMER}.PartyIdentification.ID",
    ),
    "recipient_type": (
        "Debiteur.TypeIdentifiant",
        f"{_BUYER}.SpecifiedLegalOrganization.ID.schemeID",
        f"{_CUSTOMER}.PartyIdentification.ID.schemeName",
    ),
    "recipient_name": ("Debiteur.Nom", f"{_BUYER}.Name", f"{_CUSTOMER}.PartyName.Name"),
    "service": ("Debiteur.CodeService", f"{_AGREEMENT}.BuyerReference", "BuyerReference"),
    "service_name": (
        "Debiteur.NomService",
        f"{_BUYER}.DefinedTradeContact.DepartmentName",
        "AccountingCustomerParty.AccountingContact.Name",
    ),
    "engagement": (
        "DonneesFacture.Engagement.NumeroEngagement",
        f"{_AGREEMENT}.BuyerOrderReferencedDocument.IssuerAssignedID",
        "OrderReference.ID",
    ),
    "marche": (
        "DonneesFacture.Engagement.NumeroMarche",
        f"{_AGREEMENT}.ContractReferencedDocument.IssuerAssignedID",
        "ContractDocumentReference.ID",
    ),
    "payment_mode": (
        "DonneesFacture.ModePaiement.Code",
        f"{_CII_MEANS}.TypeCode",
        "PaymentMeans.PaymentMeansCode",
    ),
    "account": (
        "",
        f"{_CII_MEANS}.PayeePartyCreditorFinancialAccount.IBANID",
        "PaymentMeans.PayeeFinancialAccount.ID",
    ),
    "currency": (
        "DonneesFacture.Devise",
        f"{_SETTLEMENT}.InvoiceCurrencyCode",
        "DocumentCurrencyCode",
    ),
    "net": (
        f"{_AMOUNTS}.MontantHT",
        f"{_SUMMATION}.TaxBasisTotalAmount",
        "LegalMonetaryTotal.TaxExclusiveAmount",
    ),
    "gross": (
        f"{_AMOUNTS}.MontantTTC",
        f"{_SUMMATION}.GrandTotalAmount",
        "LegalMonetaryTotal.TaxInclusiveAmount",
    ),
    "payable": (
        f"{_AMOUNTS}.MontantNetAPayer",
        f"{_SUMMATION}.DuePayableAmount",
        "LegalMonetaryTotal.PayableAmount",
    ),
    "prepaid": ("", f"{_SUMMATION}.TotalPrepaidAmount", "LegalMonetaryTotal.PrepaidAmount"),
    "rounding": ("", f"{_SUMMATION}.RoundingAmount", "LegalMonetaryTotal.PayableRoundingAmount"),
    "lines_total": ("", f"{_SUMMATION}.LineTotalAmount", "LegalMonetaryTotal.LineExtensionAmount"),
    "allowances_total": (
        "",
        f"{_SUMMATION}.AllowanceTotalAmount",
        "LegalMonetaryTotal.AllowanceTotalAmount",
    ),
    "charges_total": (
        "",
        f"{_SUMMATION}.ChargeTotalAmount",
        "LegalMonetaryTotal.ChargeTotalAmount",
    ),
    "adjustment": (
        "",
        f"{_SETTLEMENT}.SpecifiedTradeAllowanceCharge.ActualAmount",
        "AllowanceCharge.Amount",
    ),
    "vat": ("DonneesFacture.TVAS.TVA", f"{_SETTLEMENT}.ApplicableTradeTax", "TaxTotal.TaxSubtotal"),
    "vat_base": (
        "DonneesFacture.TVAS.TVA.BaseHt",
        f"{_SETTLEMENT}.ApplicableTradeTax.BasisAmount",
        "TaxTotal.TaxSubtotal.TaxableAmount",
    ),
    "vat_amount": (
        "DonneesFacture.TVAS.TVA.MontantTVA",
        f"{_SETTLEMENT}.ApplicableTradeTax.CalculatedAmount",
        "TaxTotal.TaxSubtotal.TaxAmount",
    ),
    "vat_total": ("", f"{_SUMMATION}.TaxTotalAmount", "TaxTotal.TaxAmount"),
    "line_net": (
        "",
        f"{_LINE_SUMMATION}.LineTotalAmount",
        "InvoiceLine.LineExtensionAmount",
    ),
    "line_quantity": (
        "",
        f"{_CII_LINE}.SpecifiedLineTradeDelivery.BilledQuantity",
        "InvoiceLine.InvoicedQuantity",
    ),
    "price_allowance": (
        "",
        f"{_GROSS_PRICE}.AppliedTradeAllowanceCharge.ActualAmount",
        "",
    ),
    "document": (
        "PJ.TypePJ",
        f"{_AGREEMENT}.AdditionalReferencedDocument.AttachmentBinaryObject",
        "AdditionalDocumentReference.Attachment.EmbeddedDocumentBinaryObject",
    ),
}

CPP = {name: paths[0] for name, paths in _TABLE.items() if paths[0]}
CII = {name: paths[1] for name, paths in _TABLE.items() if paths[1]}
UBL_INVOICE = {name: paths[2] for name, paths in _TABLE.items() if paths[2]}
UBL_CREDIT_NOTE = UBL_INVOICE | {
    "kind": "CreditNoteTypeCode",
    "line_net": "CreditNoteLine.LineExtensionAmount",
    "line_quantity": "CreditNoteLine.CreditedQuantity",
}
UBL_MINIMAL = {
    "cadre": "UBLExtensions.UBLExtension.ExtensionContent.CategoryCode",
    "document": "AdditionalDocumentReference.DocumentType",
}
"""Where a minimal UBL file differs: integrators write the cadre in an extension."""
