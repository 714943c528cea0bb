"""The settings in French; one that is not here shows by its name."""

from __future__ import annotations

SETTINGS = {
    "integration_delay": "Délai d'intégration d'un flux (s)",
    "routing_delay": "Délai d'acheminement d'une facture (s)",
    "size_limit": "Taille maximale d'un flux (octets)",
    "file_size_limit": "Taille maximale d'un fichier, déplié (octets)",
    "unpacked_size_limit": "Taille maximale d'une archive, dépliée (octets)",
    "files_limit": "Fichiers dans une archive, au plus",
    "attachment_size_limit": "Taille maximale d'une pièce jointe (octets)",
    "invoice_size_limit": "Taille maximale d'une facture et de ses pièces (octets)",
    "page_size": "Lignes par page, si rien n'est demandé",
    "page_size_maximum": "Lignes par page, au plus",
    "token_failure_rate": "Part des jetons refusés sans raison",
    "business_refusal_status": "Code HTTP d'un refus métier",
    "dp_errors_shape": "Forme de listeErreurDP",
    "report_not_found_first": "Compte rendu introuvable la première fois",
    "totals_tolerance": "Écart permis sur les totaux",
    "credit_note_payment_refused": "Moyen de paiement refusé sur un avoir",
    "recycling_withdrawn": "Recyclage supprimé",
    "lives": "Vie des factures (routed : s'arrête chez le destinataire ; drawn : tirée au sort)",
    "lives_seed": "Graine des vies tirées",
    "state_orders_checked": "Engagements de l'État vérifiés",
    "format_rules": "Règles officielles de la norme EN 16931 appliquées",
}
