"""The reasons that public bodies give with a status: the code, and the words that are shown.

The codes are those of AIFE's external specification of 30/04/2026 (tables 3 and 4); the words are
ours. Whether the portal's API shows a code or only words is not public: here only words are shown,
in the comment of the status, before what the recipient added.
"""

from __future__ import annotations

SUSPENSION = "JUSTIF_ABS"
REASONS = {
    SUSPENSION: "Pièce justificative absente",
    "AUTRE": "Autre motif",
    "AUT_MOTIF_ERR_VALIDEUR": "Erreur de valideur pour un autre motif",
    "CONTACT_ACHTR": "Prendre contact avec l'acheteur",
    "COORD_BANC_ERR": "Coordonnées bancaires erronées",
    "CREANCIER_ERR": "Créancier erroné",
    "DOUBLE_FACT": "Facture en double",
    "EJ_ERR": "Numéro d'engagement erroné",
    "ERREUR_DONNEE_EJ": "Données de l'engagement erronées",
    "ERR_VALIDEUR": "Valideur erroné",
    "FACT_NON_CONFORME": "Facture non conforme",
    "HONORER_LA_COMMANDE": "Commande non honorée",
    "LIVR_INCOMP": "Livraison incomplète",
    "MARCHE_TERM": "Marché terminé",
    "MONTANT_ERR": "Montant erroné",
    "RETRAIT_MAN_SERV": "Retrait manuel du service",
    "SE_ERR": "Service exécutant erroné",
    "ST_CT_NON_DECLAR": "Sous-traitant ou cotraitant non déclaré",
    "SUPPR_COMP_AVOIR": "Supprimée : compensée par un avoir",
    "SUPPR_MASSE": "Suppression en masse",
    "TRANSF_PMNT_REGIE": "Paiement transféré à une régie",
    "TX_TVA_ERR": "Taux de TVA erroné",
}
COMMENT_MAXIMUM = 255
"""Characters that a recipient may add to its reason."""


def told(reason: str | None, comment: str | None) -> str | None:
    """Write the comment of a status: the words of its reason, then what was added."""
    words = REASONS.get(reason, reason) if reason else None
    parts = [part for part in (words, comment) if part]
    return " - ".join(parts) or None
