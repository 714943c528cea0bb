"""The status of an invoice after its deposit: the life that its recipient gives it.

Chorus Pro imposes no order on them: any status may follow any other (AIFE external specification
of 30/04/2026, §3.4). Statuses of validators and of works contracts have their own files.
"""

from __future__ import annotations

from wochorus.choruspro.catalogue.entry import Actor, Family, unknown
from wochorus.choruspro.catalogue.status import NEW_NUMBER, InvoiceStatus, status
from wochorus.choruspro.catalogue.validation_statuses import SET_ASIDE_STATUSES, VALIDATION_STATUSES
from wochorus.choruspro.catalogue.works_statuses import WORKS_STATUSES

_DEPOSIT = (
    status(
        "BROUILLON",
        "brouillon : saisie sur le portail, pas encore envoyée",
        Actor.SUPPLIER,
        "Terminez-la ou supprimez-la sur le portail.",
    ),
    status(
        "DEPOSEE",
        "déposée : les contrôles de Chorus Pro sont passés",
        Actor.CHORUS,
        number="01",
    ),
    status(
        "EN_COURS_ACHEMINEMENT",
        "en cours d'acheminement vers le destinataire",
        Actor.CHORUS,
        number="02",
    ),
    status(
        "MISE_A_DISPOSITION",
        "mise à disposition : le destinataire est averti, la facture est légalement reçue",
        Actor.RECIPIENT,
        number="03",
    ),
    status(
        "NON_CONFORME",
        "non conforme : la facture n'a pas été intégrée",
        Actor.SUPPLIER,
        "Lisez le motif, corrigez la facture, puis redéposez-la.",
        "37",
        is_recorded=False,
    ),
)
_ASKED_OF_THE_SUPPLIER = (
    status(
        "A_RECYCLER",
        "à recycler : le destinataire signale une erreur d'aiguillage (SIRET, code service ou "
        "n° d'engagement)",
        Actor.SUPPLIER,
        "Corrigez l'aiguillage et renvoyez la facture sous le même numéro (recyclage). Ce service "
        "est en cours de retrait : s'il refuse, demandez le rejet au destinataire, puis "
        + NEW_NUMBER,
        "04",
    ),
    status(
        "REJETEE",
        "rejetée, définitivement : une donnée de la facture est fausse",
        Actor.SUPPLIER,
        f"Lisez le motif, annulez la facture dans votre comptabilité, puis {NEW_NUMBER}",
        "05",
    ),
    status(
        "SUSPENDUE",
        "suspendue : il manque une pièce justificative",
        Actor.SUPPLIER,
        "Lisez le motif, puis ajoutez la pièce demandée à cette facture ; ne la redéposez pas.",
        "06",
    ),
    status(
        "COMPLETEE",
        "complétée : la pièce demandée a été fournie",
        Actor.RECIPIENT,
        number="32",
    ),
)
_PAYMENT = (
    status(
        "SERVICE_FAIT",
        "service fait : le destinataire a constaté la prestation",
        Actor.RECIPIENT,
        number="07",
    ),
    status(
        "MANDATEE",
        "mandatée : l'ordre de payer est émis",
        Actor.RECIPIENT,
        "Rien à faire. Beaucoup d'organismes ne disent rien du paiement : surveillez votre relevé "
        "bancaire.",
        "08",
    ),
    status(
        "MISE_A_DISPOSITION_COMPTABLE",
        "chez le comptable public",
        Actor.RECIPIENT,
        number="09",
    ),
    status(
        "COMPTABILISEE",
        "comptabilisée par le payeur",
        Actor.RECIPIENT,
        number="10",
    ),
    status(
        "MISE_EN_PAIEMENT",
        "mise en paiement : le virement est transmis à la banque",
        Actor.NOBODY,
        "Rien à faire sur Chorus Pro : rapprochez le virement de votre relevé bancaire.",
        "11",
    ),
)
INVOICE_STATUSES = {
    each.code: each
    for each in (
        *_DEPOSIT,
        *_ASKED_OF_THE_SUPPLIER,
        *_PAYMENT,
        *VALIDATION_STATUSES,
        *SET_ASIDE_STATUSES,
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
