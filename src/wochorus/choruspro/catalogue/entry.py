"""What the catalogue says of one code: its meaning, who must act, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Actor(Enum):
    """Whose move it is. The value is the French word shown."""

    SUPPLIER = "fournisseur"
    RECIPIENT = "destinataire"
    CHORUS = "Chorus Pro"
    VALIDATOR = "valideur"
    WORKS_MANAGER = "maîtrise d'œuvre"
    CONTRACTING_AUTHORITY = "maîtrise d'ouvrage"
    NOBODY = "personne"
    UNKNOWN = "à déterminer"


class Family(Enum):
    """The kinds of codes that Chorus Pro speaks. The value names one code of the kind."""

    FLOW_STATE = "état d'un flux"
    INVOICE_STATUS = "statut d'une facture"
    REASON = "motif du destinataire"
    TECHNICAL_ERROR = "erreur technique d'un flux"
    RETURN_CODE = "réponse d'un service"
    REFUSAL_LABEL = "libellé de refus d'une facture"
    ACTION = "action sur une facture"
    DEPOSIT_MODE = "mode de dépôt"
    SYNTAX = "syntaxe d'un flux"


UNKNOWN_LABEL = "inconnu"
LOOK_AT_THE_PORTAL = "Cherchez ce code sur le portail Chorus Pro, ou demandez à son assistance."
ASK_WHAT_IT_MEANS = (
    "Lisez ce message ; s'il n'est pas clair, demandez à l'assistance de Chorus Pro."
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One code. ``label`` and ``remedy`` are French; a label is no full sentence, a remedy is.

    ``is_inferred``: no public document defines the code, its meaning is read from its name or
    from its use. ``is_known`` is false for a code that the catalogue has never seen.
    """

    family: Family
    code: str
    label: str
    actor: Actor
    remedy: str
    is_inferred: bool = False
    is_known: bool = True


def unknown(family: Family, code: str) -> Entry:
    """Describe a code that is not in the catalogue: raw, with « inconnu »."""
    return Entry(family, code, UNKNOWN_LABEL, Actor.UNKNOWN, LOOK_AT_THE_PORTAL, is_known=False)
