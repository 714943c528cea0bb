"""What recipients and validators decide of an invoice, by the API and at the buyer's desk alike.

A recipient may give its statuses in any order (AIFE external specification of 30/04/2026 §3.4):
only what comes with a status is checked. Suspending, rejecting and sending back to recycle need a
reason. A validator answers while the invoice is to be validated. The references do not say that
a rejection by API needs more than a text, nor how long a payment order's number is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chorus_simulator.lives import routing_after, validation
from chorus_simulator.reasons import COMMENT_MAXIMUM, REASONS, SUSPENSION, told
from chorus_simulator.store import statuses
from chorus_simulator.store.statuses import AVAILABLE, CHORUS, RECIPIENT, VALIDATOR, Step

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from chorus_simulator.settings import Settings

SUSPENDED, REJECTED, TO_RECYCLE, MANDATED = "SUSPENDUE", "REJETEE", "A_RECYCLER", "MANDATEE"
RECEIVED = (
    *(AVAILABLE, SUSPENDED, REJECTED, TO_RECYCLE, "SERVICE_FAIT", MANDATED),
    *("MISE_A_DISPOSITION_COMPTABLE", "COMPTABILISEE", "MISE_EN_PAIEMENT"),
)
"""The statuses that a recipient gives."""
WITH_REASON = (SUSPENDED, REJECTED, TO_RECYCLE)
MANDATE_MAXIMUM = 50
_ROUTING_REASONS = ("EJ_ERR", "ERREUR_DONNEE_EJ", "SE_ERR", "AUTRE")


class DecisionRefusedError(ValueError):
    """The decision cannot be taken; the message is French. ``field`` is what is wrong."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Decision:
    """A status, why (a code, words of one's own), and the number of the payment order."""

    status: str
    reason: str | None = None
    comment: str | None = None
    mandate: str | None = None


def reasons_for(status: str) -> Sequence[str]:
    """List the reason codes that go with a status; the others need none."""
    if status == SUSPENDED:
        return (SUSPENSION,)
    if status == TO_RECYCLE:
        return _ROUTING_REASONS
    return tuple(code for code in REASONS if code != SUSPENSION) if status == REJECTED else ()


def decide_as_recipient(
    db: sqlite3.Connection, settings: Settings, invoice_id: int, decision: Decision, now: float
) -> None:
    """Give an invoice the status that its recipient decides (DecisionRefusedError)."""
    if decision.status not in RECEIVED:
        raise DecisionRefusedError(
            "status", f"Un destinataire ne donne que ces statuts : {', '.join(RECEIVED)}."
        )
    if decision.status == TO_RECYCLE and settings.recycling_withdrawn:
        raise DecisionRefusedError(
            "status", "Le recyclage n'existe plus : rejetez la facture avec un motif."
        )
    if decision.status in WITH_REASON and not (decision.reason or decision.comment):
        raise DecisionRefusedError("reason", "Un motif est obligatoire pour ce statut.")
    if decision.reason and decision.reason not in reasons_for(decision.status):
        raise DecisionRefusedError("reason", "Ce motif ne va pas avec ce statut.")
    _check_length(decision)
    mandate = decision.mandate if decision.status == MANDATED else None
    step = Step(now, decision.status, RECIPIENT, decision.reason, decision.comment, mandate)
    statuses.decide(db, invoice_id, step)


def _check_length(decision: Decision) -> None:
    """Check what the supplier will read: the words of the reason and those added, together."""
    if len(told(decision.reason, decision.comment) or "") > COMMENT_MAXIMUM:
        raise DecisionRefusedError(
            "comment", f"Le motif a plus de {COMMENT_MAXIMUM} caractères : raccourcissez-le."
        )
    if len(decision.mandate or "") > MANDATE_MAXIMUM:
        raise DecisionRefusedError(
            "mandate", f"Le numéro de mandat a plus de {MANDATE_MAXIMUM} caractères."
        )


def decide_as_validator(
    db: sqlite3.Connection,
    settings: Settings,
    invoice: sqlite3.Row,
    now: float,
    *,
    refusal: str | None = None,
) -> str:
    """Approve an invoice to be validated, or refuse it for a reason; give its new status.

    An approved invoice goes to its recipient (DecisionRefusedError).
    """
    if invoice["status"] != validation.TO_VALIDATE:
        raise DecisionRefusedError("status", "Cette facture n'est pas à valider.")
    if refusal is not None and not 0 < len(refusal) <= COMMENT_MAXIMUM:
        raise DecisionRefusedError(
            "comment", f"Un motif est obligatoire, {COMMENT_MAXIMUM} caractères au plus."
        )
    status = validation.VALIDATED if refusal is None else validation.REFUSED
    statuses.decide(db, invoice["id"], Step(now, status, VALIDATOR, comment=refusal))
    if refusal is None and not statuses.has_plan(db, invoice["id"]):
        statuses.live(db, invoice["id"], now, routing_after(settings.routing_delay))
    return status


def send_to_validator(
    db: sqlite3.Connection, settings: Settings, invoice_id: int, now: float
) -> None:
    """Have an invoice validated: from now on its validator has 15 days."""
    statuses.decide(db, invoice_id, Step(now, validation.TO_VALIDATE, CHORUS))
    statuses.live(db, invoice_id, now, validation.waiting(routing_after(settings.routing_delay)))
