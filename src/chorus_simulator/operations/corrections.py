"""What a supplier does to an invoice that its recipient or its validator stopped.

``completer`` answers a suspension, ``traiterRejet`` says that a rejection was handled,
``corriger/valideur/facture`` names another validator. Where the references are silent: a
completed invoice stays COMPLETEE until its recipient acts; a completion brings a comment or a
file; an invoice whose validator was put right begins its life again, before that validator.
"""

# ruff: noqa: N815  field names of the portal's own messages

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from chorus_simulator import lives
from chorus_simulator.clock import day
from chorus_simulator.operations import (
    DONE,
    Answer,
    Call,
    IdentifierType,
    Int64,
    Message,
    Operation,
    Part,
    Refusal,
    success,
)
from chorus_simulator.operations.attached import Annexes, attach, check_annexes
from chorus_simulator.operations.downloads import note_action
from chorus_simulator.operations.own_invoices import WRONG_STATE, own_invoice, wrong_state
from chorus_simulator.operations.submission_messages import Comment
from chorus_simulator.store import statuses
from chorus_simulator.store.statuses import SUPPLIER, Step

if TYPE_CHECKING:
    import sqlite3

SUSPENDED, COMPLETED, REJECTED = "SUSPENDUE", "COMPLETEE", "REJETEE"
WRONG_VALIDATOR = "ERREUR_FOURNISSEUR_SUR_VALIDEUR"


class Completion(Message):
    """Request of ``completer``."""

    identifiantFactureCPP: Int64
    commentaire: Comment | None = None
    pieceJointeComplementaire: Annexes | None = None


class Completed(Answer):
    """Answer of ``completer``."""

    identifiantFactureCPP: int
    numeroFacture: str
    dateTraitement: str


def complete(call: Call, asked: Completion) -> dict[str, Any]:
    """Add to a suspended invoice what its recipient asks for."""
    row = own_invoice(call, asked.identifiantFactureCPP)
    if row["status"] != SUSPENDED:
        raise Refusal(
            WRONG_STATE,
            f"GDP_MSG_11.033 - La demande de paiement n'est pas au statut {SUSPENDED} "
            f"({row['status']}).",
        )
    if not asked.commentaire and not asked.pieceJointeComplementaire:
        raise Refusal(20003, "SIM_MSG_05.003 - Donnez un commentaire ou une pièce jointe.")
    size = check_annexes(call, asked.pieceJointeComplementaire, row["size"], row["id"])
    attach(call, row["id"], asked.pieceJointeComplementaire)
    call.db.execute("UPDATE invoices SET size = ? WHERE id = ?", (size, row["id"]))
    step = Step(call.now, COMPLETED, SUPPLIER, comment=asked.commentaire or None)
    statuses.decide(call.db, row["id"], step)
    return success(
        DONE,
        identifiantFactureCPP=row["id"],
        numeroFacture=row["number"],
        dateTraitement=day(call.now),
    )


class RejectedId(Part):
    """An element of ``listeDemandePaiement``."""

    idDemandePaiement: Int64


class HandledRejections(Message):
    """Request of ``traiterRejet``."""

    listeDemandePaiement: Annotated[list[RejectedId], Field(min_length=1, max_length=500)]
    motifRejet: Annotated[str, Field(max_length=255)] | None = None
    cpltInfos: Comment | None = None


def handle_rejections(call: Call, asked: HandledRejections) -> dict[str, Any]:
    """Note that the rejection of some invoices was handled: of all of them, or of none."""
    wanted = dict.fromkeys(each.idDemandePaiement for each in asked.listeDemandePaiement)
    rows = [own_invoice(call, invoice_id) for invoice_id in wanted]
    for row in rows:
        if row["status"] != REJECTED:
            raise wrong_state(row, REJECTED)
    call.db.executemany(
        "UPDATE invoices SET rejection_handled = 1 WHERE id = ?", [(row["id"],) for row in rows]
    )
    note_action(call, rows, "TRAITEMENT_REJET", SUPPLIER)
    return success(DONE)


class ValidatorCorrection(Message):
    """Request of ``corriger/valideur/facture``: the validator, by its id or its identifier."""

    idFacture: Int64
    idStructure: Int64 | None = None
    identifiantStructure: str | None = None
    typeIdentifiantStructure: IdentifierType | None = None


class Corrected(Answer):
    """Answer of ``corriger/valideur/facture``."""

    idFacture: int


def correct_validator(call: Call, asked: ValidatorCorrection) -> dict[str, Any]:
    """Name another validator for an invoice stopped by a wrong one."""
    row = own_invoice(call, asked.idFacture)
    if row["status"] != WRONG_VALIDATOR:
        raise wrong_state(row, WRONG_VALIDATOR)
    validator = _validator(call, asked)
    call.db.execute(
        "UPDATE invoices SET validator_id = ? WHERE id = ?", (validator["id"], row["id"])
    )
    statuses.forget_plan(call.db, row["id"])
    lives.begin(call.db, call.settings, row["id"], call.now)
    return success(DONE, idFacture=row["id"])


def _validator(call: Call, asked: ValidatorCorrection) -> sqlite3.Row:
    row: sqlite3.Row | None = call.db.execute(
        "SELECT id FROM structures WHERE active AND (id = ?1 OR (?1 IS NULL AND identifier = ?2"
        " AND identifier_type = ?3))",
        (
            asked.idStructure or None,
            asked.identifiantStructure,
            asked.typeIdentifiantStructure or "SIRET",
        ),
    ).fetchone()
    if row is None:
        raise Refusal(20003, "SIM_MSG_05.004 - Ce valideur n'existe pas ou n'est pas actif.")
    return row


_PREFIX = "factures/v1/"
OPERATIONS = {
    f"{_PREFIX}completer": Operation(Completion, complete, result=Completed),
    f"{_PREFIX}traiterRejet": Operation(HandledRejections, handle_rejections),
    f"{_PREFIX}corriger/valideur/facture": Operation(
        ValidatorCorrection, correct_validator, result=Corrected
    ),
}
