"""Statuses of works contracts: the draft accounts that pass from hand to hand.

The contractor (fournisseur), the works manager (MOE) and the contracting authority (MOA) each
deposit, associate and correct. No public document defines these codes one by one: what is said
here is read from their names, and marked so. Ordinary invoices never take them.
"""

from __future__ import annotations

from wochorus.choruspro.catalogue.entry import Actor
from wochorus.choruspro.catalogue.status import WAIT, InvoiceStatus, status

_CORRECT = "Lisez le motif, puis corrigez la pièce de marché sur le portail, onglet Travaux."
_MOE, _MOA = Actor.WORKS_MANAGER, Actor.CONTRACTING_AUTHORITY


def _status(code: str, label: str, actor: Actor, remedy: str = WAIT) -> InvoiceStatus:
    return status(code, f"travaux : {label}", actor, remedy, is_inferred=True)


WORKS_STATUSES = (
    _status(
        "ERREUR_FOURNISSEUR_SUR_MOE",
        "la maîtrise d'œuvre désignée par le fournisseur n'est pas la bonne",
        Actor.SUPPLIER,
        _CORRECT,
    ),
    _status(
        "ERREUR_FOURNISSEUR_SUR_MOA",
        "la maîtrise d'ouvrage désignée par le fournisseur n'est pas la bonne",
        Actor.SUPPLIER,
        _CORRECT,
    ),
    _status(
        "ERREUR_MOE_SUR_FOURNISSEUR",
        "le fournisseur désigné par la maîtrise d'œuvre n'est pas le bon",
        _MOE,
        "Demandez à la maîtrise d'œuvre de corriger sa pièce.",
    ),
    _status(
        "ERREUR_MOA_SUR_FOURNISSEUR",
        "le fournisseur désigné par la maîtrise d'ouvrage n'est pas le bon",
        _MOA,
        "Demandez à la maîtrise d'ouvrage de corriger sa pièce.",
    ),
    _status(
        "ERREUR_MOE_SUR_MOA",
        "la maîtrise d'ouvrage désignée par la maîtrise d'œuvre n'est pas la bonne",
        _MOE,
        "Demandez à la maîtrise d'œuvre de corriger sa pièce.",
    ),
    _status(
        "ERREUR_DE_MOE",
        "une erreur est signalée sur la pièce de la maîtrise d'œuvre",
        _MOE,
        "Demandez à la maîtrise d'œuvre de corriger sa pièce.",
    ),
    _status(
        "ERREUR_DE_MOA",
        "une erreur est signalée sur la pièce de la maîtrise d'ouvrage",
        _MOA,
        "Demandez à la maîtrise d'ouvrage de corriger sa pièce.",
    ),
    _status("A_VALIDER_MOE", "à valider par la maîtrise d'œuvre", _MOE),
    _status(
        "ABSENCE_VALIDATION_MOE_DELAI_REGLEMENTAIRE",
        "la maîtrise d'œuvre n'a pas répondu dans le délai réglementaire",
        _MOA,
    ),
    _status("REFUSEE_MOE", "refusée par la maîtrise d'œuvre", Actor.SUPPLIER, _CORRECT),
    _status("REFUSEE_MOA", "refusée par la maîtrise d'ouvrage", Actor.SUPPLIER, _CORRECT),
    _status(
        "REFUSEE_FOURNISSEUR",
        "refusée par le fournisseur",
        _MOA,
        "Attendez la réponse de la maîtrise d'ouvrage à votre refus.",
    ),
    _status("A_ASSOCIER_MOE", "à associer à une pièce par la maîtrise d'œuvre", _MOE),
    _status("A_ASSOCIER_MOA", "à associer à une pièce par la maîtrise d'ouvrage", _MOA),
    _status(
        "A_ASSOCIER_FOURNISSEUR",
        "à associer à une pièce par le fournisseur",
        Actor.SUPPLIER,
        "Associez la pièce sur le portail, onglet Travaux.",
    ),
    _status("ASSOCIEE", "associée à la pièce suivante du marché", Actor.NOBODY),
    _status("MISE_A_DISPOSITION_MOE", "mise à disposition de la maîtrise d'œuvre", _MOE),
    _status("MISE_A_DISPOSITION_MOA", "mise à disposition de la maîtrise d'ouvrage", _MOA),
    _status("PRISE_EN_COMPTE_MOE", "prise en compte par la maîtrise d'œuvre", _MOE),
    _status("PRISE_EN_COMPTE_MOA", "prise en compte par la maîtrise d'ouvrage", _MOA),
    _status("PRISE_EN_COMPTE_DESTINATAIRE", "prise en compte par le destinataire", Actor.RECIPIENT),
    _status("TRANSMISE_MOA", "transmise à la maîtrise d'ouvrage", _MOA),
    _status(
        "A_COMPLETER",
        "à compléter par le fournisseur",
        Actor.SUPPLIER,
        "Complétez la pièce sur le portail, onglet Travaux.",
    ),
    _status(
        "EN_ATTENTE_RECYCLAGE_FOURNISSEUR",
        "en attente d'un renvoi corrigé par le fournisseur",
        Actor.SUPPLIER,
        _CORRECT,
    ),
    _status(
        "REMPLACEE_PAR_A22",
        "remplacée par un projet de décompte général en procédure tacite (cadre A22)",
        Actor.NOBODY,
    ),
    _status(
        "DUPLIQUE_APRES_REFUS",
        "copiée après un refus : une autre pièce la remplace",
        Actor.NOBODY,
        "Rien à faire sur celle-ci : suivez la copie.",
    ),
)
