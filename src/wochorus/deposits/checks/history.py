"""What already happened to the invoice on its way to Chorus Pro."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.billing.models import FREE_STATES, DepositState
from wochorus.deposits.checks.anomaly import Candidate, Finding, Surroundings

if TYPE_CHECKING:
    from collections.abc import Iterator

DEPOSIT_RUNNING = "DEPOSIT_RUNNING"
"""Named: a deposit finds it on the very invoices that it has just reserved."""


def check_not_deposited(candidate: Candidate, _: Surroundings) -> Iterator[Finding]:
    """An invoice that is, or may be, on Chorus Pro is not deposited again."""
    state = candidate.deposit_state
    if state in FREE_STATES:
        yield from _replaced(candidate)
        return
    if state == DepositState.RESERVED:
        yield Finding(
            DEPOSIT_RUNNING,
            "La facture est en cours de dépôt",
            "Attendez la fin du dépôt, ou lancez « wochorus follow ».",
        )
    elif state == DepositState.AMBIGUOUS:
        yield Finding(
            "DEPOSIT_AMBIGUOUS",
            "Un dépôt de cette facture est resté sans réponse",
            "Lancez « wochorus follow » : Chorus Pro dira s'il l'a reçue.",
        )
    elif state == DepositState.INTERNAL:
        yield Finding(
            "INTERNAL_DOCUMENT",
            f"{candidate.number} est une annulation interne : elle n'est pas déposée",
            "Retirez-la de la sélection ; déposez la facture de remplacement.",
        )
    else:
        number = f" ({candidate.flow_number})" if candidate.flow_number else ""
        yield Finding(
            "ALREADY_DEPOSITED",
            f"La facture est déjà déposée{number}",
            "Retirez-la de la sélection : elle ne partira pas deux fois.",
        )


def _replaced(candidate: Candidate) -> Iterator[Finding]:
    """Keep back what was issued anew: free again, it would be claimed under two numbers.

    A change of portal, or an adoption that is undone, may free it.
    """
    if candidate.replaced_by:
        yield Finding(
            "REISSUED",
            f"La facture est annulée et remplacée par {candidate.replaced_by}",
            f"Déposez {candidate.replaced_by} ; pour revenir à celle-ci, défaites la réémission "
            f"(« wochorus invoice reissue {candidate.number} --undo ») si elle n'est pas partie.",
        )
