"""What the desk's buttons do: the recipient's decisions, and the validator's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chorus_simulator.decisions import (
    Decision,
    DecisionRefusedError,
    decide_as_recipient,
    decide_as_validator,
    send_to_validator,
)
from chorus_simulator.lives.validation import REFUSED, TO_VALIDATE
from chorus_simulator.pages.desk import address_of, invoice_page, the_invoice
from chorus_simulator.pages.desk_queries import validated
from chorus_simulator.pages.frame import NotFoundError, Visit, back_to

if TYPE_CHECKING:
    import sqlite3

    from starlette.responses import Response


def decide(visit: Visit) -> Response:
    """Give an invoice the status that the form says."""
    decision = Decision(
        visit.given("statut"),
        visit.given("motif") or None,
        visit.given("commentaire") or None,
        visit.given("mandat") or None,
    )
    simulator = visit.simulator
    try:
        with simulator.settled() as db:
            now = simulator.clock.now()
            _, row = the_invoice(visit, db)
            decide_as_recipient(db, simulator.settings, row["id"], decision, now)
    except DecisionRefusedError as error:
        return invoice_page(visit, 400, error=str(error), act=decision.status)
    return back_to(f"{address_of(visit)}?fait={decision.status}")


def validate(visit: Visit) -> Response:
    """Do what the validator decides."""
    simulator = visit.simulator
    act = visit.given("action")
    try:
        with simulator.settled() as db:
            _, row = the_invoice(visit, db)
            if not validated(row):
                raise NotFoundError("Cette facture n'a pas de valideur.")
            status = _validate(visit, db, row, act)
    except DecisionRefusedError as error:
        return invoice_page(visit, 400, error=str(error), act=REFUSED)
    return back_to(f"{address_of(visit)}?fait={status}")


def _validate(visit: Visit, db: sqlite3.Connection, row: sqlite3.Row, act: str) -> str:
    settings, now = visit.simulator.settings, visit.simulator.clock.now()
    match act:
        case "valider":
            return decide_as_validator(db, settings, row, now)
        case "refuser":
            return decide_as_validator(db, settings, row, now, refusal=visit.given("commentaire"))
        case "soumettre":
            send_to_validator(db, settings, row["id"], now)
            return TO_VALIDATE
        case _:
            raise NotFoundError("Cette action n'existe pas.")
