"""Every state of a flow that is known publicly, what it means, and what follows from it.

Chorus Pro publishes no list. A state that is not in this table counts as still running, with an
alert: it must never close a flow by mistake (external specification of the flow report, seen
values of ``etatCourantDepotFlux``).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class FlowStateKind(Enum):
    """What the state of a flow lets us conclude."""

    WAITING = "en attente"
    INTEGRATED = "intégré"
    PARTLY = "intégré en partie"
    REJECTED = "rejeté"
    INCIDENT = "en incident"
    UNKNOWN = "état inconnu"

    @property
    def is_final(self) -> bool:
        """Whether the flow will not move any more."""
        return self not in (FlowStateKind.WAITING, FlowStateKind.UNKNOWN)

    @property
    def needs_alert(self) -> bool:
        """Whether to go on waiting but tell a person."""
        return self is FlowStateKind.UNKNOWN


@dataclass(frozen=True, slots=True)
class FlowStateMeaning:
    """The kind of a state, and its meaning in French."""

    kind: FlowStateKind
    label: str


_WAITING, _UNKNOWN = FlowStateKind.WAITING, FlowStateKind.UNKNOWN

FLOW_STATES = {
    "IN_RECU": FlowStateMeaning(_WAITING, "reçu par Chorus Pro"),
    "IN_DEPOT_PORTAIL_EN_ATTENTE_TRAITEMENT_SE_CPP": FlowStateMeaning(
        _WAITING, "déposé, en attente des contrôles techniques"
    ),
    "IN_TRAITE_SE_CPP": FlowStateMeaning(_WAITING, "contrôles techniques passés"),
    "IN_EN_ATTENTE_TRAITEMENT_CPP": FlowStateMeaning(_WAITING, "en attente de traitement"),
    "IN_EN_COURS_TRAITEMENT_CPP": FlowStateMeaning(_WAITING, "en cours de traitement"),
    "IN_EN_ATTENTE_RETRAITEMENT_CPP": FlowStateMeaning(
        _WAITING, "en attente d'un nouveau traitement"
    ),
    "IN_INTEGRE": FlowStateMeaning(
        FlowStateKind.INTEGRATED, "intégré : toutes les factures sont enregistrées"
    ),
    "IN_INTEGRE_PARTIEL": FlowStateMeaning(
        FlowStateKind.PARTLY, "intégré en partie : des factures sont refusées"
    ),
    "IN_REJETE": FlowStateMeaning(
        FlowStateKind.REJECTED, "rejeté : aucune facture n'est enregistrée"
    ),
    "IN_INCIDENTE": FlowStateMeaning(
        FlowStateKind.INCIDENT,
        "en incident chez Chorus Pro : le flux entier est à renvoyer, "
        "après l'avis du support si cela se répète",
    ),
    "QP_RECEVABLE": FlowStateMeaning(
        _UNKNOWN, "recevable (état jamais vu sur un dépôt de fournisseur)"
    ),
    "QP_RECEVABLE_AVEC_ERREUR": FlowStateMeaning(
        _UNKNOWN, "recevable avec erreurs (état jamais vu sur un dépôt de fournisseur)"
    ),
    "QP_IRRECEVABLE": FlowStateMeaning(
        _UNKNOWN, "irrecevable (état jamais vu sur un dépôt de fournisseur)"
    ),
    "IN_A_RELANCER": FlowStateMeaning(_UNKNOWN, "à relancer par Chorus Pro"),
    "IN_ERREUR_INTERNE": FlowStateMeaning(_UNKNOWN, "erreur interne de Chorus Pro"),
}


def flow_state_meaning(state: str) -> FlowStateMeaning:
    """Explain the state of a flow; one that is not in the table is `FlowStateKind.UNKNOWN`."""
    known = FLOW_STATES.get(state.strip())
    return known or FlowStateMeaning(_UNKNOWN, f"état inconnu « {state} » : attendre et vérifier")
