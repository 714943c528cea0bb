"""The exercises of the training: for each, what the portal does amiss, and what one learns by it.

A fault of the simulator strikes once, unless it lasts until it is cancelled.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from wochorus.core.errors import Transient
from wochorus.demo.simulator import call_simulator

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Exercise:
    """What to order, do, see and keep in mind; French sentences."""

    code: str
    title: str
    do: str
    see: str
    lesson: str
    faults: tuple[Mapping[str, Any], ...] = field(default=())


EXERCISES = (
    Exercise(
        "depot-ordinaire",
        "Un dépôt ordinaire",
        "Déposez une facture saine, puis demandez le même dépôt encore une fois.",
        "« Déposée », un n° Chorus en CPP001…, puis « intégrée ». Le second dépôt n'envoie rien.",
        "Déposée ne veut pas dire acceptée ; c'est « intégrée » qui compte.",
    ),
    Exercise(
        "reponse-perdue",
        "La réponse perdue",
        "Déposez une facture.",
        "« Incertaine », puis le flux est retrouvé avec son numéro : Chorus l'avait bien reçu.",
        "On ne redépose jamais à la main une facture incertaine : WO CHORUS demande d'abord.",
        ({"kind": "lost_answer", "seconds": 2},),
    ),
    Exercise(
        "coupure-avant",
        "La connexion coupée avant",
        "Déposez une facture, laissez finir, déposez encore.",
        "« Incertaine », puis « non reçu par Chorus » après deux recherches vides ; le second "
        "dépôt part.",
        "Vue du poste, la coupure ressemble à la précédente : seul Chorus sait.",
        ({"kind": "cut_before_recording"},),
    ),
    Exercise(
        "recherche-en-retard",
        "La recherche en retard",
        "Déposez une facture.",
        "Elle est enregistrée chez Chorus, mais la recherche ne la montre qu'au bout de dix "
        "secondes ; WO CHORUS attend, puis la retrouve.",
        "Une absence ne se croit qu'après un délai.",
        ({"kind": "late_index", "seconds": 10}, {"kind": "lost_answer", "seconds": 1}),
    ),
    Exercise(
        "maintenance",
        "La maintenance",
        "Déposez une facture, annulez la panne, puis laissez le suivi passer.",
        "Le portail répond par une page de maintenance ; la facture est retenue, puis libérée une "
        "fois le portail revenu.",
        "Rien n'est perdu quand le portail est fermé.",
        ({"kind": "maintenance"},),
    ),
    Exercise(
        "incident",
        "L'incident",
        "Déposez une facture, lisez, puis redéposez-la.",
        "Le flux est « en incident », la facture libérée, le second dépôt intégré.",
        "Un flux en incident n'a rien enregistré.",
        ({"kind": "flow_incident"},),
    ),
    Exercise(
        "jeton-refuse",
        "Le jeton refusé",
        "Déposez une facture.",
        "Rien, ou quelques secondes de plus.",
        "PISTE refuse parfois une demande sans raison : WO CHORUS redemande.",
        ({"kind": "token_refused", "count": 2},),
    ),
    Exercise(
        "mot-de-passe",
        "Le mot de passe qui expire",
        "Essayez la connexion (Réglages, Connexion).",
        "« Il expire le…, dans 12 jours », et où le renouveler.",
        "Le mot de passe technique vit 424 jours et ne prévient pas.",
        ({"kind": "password_ending", "value": "12"},),
    ),
    Exercise(
        "mairie-suspend",
        "La mairie suspend",
        "Au guichet de l'acheteur, ouvrez une facture déposée, suspendez-la en écrivant ce qui "
        "manque. Laissez le suivi passer, puis complétez la facture.",
        "« Suspendue », le motif, son auteur, l'heure, et que c'est à vous d'agir ; puis "
        "« complétée » au guichet.",
        "Une facture suspendue se complète ; elle ne se redépose pas.",
    ),
    Exercise(
        "mairie-rejette",
        "La mairie rejette",
        "Au guichet, rejetez une facture (« Numéro d'engagement erroné »). Laissez le suivi "
        "passer, puis réémettez-la avec le bon numéro.",
        "La facture attend votre action ; réémise, une autre est à déposer, sous un autre numéro.",
        "Une facture rejetée est morte : on l'annule chez soi et on en émet une autre.",
    ),
)


def exercise(code: str) -> Exercise | None:
    """Find an exercise."""
    return next((each for each in EXERCISES if each.code == code), None)


def order(found: Exercise) -> None:
    """Have the running simulator do what ``found`` asks; what was ordered before is cancelled.

    Raises `Transient` when no simulator runs.
    """
    cancel()
    for fault in found.faults:
        call_simulator("POST", "/simulator/faults", json=dict(fault))


def cancel() -> None:
    """Have the simulator behave again. Raises `Transient` when none runs."""
    call_simulator("DELETE", "/simulator/faults")


def ordered() -> tuple[str, ...] | None:
    """Name the faults that have still to strike; nothing at all when no simulator runs."""
    try:
        listed = call_simulator("GET", "/simulator/faults")["faults"]
    except Transient:
        return None
    return tuple(str(each["kind"]) for each in listed if each.get("remaining") != 0)
