"""The status of an invoice after its deposit: the life that its recipient gives it.

Chorus Pro imposes no order on them: any status may follow any other (AIFE external specification
of 30/04/2026, §3.4). Statuses of works contracts have their own file.
"""

from __future__ import annotations

from wochorus.choruspro.catalogue.entry import Actor, Family, unknown
from wochorus.choruspro.catalogue.status import InvoiceStatus
from wochorus.choruspro.catalogue.works_statuses import WORKS_STATUSES

_WAIT = "Rien à faire : attendez la suite."
_NEW_NUMBER = "émettez une nouvelle facture sous un nouveau numéro."
_FIFTEEN_DAYS = "Rien à faire : sans réponse sous 15 jours, le silence du valideur vaut accord."


def _status(
    code: str,
    label: str,
    actor: Actor,
    remedy: str = _WAIT,
    number: str = "",
    *,
    is_recorded: bool = True,
    is_inferred: bool = False,
) -> InvoiceStatus:
    return InvoiceStatus(
        Family.INVOICE_STATUS,
        code,
        label,
        actor,
        remedy,
        is_inferred=is_inferred,
        number=number,
        is_recorded=is_recorded,
    )


_DEPOSIT = (
    _status(
        "BROUILLON",
        "brouillon : saisie sur le portail, pas encore envoyée",
        Actor.SUPPLIER,
        "Terminez-la ou supprimez-la sur le portail.",
    ),
    _status(
        "DEPOSEE",
        "déposée : les contrôles de Chorus Pro sont passés",
        Actor.CHORUS,
        number="01",
    ),
    _status(
        "EN_COURS_ACHEMINEMENT",
        "en cours d'acheminement vers le destinataire",
        Actor.CHORUS,
        number="02",
    ),
    _status(
        "MISE_A_DISPOSITION",
        "mise à disposition : le destinataire est averti, la facture est légalement reçue",
        Actor.RECIPIENT,
        number="03",
    ),
    _status(
        "NON_CONFORME",
        "non conforme : la facture n'a pas été intégrée",
        Actor.SUPPLIER,
        "Lisez le motif, corrigez la facture, puis redéposez-la.",
        "37",
        is_recorded=False,
    ),
)
_ASKED_OF_THE_SUPPLIER = (
    _status(
        "A_RECYCLER",
        "à recycler : le destinataire signale une erreur d'aiguillage (SIRET, code service ou "
        "n° d'engagement)",
        Actor.SUPPLIER,
        "Corrigez l'aiguillage et renvoyez la facture sous le même numéro (recyclage). Ce service "
        "est en cours de retrait : s'il refuse, demandez le rejet au destinataire, puis "
        + _NEW_NUMBER,
        "04",
    ),
    _status(
        "REJETEE",
        "rejetée, définitivement : une donnée de la facture est fausse",
        Actor.SUPPLIER,
        f"Lisez le motif, annulez la facture dans votre comptabilité, puis {_NEW_NUMBER}",
        "05",
    ),
    _status(
        "SUSPENDUE",
        "suspendue : il manque une pièce justificative",
        Actor.SUPPLIER,
        "Lisez le motif, puis ajoutez la pièce demandée à cette facture ; ne la redéposez pas.",
        "06",
    ),
    _status(
        "COMPLETEE",
        "complétée : la pièce demandée a été fournie",
        Actor.RECIPIENT,
        number="32",
    ),
)
_PAYMENT = (
    _status(
        "SERVICE_FAIT",
        "service fait : le destinataire a constaté la prestation",
        Actor.RECIPIENT,
        number="07",
    ),
    _status(
        "MANDATEE",
        "mandatée : l'ordre de payer est émis",
        Actor.RECIPIENT,
        "Rien à faire. Beaucoup d'organismes ne disent rien du paiement : surveillez votre relevé "
        "bancaire.",
        "08",
    ),
    _status(
        "MISE_A_DISPOSITION_COMPTABLE",
        "chez le comptable public",
        Actor.RECIPIENT,
        number="09",
    ),
    _status(
        "COMPTABILISEE",
        "comptabilisée par le payeur",
        Actor.RECIPIENT,
        number="10",
    ),
    _status(
        "MISE_EN_PAIEMENT",
        "mise en paiement : le virement est transmis à la banque",
        Actor.NOBODY,
        "Rien à faire sur Chorus Pro : rapprochez le virement de votre relevé bancaire.",
        "11",
    ),
)
_VALIDATION = (
    _status("A_VALIDER_1", "à valider par le premier valideur", Actor.VALIDATOR, _FIFTEEN_DAYS),
    _status("A_VALIDER_2", "à valider par le second valideur", Actor.VALIDATOR, _FIFTEEN_DAYS),
    _status("VALIDEE_1", "validée par le premier valideur", Actor.CHORUS, number="13"),
    _status("VALIDEE_2", "validée par le second valideur", Actor.CHORUS, number="18"),
    _status(
        "REFUSEE_1",
        "refusée par le premier valideur",
        Actor.SUPPLIER,
        f"Lisez le motif, voyez-le avec le valideur, puis {_NEW_NUMBER}",
        "14",
    ),
    _status(
        "REFUSEE_2",
        "refusée par le second valideur",
        Actor.SUPPLIER,
        f"Lisez le motif, voyez-le avec le valideur, puis {_NEW_NUMBER}",
        "17",
    ),
    _status(
        "ABSENCE_VALIDATION_1_HORS_DELAI",
        "le premier valideur n'a pas répondu dans les 15 jours : son silence vaut accord",
        Actor.CHORUS,
    ),
    _status(
        "ABSENCE_VALIDATION_2_HORS_DELAI",
        "le second valideur n'a pas répondu dans les 15 jours : son silence vaut accord",
        Actor.CHORUS,
    ),
    _status(
        "ERREUR_FOURNISSEUR_SUR_VALIDEUR",
        "le valideur désigné par le fournisseur n'est pas le bon",
        Actor.SUPPLIER,
        "Désignez le bon valideur sur cette facture ; ne la redéposez pas.",
    ),
    _status(
        "ERREUR_COTRAITANT_SUR_VALIDEUR",
        "le valideur désigné par le cotraitant n'est pas le bon",
        Actor.VALIDATOR,
        "Demandez au cotraitant, premier valideur, de désigner le bon second valideur.",
        is_inferred=True,
    ),
)
_SET_ASIDE = (
    _status(
        "ABANDONNEE",
        "abandonnée : la facture ne sera pas traitée",
        Actor.SUPPLIER,
        "Vérifiez sur le portail qui l'a abandonnée, et si une autre la remplace.",
        is_inferred=True,
    ),
    _status(
        "SUPPRIMEE",
        "supprimée du portail",
        Actor.SUPPLIER,
        "Vérifiez sur le portail qui l'a supprimée, et s'il faut en émettre une autre.",
        is_inferred=True,
    ),
    _status(
        "INTERPRETEE_OCR",
        "PDF lu par reconnaissance de caractères, pas encore envoyé",
        Actor.SUPPLIER,
        "Relisez les données proposées, puis validez l'envoi sur le portail.",
        is_inferred=True,
    ),
    _status(
        "EN_COURS_TRAITEMENT_PIVOT_S",
        "en cours de traitement vers le format du destinataire",
        Actor.CHORUS,
        is_inferred=True,
    ),
    _status(
        "ERREUR_DESTINATAIRE_PD",
        "le destinataire signale une erreur sur le projet de décompte",
        Actor.SUPPLIER,
        "Lisez le motif, puis corrigez sur le portail.",
        is_inferred=True,
    ),
    _status(
        "ERREUR_DESTINATAIRE_EA",
        "le destinataire signale une erreur sur l'état d'acompte",
        Actor.SUPPLIER,
        "Lisez le motif, puis corrigez sur le portail.",
        is_inferred=True,
    ),
    _status(
        "TECHNIQUE_INCONNU",
        "statut que Chorus Pro lui-même ne sait pas nommer",
        Actor.CHORUS,
        "Regardez la facture sur le portail ; si le statut dure, demandez à l'assistance.",
        is_inferred=True,
    ),
)

INVOICE_STATUSES = {
    status.code: status
    for status in (
        *_DEPOSIT,
        *_ASKED_OF_THE_SUPPLIER,
        *_PAYMENT,
        *_VALIDATION,
        *_SET_ASIDE,
        *WORKS_STATUSES,
    )
}


def invoice_status(code: str) -> InvoiceStatus:
    """Explain the status of an invoice; one that is not in the table shows raw, « inconnu »."""
    found = INVOICE_STATUSES.get(code.strip())
    if found is not None:
        return found
    plain = unknown(Family.INVOICE_STATUS, code)
    return InvoiceStatus(
        plain.family, plain.code, plain.label, plain.actor, plain.remedy, is_known=False
    )
