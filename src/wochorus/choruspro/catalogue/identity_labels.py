"""Refusals about who and what: the parties, the references, the head of the invoice."""

from __future__ import annotations

from wochorus.choruspro.catalogue.label import REDEPOSIT, refusal

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


PARTY_LABELS = (
    refusal(
        "fournisseur sans accès",
        "la structure du fournisseur n'utilise pas Chorus Pro, ou n'y a pas droit",
        "Ouvrez le compte de la société sur le portail et faites-y déclarer sa structure, "
        + REDEPOSIT,
        *_SUPPLIER,
        wording=r"n'utilise pa",
    ),
    refusal(
        "fournisseur inconnu",
        "le SIRET du fournisseur est inconnu de Chorus Pro",
        "Vérifiez le SIRET de la société (« wochorus company show ») et sa structure sur le "
        f"portail, {REDEPOSIT}",
        *_SUPPLIER,
        wording=r"reference",
    ),
    refusal(
        "fournisseur",
        "le fournisseur est refusé : SIRET inconnu, structure inactive ou sans droit",
        f"Lancez « wochorus chorus test » pour savoir lequel, corrigez, {REDEPOSIT}",
        *_SUPPLIER,
    ),
    refusal(
        "destinataire",
        "le destinataire est refusé : SIRET inconnu, structure inactive ou qui n'est pas publique",
        f"Vérifiez ce SIRET (« wochorus directory show »), corrigez le client, {REDEPOSIT}",
        *_RECIPIENT,
    ),
    refusal(
        "type d'identifiant",
        "le type de l'identifiant d'une partie est refusé : 1 (SIRET) pour une structure française",
        f"Vérifiez les SIRET de la société et du client, {REDEPOSIT}",
        "Fournisseur.TypeIdentifiant",
        "Debiteur.TypeIdentifiant",
        "SpecifiedLegalOrganization.ID.schemeID",
        "PartyIdentification.ID.schemeName",
    ),
    refusal(
        "nom d'une partie",
        "le nom du fournisseur, du destinataire ou de son service est refusé : absent ou trop long",
        f"Raccourcissez ou complétez ce nom, {REDEPOSIT}",
        "Fournisseur.RaisonSociale",
        "Debiteur.Nom",
        "Debiteur.NomService",
        "SellerTradeParty.Name",
        "BuyerTradeParty.Name",
        "DefinedTradeContact.DepartmentName",
        "Party.PartyName.Name",
        "AccountingContact.Name",
    ),
    refusal(
        "code service",
        "le code service est refusé : absent alors qu'il est exigé, inconnu ou inactif",
        "Cherchez le bon service (« wochorus directory show »), corrigez la facture, " + REDEPOSIT,
        *_SERVICE,
    ),
    refusal(
        "n° d'engagement",
        "le n° d'engagement est refusé : absent alors qu'il est exigé, ou trop long (50)",
        f"Demandez-le au destinataire, corrigez la facture, {REDEPOSIT}",
        *_ENGAGEMENT,
    ),
    refusal(
        "n° de marché",
        "le n° de marché est refusé (50 caractères au plus)",
        f"Corrigez la facture, {REDEPOSIT}",
        "Engagement.NumeroMarche",
        "ContractReferencedDocument.IssuerAssignedID",
        "ContractDocumentReference.ID",
    ),
)
DUPLICATE = "facture en double"
HEADER_LABELS = (
    refusal(
        DUPLICATE,
        "ce n° de facture est déjà employé pour la même année",
        "Cherchez la facture sur le portail : si c'est la même, ne la redéposez pas ; sinon, "
        "donnez-lui un autre numéro.",
        *_NUMBER,
        wording=r"deja|doubl|unicite|existe",
    ),
    refusal(
        "n° de facture",
        "le n° de facture est refusé : plus de 20 caractères, ou un caractère non admis",
        "Donnez-lui 20 caractères au plus (lettres, chiffres, espace, - _ + /), puis redéposez-la.",
        *_NUMBER,
    ),
    refusal(
        "cadre de facturation",
        "le cadre de facturation est refusé : A1 à A25 attendu au dépôt direct",
        f"Vérifiez le cadre de la facture (A1 d'ordinaire), {REDEPOSIT}",
        "DonneesFacture.Cadre",
        "BusinessProcessSpecifiedDocumentContextParameter.ID",
        "/ProfileID",
    ),
    refusal(
        "type de facture",
        "le type de la facture est refusé",
        f"Vérifiez s'il s'agit d'une facture (380) ou d'un avoir (381), {REDEPOSIT}",
        "DonneesFacture.Type",
        "ExchangedDocument.TypeCode",
        "/InvoiceTypeCode",
        "/CreditNoteTypeCode",
    ),
    refusal(
        "date de la facture",
        "la date de la facture est refusée",
        f"Corrigez la date, {REDEPOSIT}",
        "DonneesFacture.DateEmissionFacture",
        "ExchangedDocument.IssueDateTime.DateTimeString",
        "/IssueDate",
    ),
    refusal(
        "facture d'origine",
        "le n° de la facture d'origine est refusé",
        f"Corrigez le n° que l'avoir cite, {REDEPOSIT}",
        "DonneesFacture.IdFactureOrigine",
        "InvoiceReferencedDocument.IssuerAssignedID",
        "InvoiceDocumentReference.ID",
    ),
    refusal(
        "devise",
        "la devise est refusée",
        f"Donnez un code de trois lettres (EUR), {REDEPOSIT}",
        "DonneesFacture.Devise",
        "ApplicableHeaderTradeSettlement.InvoiceCurrencyCode",
        "/DocumentCurrencyCode",
    ),
)
