"""Every kind of fault: what it does, in French, and what it takes for granted unless told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from chorus_simulator.faults import DEPOSIT_OPERATION, TOKEN_OPERATION

if TYPE_CHECKING:
    from collections.abc import Mapping

_ANY_BUSINESS = "*/v1/*"
_REPORT = "transverses/v1/consulterCR*"
_READINGS = "factures/v1/*"
ACCESS, NETWORK, ANSWER, PORTAL, STATES = (
    "Accès",
    "Réseau",
    "Réponses",
    "Portail",
    "États et codes",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of fault: where it strikes unless told, and whether the call takes effect.

    ``lasting`` ones go on until they are cancelled, when neither a count nor a probability is
    given; the others strike once. ``settings`` are those that differ while it strikes.
    """

    family: str
    label: str
    description: str
    operation: str = "*"
    recorded: bool = False
    on_flow: bool = False
    lasting: bool = False
    seconds: str = ""
    """What the seconds mean, for the kinds that have some."""
    value: str = ""
    """What the value means, for the kinds that have one."""
    settings: Mapping[str, Any] = field(default_factory=dict)


KINDS = {
    "token_refused": Kind(
        family=ACCESS,
        label="Jeton refusé",
        description="PISTE répond 400 invalid_client alors que les clés sont bonnes.",
        operation=TOKEN_OPERATION,
    ),
    "status_401": Kind(
        family=ACCESS,
        label="Erreur 401",
        description="L'appel est refusé comme si l'authentification était mauvaise.",
        operation=_ANY_BUSINESS,
    ),
    "status_403": Kind(
        family=ACCESS,
        label="Erreur 403",
        description="L'appel est refusé, sans un mot, comme si l'API n'était pas souscrite.",
        operation=_ANY_BUSINESS,
    ),
    "status_429": Kind(
        family=ACCESS,
        label="Erreur 429",
        description="Trop d'appels : il faut attendre avant de recommencer.",
        seconds="délai annoncé par Retry-After",
    ),
    "password_expired": Kind(
        family=ACCESS,
        label="Mot de passe technique expiré",
        description="Tout appel est refusé (401) jusqu'à l'annulation de la panne.",
        operation=_ANY_BUSINESS,
        lasting=True,
    ),
    "password_ending": Kind(
        family=ACCESS,
        label="Mot de passe technique bientôt expiré",
        description="La fiche de la structure annonce une expiration proche.",
        operation="structures/v1/consulter",
        recorded=True,
        lasting=True,
        value="jours restants (10)",
    ),
    "slow": Kind(
        family=NETWORK,
        label="Réponse lente",
        description="L'appel est exécuté, puis sa réponse se fait attendre.",
        recorded=True,
        seconds="attente",
    ),
    "slow_before_recording": Kind(
        family=NETWORK,
        label="Exécution lente",
        description="L'appel attend avant d'être exécuté.",
        recorded=True,
        seconds="attente",
    ),
    "cut_before_recording": Kind(
        family=NETWORK,
        label="Coupure avant enregistrement",
        description="La connexion est coupée et rien n'est enregistré.",
        operation=DEPOSIT_OPERATION,
    ),
    "cut_after_recording": Kind(
        family=NETWORK,
        label="Coupure après enregistrement",
        description="Tout est enregistré, puis la connexion est coupée sans réponse.",
        operation=DEPOSIT_OPERATION,
        recorded=True,
    ),
    "cut_half_way": Kind(
        family=NETWORK,
        label="Coupure au milieu de la réponse",
        description="L'appel est exécuté ; la connexion est coupée à la moitié de la réponse.",
        operation=DEPOSIT_OPERATION,
        recorded=True,
    ),
    "lost_answer": Kind(
        family=NETWORK,
        label="Réponse perdue",
        description="L'appel est exécuté ; la connexion reste ouverte, puis se ferme sans réponse.",
        operation=DEPOSIT_OPERATION,
        recorded=True,
        seconds="durée du silence",
    ),
    "html": Kind(
        family=ANSWER,
        label="Page HTML",
        description="L'appel est exécuté ; une page HTML répond à la place du JSON.",
        operation=DEPOSIT_OPERATION,
        recorded=True,
    ),
    "empty": Kind(
        family=ANSWER,
        label="Réponse vide",
        description="L'appel est exécuté ; la réponse 200 n'a pas de corps.",
        operation=DEPOSIT_OPERATION,
        recorded=True,
    ),
    "truncated_json": Kind(
        family=ANSWER,
        label="JSON tronqué",
        description="L'appel est exécuté ; la réponse s'arrête à la moitié.",
        operation=DEPOSIT_OPERATION,
        recorded=True,
    ),
    "wrong_types": Kind(
        family=ANSWER,
        label="Types inattendus",
        description="Les nombres deviennent des textes, les textes des listes, et ainsi de suite.",
        operation=DEPOSIT_OPERATION,
        recorded=True,
    ),
    "no_flow_number": Kind(
        family=ANSWER,
        label="Numéro absent",
        description="La réponse ne donne ni numéro de flux ni identifiant de facture.",
        operation=DEPOSIT_OPERATION,
        recorded=True,
    ),
    "unknown_fields": Kind(
        family=ANSWER,
        label="Champs inconnus",
        description="La réponse porte des champs que la documentation ne connaît pas.",
        operation=_ANY_BUSINESS,
        recorded=True,
    ),
    "wrong_totals": Kind(
        family=ANSWER,
        label="Pagination fausse",
        description="Les nombres de pages et de lignes annoncés ne sont pas les vrais.",
        operation=_ANY_BUSINESS,
        recorded=True,
        value="plus (par défaut) ou moins",
    ),
    "dp_errors_object": Kind(
        family=ANSWER,
        label="Liste d'erreurs en objet",
        description="Dans le compte rendu, listeErreurDP est un objet et non une liste.",
        operation=_REPORT,
        recorded=True,
        lasting=True,
        settings={"dp_errors_shape": "object"},
    ),
    "refusals_as_400": Kind(
        family=ANSWER,
        label="Refus métier en HTTP 400",
        description="Les refus métier (codeRetour) arrivent en HTTP 400 et non en 200.",
        operation=_ANY_BUSINESS,
        recorded=True,
        lasting=True,
        settings={"business_refusal_status": 400},
    ),
    "empty_search_refused": Kind(
        family=ANSWER,
        label="Recherche vide refusée",
        description="Une recherche sans résultat répond 20000 TRA_MSG_00.015, non une liste vide.",
        operation="*/v1/rechercher*",
        recorded=True,
        lasting=True,
    ),
    "status_500": Kind(
        family=PORTAL,
        label="Erreur 500",
        description="Le portail échoue sans rien enregistrer (ou après, si on le demande).",
    ),
    "maintenance": Kind(
        family=PORTAL,
        label="Maintenance",
        description="Le portail répond 503 et une page HTML, pendant une durée ou sans fin.",
        operation=_ANY_BUSINESS,
        lasting=True,
        seconds="durée",
    ),
    "late_index": Kind(
        family=PORTAL,
        label="Recherche en retard",
        description="Les factures du dépôt sont enregistrées, et introuvables pendant ce temps.",
        operation=DEPOSIT_OPERATION,
        recorded=True,
        on_flow=True,
        seconds="retard de l'index",
    ),
    "report_not_found": Kind(
        family=PORTAL,
        label="Compte rendu introuvable",
        description="Le compte rendu du flux répond POQ_MSG_01.003, comme juste après un dépôt.",
        operation=_REPORT,
    ),
    "flow_incident": Kind(
        family=PORTAL,
        label="Incident sur le flux",
        description="Le flux finit IN_INCIDENTE ; rien n'est intégré.",
        operation=DEPOSIT_OPERATION,
        recorded=True,
        on_flow=True,
    ),
    "flow_rejected": Kind(
        family=PORTAL,
        label="Flux rejeté",
        description="Le flux finit IN_REJETE, pour une raison technique.",
        operation=DEPOSIT_OPERATION,
        recorded=True,
        on_flow=True,
    ),
    "recycling_withdrawn": Kind(
        family=PORTAL,
        label="Recyclage supprimé",
        description="Le statut « à recycler » et le service recycler n'existent plus.",
        recorded=True,
        lasting=True,
        settings={"recycling_withdrawn": True},
    ),
    "recycling_alive": Kind(
        family=PORTAL,
        label="Recyclage maintenu",
        description="Le statut « à recycler » et le service recycler existent encore.",
        recorded=True,
        lasting=True,
        settings={"recycling_withdrawn": False},
    ),
    "unknown_flow_state": Kind(
        family=STATES,
        label="État de flux inconnu",
        description="Le compte rendu donne un état que la documentation ne connaît pas.",
        operation=_REPORT,
        recorded=True,
        value="état (IN_ETAT_NOUVEAU)",
    ),
    "unknown_invoice_status": Kind(
        family=STATES,
        label="Statut de facture inconnu",
        description="Recherches et consultations donnent un statut inconnu.",
        operation=_READINGS,
        recorded=True,
        value="statut (STATUT_NOUVEAU)",
    ),
    "unknown_code": Kind(
        family=STATES,
        label="Refus inconnu",
        description="L'appel est refusé avec un code et un libellé que personne ne connaît.",
        operation=_ANY_BUSINESS,
        value="codeRetour (29999)",
    ),
    "statuses_out_of_order": Kind(
        family=STATES,
        label="Statuts dans le désordre",
        description="Les factures du dépôt sont payées, puis suspendues, mandatées, rejetées.",
        operation=DEPOSIT_OPERATION,
        recorded=True,
        on_flow=True,
    ),
}
"""Every kind of fault, by the name that the admin call uses."""


def listing() -> list[dict[str, Any]]:
    """Describe every kind."""
    return [
        {
            "kind": name,
            "family": kind.family,
            "label": kind.label,
            "description": kind.description,
            "operation": kind.operation,
            "recorded": kind.recorded,
            "lasting": kind.lasting,
            "seconds": kind.seconds or None,
            "value": kind.value or None,
        }
        for name, kind in KINDS.items()
    ]
