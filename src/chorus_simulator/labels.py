"""French words for the states of flows and the statuses of invoices; an unknown one shows raw."""

from __future__ import annotations

STATUSES = {
    "DEPOSEE": "Déposée",
    "EN_COURS_ACHEMINEMENT": "En cours d'acheminement",
    "MISE_A_DISPOSITION": "Mise à disposition",
    "A_RECYCLER": "À recycler",
    "REJETEE": "Rejetée",
    "SUSPENDUE": "Suspendue",
    "COMPLETEE": "Complétée",
    "SERVICE_FAIT": "Service fait",
    "MANDATEE": "Mandatée",
    "MISE_A_DISPOSITION_COMPTABLE": "Mise à disposition du comptable",
    "COMPTABILISEE": "Comptabilisée",
    "MISE_EN_PAIEMENT": "Mise en paiement",
    "A_VALIDER_1": "À valider",
    "VALIDEE_1": "Validée",
    "REFUSEE_1": "Refusée par le valideur",
    "ABSENCE_VALIDATION_1_HORS_DELAI": "Validée par silence (15 jours)",
    "ERREUR_FOURNISSEUR_SUR_VALIDEUR": "Erreur sur le valideur",
}
FLOWS = {
    "IN_DEPOT_PORTAIL_EN_ATTENTE_TRAITEMENT_SE_CPP": "En attente de traitement",
    "IN_TRAITE_SE_CPP": "Contrôles techniques passés",
    "IN_EN_COURS_TRAITEMENT_CPP": "En cours de traitement",
    "IN_INTEGRE": "Intégré",
    "IN_INTEGRE_PARTIEL": "Intégré en partie",
    "IN_REJETE": "Rejeté",
    "IN_INCIDENTE": "En incident",
}


def status_words(code: str) -> str:
    """Name the status of an invoice."""
    return STATUSES.get(code, code)


def flow_words(code: str) -> str:
    """Name the state of a flow."""
    return FLOWS.get(code, code)
