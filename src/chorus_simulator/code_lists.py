"""The coded values of the portal: what its lists give, and what its messages accept."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

CADRES = {
    "A1": "A1_FACTURE_FOURNISSEUR",
    "A2": "A2_FACTURE_FOURNISSEUR_DEJA_PAYEE",
    "A3": "A3_MEMOIRE_JUSTICE",
    "A4": "A4_PROJET_DECOMPTE_MENSUEL_FOURNISSEUR",
    "A5": "A5_ETAT_ACOMPTE_FOURNISSEUR",
    "A6": "A6_ETAT_ACOMPTE_VALIDE_FOURNISSEUR",
    "A7": "A7_PROJET_DECOMPTE_FINAL_FOURNISSEUR",
    "A8": "A8_DECOMPTE_GENERAL_DEFINITIF_FOURNISSEUR",
    "A9": "A9_FACTURE_SOUSTRAITANT",
    "A10": "A10_PROJET_DECOMPTE_MENSUEL_SOUSTRAITANT",
    "A11": "A11_PROJET_DECOMPTE_FINAL_SOUSTRAITANT",
    "A12": "A12_FACTURE_COTRAITANT",
    "A13": "A13_PROJET_DECOMPTE_MENSUEL_COTRAITANT",
    "A14": "A14_PROJET_DECOMPTE_FINAL_COTRAITANT",
    "A15": "A15_ETAT_ACOMPTE_MOE",
    "A16": "A16_ETAT_ACOMPTE_VALIDE_MOE",
    "A17": "A17_PROJET_DECOMPTE_GENERAL_MOE",
    "A18": "A18_DECOMPTE_GENERAL_MOE",
    "A19": "A19_ETAT_ACOMPTE_VALIDE_MOA",
    "A20": "A20_DECOMPTE_GENERAL_MOA",
    "A21": "A21_DEMANDE_REMBOURSEMENT_TIC",
    "A22": "A22_PROJET_DECOMPTE_GENERAL_FOURNISSEUR_PROCEDURE_TACITE",
    "A23": "A23_DECOMPTE_GENERAL_DEFINITIF_TACITE_FOURNISSEUR",
    "A24": "A24_DECOMPTE_GENERAL_DEFINITIF_TACITE_MOE",
    "A25": "A25_DECOMPTE_GENERAL_DEFINITIF_MOE_PROCEDURE_TACITE",
}
"""Each cadre: its short code, that of the files, and its long one, that of the API."""
_WORKS = tuple(f"A{n}" for n in (4, 5, 6, 7, 8, *range(10, 12), *range(13, 21), *range(22, 26)))
CADRES_BY_REQUEST = {
    "FACTURE": ("A1", "A2", "A9", "A12"),
    "AVOIR": ("A1", "A2", "A9", "A12"),
    "FACTURE_TRAVAUX": _WORKS,
    "MEMOIRE": ("A3",),
    "DMD_RBST": ("A21",),
}
"""The cadres of each kind of payment request; the names of the kinds are taken from the objects
of attachments."""
STATUSES = (
    *("BROUILLON", "DEPOSEE", "EN_COURS_ACHEMINEMENT", "MISE_A_DISPOSITION", "A_RECYCLER"),
    *("REJETEE", "SUSPENDUE", "COMPLETEE", "SERVICE_FAIT", "MANDATEE"),
    *("MISE_A_DISPOSITION_COMPTABLE", "COMPTABILISEE", "MISE_EN_PAIEMENT"),
    *("A_VALIDER_1", "VALIDEE_1", "REFUSEE_1", "ABSENCE_VALIDATION_1_HORS_DELAI"),
    *("A_VALIDER_2", "VALIDEE_2", "REFUSEE_2", "ABSENCE_VALIDATION_2_HORS_DELAI"),
    *("ERREUR_FOURNISSEUR_SUR_VALIDEUR", "ERREUR_COTRAITANT_SUR_VALIDEUR"),
)
"""The statuses of an ordinary invoice."""
WORKS_STATUSES = (
    *("ERREUR_FOURNISSEUR_SUR_MOE", "ERREUR_FOURNISSEUR_SUR_MOA", "ERREUR_MOE_SUR_FOURNISSEUR"),
    *("ERREUR_MOA_SUR_FOURNISSEUR", "ERREUR_MOE_SUR_MOA", "ERREUR_DE_MOE", "ERREUR_DE_MOA"),
    *("ERREUR_DESTINATAIRE_PD", "ERREUR_DESTINATAIRE_EA", "A_VALIDER_MOE", "REFUSEE_MOE"),
    *("REFUSEE_MOA", "REFUSEE_FOURNISSEUR", "A_ASSOCIER_MOE", "A_ASSOCIER_MOA"),
    *("A_ASSOCIER_FOURNISSEUR", "ASSOCIEE", "MISE_A_DISPOSITION_MOE", "MISE_A_DISPOSITION_MOA"),
    *("PRISE_EN_COMPTE_MOE", "PRISE_EN_COMPTE_MOA", "PRISE_EN_COMPTE_DESTINATAIRE"),
    *("TRANSMISE_MOA", "A_COMPLETER", "EN_ATTENTE_RECYCLAGE_FOURNISSEUR", "REMPLACEE_PAR_A22"),
    *("DUPLIQUE_APRES_REFUS", "ABSENCE_VALIDATION_MOE_DELAI_REGLEMENTAIRE"),
)
"""The statuses of works invoices."""
RECIPIENT_STATUSES = (
    *("MISE_A_DISPOSITION", "SUSPENDUE", "A_RECYCLER", "REJETEE", "SERVICE_FAIT", "MANDATEE"),
    *("MISE_A_DISPOSITION_COMPTABLE", "COMPTABILISEE", "MISE_EN_PAIEMENT"),
)
"""What a recipient may make of an invoice."""
VAT_RATES = {
    "TVA20": ("20", "Taux normal 20,00 %"),
    "TVA10": ("10", "Taux intermédiaire 10,00 %"),
    "TVA8": ("8.5", "Taux normal des départements d'outre-mer 8,50 %"),
    "TVA5": ("5.5", "Taux réduit 5,50 %"),
    "TVA2": ("2.1", "Taux particulier 2,10 %"),
    "TVA0": ("0", "Taux nul 0,00 %"),
}
"""Codes of VAT rates with their value in percent; of the codes only TVA5 and TVA20 are public."""
EXEMPTIONS = {
    "ART_261_CGI": "Opération exonérée (article 261 du code général des impôts)",
    "ART_262_CGI": "Exportation (article 262 du code général des impôts)",
    "ART_283_2_CGI": "Autoliquidation (article 283-2 du code général des impôts)",
    "ART_293_B_CGI": "TVA non applicable, franchise en base (article 293 B du même code)",
    "AUTRE": "Autre motif d'exonération",
}
"""Reasons for a VAT exemption: neither codes nor labels are public."""
VAT_KINDS = ("TVA_SUR_DEBIT", "TVA_SUR_ENCAISSEMENT", "EXONERATION", "SANS_TVA")
PAYMENT_MODES = ("CHEQUE", "PRELEVEMENT", "VIREMENT", "ESPECE", "AUTRE", "REPORT")
PAYMENT_CODES = {
    "CHEQUE": "20",
    "PRELEVEMENT": "49",
    "VIREMENT": "30",
    "ESPECE": "10",
    "AUTRE": "1",
    "REPORT": "97",
}
"""The code of the files for each payment mode of the API."""
_MODES_BY_CODE = {
    **dict.fromkeys(("30", "31", "42", "58"), "VIREMENT"),
    **dict.fromkeys(("20",), "CHEQUE"),
    **dict.fromkeys(("49", "59"), "PRELEVEMENT"),
    **dict.fromkeys(("10",), "ESPECE"),
    **dict.fromkeys(("97",), "REPORT"),
    **dict.fromkeys(("1", "48"), "AUTRE"),
}
INVOICE_KINDS = {"FACTURE": "380", "AVOIR": "381"}
DEPOSIT_MODES = (
    *("SAISIE_WEB", "PORTAIL_PDF", "EDI_XML_STRUCT", "EDI_MIXTE", "EDI_PDF_ARCHIVE"),
    *("SAISIE_PORTAIL", "SAISIE_API", "DEPOT_PDF_PORTAIL", "DEPOT_PDF_SIGNE_PORTAIL"),
    *("DEPOT_PDF_API", "DEPOT_PDF_SIGNE_API", "EDI", "UPLOAD_PORTAIL", "UPLOAD_API"),
    "EDI_NUMERISATION",
)
IDENTIFIER_TYPES = (
    "SIRET",
    "UE_HORS_FRANCE",
    "HORS_UE",
    "RIDET",
    "TAHITI",
    "AUTRE",
    "PARTICULIER",
)
WORKS_KINDS = (
    *("DP_DE_SOUSTRAITANT_TRAVAUX", "PROJET_DECOMPTE_MENSUEL", "ETAT_ACOMPTE"),
    *("ETAT_ACOMPTE_VALIDE", "PROJET_DECOMPTE_FINAL", "PROJET_DECOMPTE_GENERAL"),
    *("PROJET_DECOMPTE_GENERAL_PROCEDURE_TACITE", "DECOMPTE_GENERAL", "DECOMPTE_GENERAL_SIGNE"),
    *("DECOMPTE_GENERAL_DEFINITIF_TACITE", "DECOMPTE_GENERAL_DEFINITIF_PROCEDURE_TACITE"),
)
REFUSAL_REASONS = (
    *("FACT_NON_CONFORME", "ERR_VALIDEUR", "MONTANT_ERR", "ST_CT_NON_DECLAR", "AUTRE"),
)
"""What a validator may answer (codes of `reasons`); the portal's own list is not public."""
CURRENCIES = {
    "CHF": "Franc suisse",
    "EUR": "Euro",
    "GBP": "Livre sterling",
    "USD": "Dollar des États-Unis",
    "XPF": "Franc CFP",
}
"""The usual currencies; the portal's own list is not public."""


def payment_mode(code: str | None) -> str | None:
    """Name the payment mode of a code; any other code is treated as a transfer (rule G1.14)."""
    return None if code is None else _MODES_BY_CODE.get(code, "VIREMENT")


@cache
def countries() -> dict[str, str]:
    """Give the countries: their ISO 3166-1 codes and their French names."""
    text = (files("chorus_simulator") / "data" / "pays.csv").read_text(encoding="utf-8")
    return {row["code"]: row["libelle"] for row in csv.DictReader(text.splitlines(), delimiter=";")}
