"""Attaching files of the account to an invoice, as ``soumettre`` and ``completer`` do."""

# ruff: noqa: N815  field names of the portal's own messages

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from chorus_simulator.formats.limits import megabytes
from chorus_simulator.operations import Int64, Part, Refusal
from chorus_simulator.store import attachments
from chorus_simulator.store.attachments import Link

if TYPE_CHECKING:
    import sqlite3

    from chorus_simulator.operations import Call

UNKNOWN_FILE, TAKEN_FILE, TOO_MUCH = 20011, 20012, 20014
PIECES_MAXIMUM = 500


class Annex(Part):
    """An element of ``pieceJointeComplementaire``."""

    pieceJointeComplementaireId: Int64
    pieceJointeComplementaireDesignation: Annotated[str, Field(max_length=100)] | None = None
    pieceJointeComplementaireType: Annotated[str, Field(max_length=30)] | None = None
    pieceJointeComplementaireIdLiaison: Int64 | None = None
    pieceJointeComplementaireNumeroLigneFacture: Int64 | None = None


Annexes = Annotated[list[Annex], Field(max_length=PIECES_MAXIMUM)]


def usable_file(call: Call, attachment_id: int, invoice_id: int | None = None) -> sqlite3.Row:
    """Find a file of the account that belongs to no other invoice (Refusal)."""
    row = attachments.find(call.db, attachment_id, call.account.login)
    if row is None:
        raise Refusal(
            UNKNOWN_FILE,
            f"SIM_MSG_04.010 - La pièce jointe {attachment_id} n'existe pas pour ce compte.",
        )
    owners = attachments.owners(call.db, attachment_id)
    if owners - {invoice_id}:
        raise Refusal(
            TAKEN_FILE,
            f"SIM_MSG_04.011 - La pièce jointe {attachment_id} est déjà celle d'une autre facture.",
        )
    return row


def check_annexes(
    call: Call, annexes: list[Annex] | None, size: int, invoice_id: int | None = None
) -> int:
    """Check that files can be attached; give the size of the invoice with them (Refusal)."""
    asked = [annex.pieceJointeComplementaireId for annex in annexes or []]
    if len(set(asked)) != len(asked):
        raise Refusal(TAKEN_FILE, "SIM_MSG_04.012 - Une pièce jointe est donnée deux fois.")
    total = size + sum(int(usable_file(call, each, invoice_id)["size"]) for each in asked)
    limit = call.settings.invoice_size_limit
    if total > limit:
        raise Refusal(
            TOO_MUCH, f"SIM_MSG_04.013 - Les pièces de la facture dépassent {megabytes(limit)}."
        )
    return total


def attach(call: Call, invoice_id: int, annexes: list[Annex] | None) -> None:
    """Attach checked files to an invoice; one that is already there stays as it is."""
    there = {row["id"] for row in attachments.of_invoice(call.db, invoice_id)}
    for annex in annexes or []:
        if annex.pieceJointeComplementaireId in there:
            continue
        found = Link(
            is_main=False,
            kind=annex.pieceJointeComplementaireType or attachments.ANNEX,
            designation=annex.pieceJointeComplementaireDesignation or "",
            line_number=annex.pieceJointeComplementaireNumeroLigneFacture,
        )
        attachments.link(call.db, invoice_id, annex.pieceJointeComplementaireId, found, call.now)
