"""The codes that are public, family by family, each with where it is published.

They are typed here a second time on purpose: the catalogue is held to this list.
"""

from __future__ import annotations

from wochorus.choruspro.catalogue import Family

_FLOW_STATES = """
IN_RECU IN_DEPOT_PORTAIL_EN_ATTENTE_TRAITEMENT_SE_CPP IN_TRAITE_SE_CPP
IN_EN_ATTENTE_TRAITEMENT_CPP IN_EN_COURS_TRAITEMENT_CPP IN_EN_ATTENTE_RETRAITEMENT_CPP
IN_INTEGRE IN_INTEGRE_PARTIEL IN_REJETE IN_INCIDENTE
QP_IRRECEVABLE QP_RECEVABLE QP_RECEVABLE_AVEC_ERREUR IN_A_RELANCER IN_ERREUR_INTERNE
"""
"""Values of ``etatCourantDepotFlux`` in public integrations (OCA, Dolibarr, a PHP library)."""

_INVOICE_STATUSES = """
BROUILLON A_VALIDER_1 ERREUR_FOURNISSEUR_SUR_VALIDEUR REFUSEE_1 VALIDEE_1
ABSENCE_VALIDATION_1_HORS_DELAI A_VALIDER_2 ERREUR_COTRAITANT_SUR_VALIDEUR REFUSEE_2 VALIDEE_2
ABSENCE_VALIDATION_2_HORS_DELAI DEPOSEE ERREUR_FOURNISSEUR_SUR_MOE EN_COURS_ACHEMINEMENT
MISE_A_DISPOSITION A_RECYCLER SUSPENDUE REJETEE MANDATEE MISE_EN_PAIEMENT COMPTABILISEE
MISE_A_DISPOSITION_COMPTABLE ABANDONNEE SUPPRIMEE ASSOCIEE EN_COURS_TRAITEMENT_PIVOT_S
A_VALIDER_MOE REFUSEE_MOE EN_ATTENTE_RECYCLAGE_FOURNISSEUR ERREUR_MOE_SUR_FOURNISSEUR
ERREUR_MOA_SUR_FOURNISSEUR INTERPRETEE_OCR COMPLETEE ERREUR_FOURNISSEUR_SUR_MOA
ERREUR_MOE_SUR_MOA ERREUR_DESTINATAIRE_PD ERREUR_DESTINATAIRE_EA SERVICE_FAIT NON_CONFORME
A_ASSOCIER_MOE ERREUR_DE_MOE MISE_A_DISPOSITION_MOE PRISE_EN_COMPTE_MOE A_ASSOCIER_MOA
ERREUR_DE_MOA REFUSEE_MOA A_ASSOCIER_FOURNISSEUR REFUSEE_FOURNISSEUR A_COMPLETER TRANSMISE_MOA
PRISE_EN_COMPTE_DESTINATAIRE REMPLACEE_PAR_A22 DUPLIQUE_APRES_REFUS MISE_A_DISPOSITION_MOA
PRISE_EN_COMPTE_MOA ABSENCE_VALIDATION_MOE_DELAI_REGLEMENTAIRE TECHNIQUE_INCONNU
"""
"""The 57 values of ``statutFacture`` that a public PHP library of the API enumerates."""

_REASONS = """
AUT_MOTIF_ERR_VALIDEUR RETRAIT_MAN_SERV SUPPR_MASSE AUTRE CONTACT_ACHTR COORD_BANC_ERR
CREANCIER_ERR DOUBLE_FACT ERREUR_DONNEE_EJ EJ_ERR ERR_VALIDEUR FACT_NON_CONFORME
HONORER_LA_COMMANDE LIVR_INCOMP MARCHE_TERM MONTANT_ERR SE_ERR ST_CT_NON_DECLAR
SUPPR_COMP_AVOIR TRANSF_PMNT_REGIE TX_TVA_ERR JUSTIF_ABS
DEST_ERR CMD_ERR CONTRAT_TERM MONTANTTOTAL_ERR ADR_ERR REJ_ADR REJ_COH REJ_UNI REJ_CONT_B2G
"""
"""AIFE external specification of Chorus Pro of 30/04/2026, tables 3 and 4, and annex 7 v1.9."""

_TECHNICAL_ERRORS = """
ERR_XSD_001 IRR_TAILLE IRR_TAILLE_F IRR_TAILLE_PJ IRR_UNCITE IRR_VIDE IRR_VIDE_F IRR_VID_PJ
IRR_FORM IRR_NOM_F IRR_NOM_PJ IRR_TYPE IRR_TYPE_F IRR_EXT_DOC IRR_ANTIVIRUS IRR_CODE_INTER
IRR_EXTRAC IRR_CODE_APP IRR_SYNTAX
"""
"""AIFE general specification v3.2 of 30/04/2026, table 3; AIFE sample of a flow report."""

_RETURN_CODES = """
TRA_MSG_00.000 TRA_MSG_00.015 GCU_MSG_01_000 GDP_MSG_11.008 GDP_MSG_11.005 GDP_MSG_11.033
GDP_MSG_11.001 GDP_MSG_11.022 POQ_MSG_01.003
0 20000 20001 20002 20003 20004 20005 20006 20007 20008 20009 20010 20011 20012 20013 20014
20303 20304 20305
"""
"""AIFE external specification, API annex V4.10 and V5.00; answers seen by public integrations."""

_ACTIONS = """
TELECHARGEMENT_FACTURE ACQUITTEMENT_REJET ACQUITTEMENT_SUSPENSION TRAITEMENT_REJET
REFUS VALIDATION MISE_EN_PAIEMENT MISE_EN_RECYCLAGE SUSPENSION REJET
"""
"""Values of ``histoActionCode`` and of the actions of recipients in public libraries."""

_DEPOSIT_MODES = """
SAISIE_WEB PORTAIL_PDF EDI_XML_STRUCT EDI_MIXTE EDI_PDF_ARCHIVE SAISIE_PORTAIL SAISIE_API
DEPOT_PDF_PORTAIL DEPOT_PDF_SIGNE_PORTAIL DEPOT_PDF_API DEPOT_PDF_SIGNE_API EDI UPLOAD_PORTAIL
UPLOAD_API EDI_NUMERISATION
"""
"""Values of ``modeDepot`` in the API's own description."""

_SYNTAXES = """
IN_DP_E1_UBL_INVOICE IN_DP_E1_CII_16B IN_DP_E2_UBL_INVOICE_MIN IN_DP_E2_CPP_FACTURE_MIN
IN_DP_E2_CII_MIN_16B IN_DP_E2_CII_FACTURX IN_DP_E3_UBL_INVOICE IN_DP_E1_CII IN_DP_E2_CII_MIN
IN_DP_E1_XCBL IN_DP_PDFARCHIVE_UBL_INVOICE_MUG IN_DP_PDFARCHIVE_CII_MUG IN_DP_E1_PES_FACTURE
IN_DP_E2_PES_FACTURE_MIN
"""
"""Values of ``syntaxeFlux`` in the API's own description, and of the older annexes."""

PUBLISHED = {
    Family.FLOW_STATE: _FLOW_STATES.split(),
    Family.INVOICE_STATUS: _INVOICE_STATUSES.split(),
    Family.REASON: _REASONS.split(),
    Family.TECHNICAL_ERROR: _TECHNICAL_ERRORS.split(),
    Family.RETURN_CODE: _RETURN_CODES.split(),
    Family.ACTION: _ACTIONS.split(),
    Family.DEPOSIT_MODE: _DEPOSIT_MODES.split(),
    Family.SYNTAX: _SYNTAXES.split(),
}

LABELS = {
    "L'identifiant fournisseur de la demande de paiement (balise : "
    "AccountingSupplierParty.Party.PartyIdentification.ID.value) n'est pas référencé": (
        "fournisseur inconnu"
    ),
    "La structure (balise AccountingSupplierParty.Party.PartyIdentification.ID.value) "
    "n'utilise pa": "fournisseur sans accès",
    "FichierXml.ExchangedDocument.ID.value : trop long": "n° de facture",
    "FichierXml.SupplyChainTradeTransaction.ApplicableHeaderTradeSettlement."
    "SpecifiedTradeSettlementPaymentMeans.TypeCode.value manque": "mode de règlement",
    "(FichierXml.SupplyChainTradeTransaction.ApplicableHeaderTradeAgreement."
    "BuyerReference.value) manque à l'engagement juridique": "code service",
    "(FichierXml.SupplyChainTradeTransaction.ApplicableHeaderTradeAgreement."
    "BuyerOrderReferencedDocument.IssuerAssignedID.value) manque": "n° d'engagement",
    "FichierXml.ExchangedDocumentContext.BusinessProcessSpecifiedDocumentContextParameter."
    "ID.value refusé": "cadre de facturation",
    "(AppliedTradeAllowanceCharge.ActualAmount.value) manque": "remise sur le prix brut",
    "Le code service est obligatoire pour ce destinataire": "« service obligatoire »",
    "Type de pièce jointe inconnu": "« type de pièce jointe »",
    "La synthèse de l'en-tête est incorrecte": "« synthèse, récapitulatif »",
    "Destinataire introuvable": "« destinataire introuvable ou inactif »",
    "Destinataire inactif": "« destinataire introuvable ou inactif »",
    "La cohérence de la demande de paiement est invalide": (
        "« cohérence de la demande de paiement »"
    ),
}
"""Refusals told by public integrations, in our own words around the elements that they name."""
