"""Statuses that validators give, and those of invoices set aside.

The invoice of a subcontractor (cadre A9) or of a co-contractor (A12) passes first before the
holder of the contract or its agent.
"""

from __future__ import annotations

from wochorus.choruspro.catalogue.entry import Actor
from wochorus.choruspro.catalogue.status import NEW_NUMBER, status

_FIFTEEN_DAYS = "Rien à faire : sans réponse sous 15 jours, le silence du valideur vaut accord."

VALIDATION_STATUSES = (
    status("A_VALIDER_1", "à valider par le premier valideur", Actor.VALIDATOR, _FIFTEEN_DAYS),
    status("A_VALIDER_2", "à valider par le second valideur", Actor.VALIDATOR, _FIFTEEN_DAYS),
    status("VALIDEE_1", "validée par le premier valideur", Actor.CHORUS, number="13"),
    status("VALIDEE_2", "validée par le second valideur", Actor.CHORUS, number="18"),
    status(
        "REFUSEE_1",
        "refusée par le premier valideur",
        Actor.SUPPLIER,
        f"Lisez le motif, voyez-le avec le valideur, puis {NEW_NUMBER}",
        "14",
    ),
    status(
        "REFUSEE_2",
        "refusée par le second valideur",
        Actor.SUPPLIER,
        f"Lisez le motif, voyez-le avec le valideur, puis {NEW_NUMBER}",
        "17",
    ),
    status(
        "ABSENCE_VALIDATION_1_HORS_DELAI",
        "le premier valideur n'a pas répondu dans les 15 jours : son silence vaut accord",
        Actor.CHORUS,
    ),
    status(
        "ABSENCE_VALIDATION_2_HORS_DELAI",
        "le second valideur n'a pas répondu dans les 15 jours : son silence vaut accord",
        Actor.CHORUS,
    ),
    status(
        "ERREUR_FOURNISSEUR_SUR_VALIDEUR",
        "le valideur désigné par le fournisseur n'est pas le bon",
        Actor.SUPPLIER,
        "Désignez le bon valideur sur cette facture ; ne la redéposez pas.",
    ),
    status(
        "ERREUR_COTRAITANT_SUR_VALIDEUR",
        "le valideur désigné par le cotraitant n'est pas le bon",
        Actor.VALIDATOR,
        "Demandez au cotraitant, premier valideur, de désigner le bon second valideur.",
        is_inferred=True,
    ),
)
SET_ASIDE_STATUSES = (
    status(
        "ABANDONNEE",
        "abandonnée : la facture ne sera pas traitée",
        Actor.SUPPLIER,
        "Vérifiez sur le portail qui l'a abandonnée, et si une autre la remplace.",
        is_inferred=True,
    ),
    status(
        "SUPPRIMEE",
        "supprimée du portail",
        Actor.SUPPLIER,
        "Vérifiez sur le portail qui l'a supprimée, et s'il faut en émettre une autre.",
        is_inferred=True,
    ),
    status(
        "INTERPRETEE_OCR",
        "PDF lu par reconnaissance de caractères, pas encore envoyé",
        Actor.SUPPLIER,
        "Relisez les données proposées, puis validez l'envoi sur le portail.",
        is_inferred=True,
    ),
    status(
        "EN_COURS_TRAITEMENT_PIVOT_S",
        "en cours de traitement vers le format du destinataire",
        Actor.CHORUS,
        is_inferred=True,
    ),
    status(
        "ERREUR_DESTINATAIRE_PD",
        "le destinataire signale une erreur sur le projet de décompte",
        Actor.SUPPLIER,
        "Lisez le motif, puis corrigez sur le portail.",
        is_inferred=True,
    ),
    status(
        "ERREUR_DESTINATAIRE_EA",
        "le destinataire signale une erreur sur l'état d'acompte",
        Actor.SUPPLIER,
        "Lisez le motif, puis corrigez sur le portail.",
        is_inferred=True,
    ),
    status(
        "TECHNIQUE_INCONNU",
        "statut que Chorus Pro lui-même ne sait pas nommer",
        Actor.CHORUS,
        "Regardez la facture sur le portail ; si le statut dure, demandez à l'assistance.",
        is_inferred=True,
    ),
)
