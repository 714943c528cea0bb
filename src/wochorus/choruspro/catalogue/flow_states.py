"""Every state of a flow that is known publicly, what it means, and what follows from it.

Chorus Pro publishes no list. A state that is not in this table counts as still running, with an
alert: it must never close a flow by mistake (external specification of the flow report, seen
values of ``etatCourantDepotFlux``).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from wochorus.choruspro.catalogue.entry import Actor, Entry, Family


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


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowStateMeaning(Entry):
    """A state of a flow, and its kind."""

    kind: FlowStateKind


_FOLLOW = "Rien à faire : « wochorus follow » lira la suite."
_ASK = "Relancez le suivi ; si l'état dure plus d'un jour, demandez à l'assistance de Chorus Pro."
_NEVER_SEEN = "état jamais vu sur un dépôt de fournisseur"


def _waiting(code: str, label: str) -> FlowStateMeaning:
    return FlowStateMeaning(
        Family.FLOW_STATE, code, label, Actor.CHORUS, _FOLLOW, kind=FlowStateKind.WAITING
    )


def _unclear(code: str, label: str) -> FlowStateMeaning:
    return FlowStateMeaning(
        Family.FLOW_STATE,
        code,
        label,
        Actor.CHORUS,
        _ASK,
        is_inferred=True,
        kind=FlowStateKind.UNKNOWN,
    )


def _final(
    code: str, label: str, kind: FlowStateKind, actor: Actor, remedy: str
) -> FlowStateMeaning:
    return FlowStateMeaning(Family.FLOW_STATE, code, label, actor, remedy, kind=kind)


FLOW_STATES = {
    state.code: state
    for state in (
        _waiting("IN_RECU", "reçu par Chorus Pro"),
        _waiting(
            "IN_DEPOT_PORTAIL_EN_ATTENTE_TRAITEMENT_SE_CPP",
            "déposé, en attente des contrôles techniques",
        ),
        _waiting("IN_TRAITE_SE_CPP", "contrôles techniques passés"),
        _waiting("IN_EN_ATTENTE_TRAITEMENT_CPP", "en attente de traitement"),
        _waiting("IN_EN_COURS_TRAITEMENT_CPP", "en cours de traitement"),
        _waiting("IN_EN_ATTENTE_RETRAITEMENT_CPP", "en attente d'un nouveau traitement"),
        _final(
            "IN_INTEGRE",
            "intégré : toutes les factures sont enregistrées",
            FlowStateKind.INTEGRATED,
            Actor.NOBODY,
            "Rien à faire : suivez désormais le statut de chaque facture.",
        ),
        _final(
            "IN_INTEGRE_PARTIEL",
            "intégré en partie : des factures sont refusées",
            FlowStateKind.PARTLY,
            Actor.SUPPLIER,
            "Corrigez les factures refusées et redéposez-les ; elles n'ont pas été enregistrées, "
            "le même numéro peut resservir.",
        ),
        _final(
            "IN_REJETE",
            "rejeté : aucune facture n'est enregistrée",
            FlowStateKind.REJECTED,
            Actor.SUPPLIER,
            "Lisez les erreurs du flux, corrigez, puis redéposez ; les mêmes numéros peuvent "
            "resservir.",
        ),
        _final(
            "IN_INCIDENTE",
            "en incident chez Chorus Pro : le flux entier est à renvoyer, "
            "après l'avis du support si cela se répète",
            FlowStateKind.INCIDENT,
            Actor.CHORUS,
            "Laissez le suivi vérifier que rien n'est enregistré, puis redéposez le flux entier.",
        ),
        _unclear("QP_RECEVABLE", f"recevable ({_NEVER_SEEN})"),
        _unclear("QP_RECEVABLE_AVEC_ERREUR", f"recevable avec erreurs ({_NEVER_SEEN})"),
        _unclear("QP_IRRECEVABLE", f"irrecevable ({_NEVER_SEEN})"),
        _unclear("IN_A_RELANCER", "à relancer par Chorus Pro"),
        _unclear("IN_ERREUR_INTERNE", "erreur interne de Chorus Pro"),
    )
}


def flow_state_meaning(state: str) -> FlowStateMeaning:
    """Explain the state of a flow; one that is not in the table is `FlowStateKind.UNKNOWN`."""
    return FLOW_STATES.get(state.strip()) or FlowStateMeaning(
        Family.FLOW_STATE,
        state,
        f"état inconnu « {state} » : attendre et vérifier",
        Actor.UNKNOWN,
        _ASK,
        is_known=False,
        kind=FlowStateKind.UNKNOWN,
    )
