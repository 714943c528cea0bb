"""What people did to an invoice: the actions of its history, and those of its recipients.

AIFE external specification, API annex (``consulter/historique``, ``traiter/recue``).
"""

from __future__ import annotations

from wochorus.choruspro.catalogue.entry import Actor, Entry, Family

_NOTHING = "Rien à faire : c'est fait."


def _action(code: str, label: str, actor: Actor, remedy: str = _NOTHING) -> Entry:
    return Entry(Family.ACTION, code, label, actor, remedy)


ACTIONS = {
    action.code: action
    for action in (
        _action("TELECHARGEMENT_FACTURE", "la facture a été téléchargée", Actor.NOBODY),
        _action(
            "ACQUITTEMENT_REJET",
            "le fournisseur a pris connaissance du rejet",
            Actor.SUPPLIER,
            "Émettez la nouvelle facture si ce n'est pas fait, puis signalez le rejet traité.",
        ),
        _action(
            "ACQUITTEMENT_SUSPENSION",
            "le fournisseur a pris connaissance de la suspension",
            Actor.SUPPLIER,
            "Ajoutez la pièce demandée si ce n'est pas fait.",
        ),
        _action("TRAITEMENT_REJET", "le fournisseur a déclaré le rejet traité", Actor.NOBODY),
        _action(
            "REFUS",
            "un valideur a refusé la facture",
            Actor.SUPPLIER,
            "Lisez le motif, puis voyez-le avec le valideur.",
        ),
        _action("VALIDATION", "un valideur a accepté la facture", Actor.RECIPIENT),
        _action(
            "MISE_EN_RECYCLAGE",
            "le destinataire signale une erreur d'aiguillage",
            Actor.SUPPLIER,
            "Voyez le statut A_RECYCLER.",
        ),
        _action(
            "SUSPENSION",
            "le destinataire demande une pièce justificative",
            Actor.SUPPLIER,
            "Voyez le statut SUSPENDUE.",
        ),
        _action(
            "REJET",
            "le destinataire rejette la facture",
            Actor.SUPPLIER,
            "Voyez le statut REJETEE.",
        ),
    )
}
"""``MISE_EN_PAIEMENT``, an action too, is explained as the status that it gives."""
