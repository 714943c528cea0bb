"""The validator's side: search, consult and treat the invoices of subcontractors and others.

Requests and answers are those of public integrations. ``action`` is VALIDATION or REFUS; a
refusal needs ``motifRefus``, whose text and ``complementInfo`` are shown together, and is taken
while the invoice is A_VALIDER_1 only. ``idPieceJointe``, ``idValideur`` and ``typeValideur`` have
no effect.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chorus_simulator.clock import day
from chorus_simulator.decisions import DecisionRefusedError, decide_as_validator
from chorus_simulator.lives.circumstances import VALIDATED_CADRES
from chorus_simulator.lives.validation import REFUSED, SILENCE, TO_VALIDATE, VALIDATED
from chorus_simulator.operations import DONE, READ, Call, Message, Operation, Refusal, success
from chorus_simulator.operations.filters import Filters
from chorus_simulator.operations.invoice_sheets import shown
from chorus_simulator.operations.others_invoices import (
    ANY_SORT,
    SELECT,
    SOURCE,
    TO_ACT_FOR,
    invoice_to_validate,
)
from chorus_simulator.operations.own_invoices import wrong_state
from chorus_simulator.operations.paging import Search, page_of
from chorus_simulator.operations.received_invoices import sheet_pages
from chorus_simulator.operations.received_messages import OthersSheetRequest
from chorus_simulator.operations.sheet_messages import Sheet
from chorus_simulator.operations.validated_messages import (
    Validated,
    ValidatedPage,
    ValidatedRow,
    ValidatedSearch,
    Validation,
    VisibleStatuses,
)

if TYPE_CHECKING:
    import sqlite3

_CREDIT_NOTE = "381"
_CADRES = ", ".join(f"'{cadre}'" for cadre in sorted(VALIDATED_CADRES))


def search_validated(call: Call, asked: ValidatedSearch) -> dict[str, Any]:
    """Give one page of the invoices that the account's structures validate."""
    filters = Filters()
    mine = f"coalesce(w.identifier, r.identifier) IN {TO_ACT_FOR}"
    filters.add(f"i.cadre IN ({_CADRES}) AND {mine}", login=call.account.login)
    filters.add("i.visible_at <= :now", now=call.now)
    filters.equal(
        {
            "i.recipient_id": asked.idDestinataire,
            "i.supplier_id": asked.idFournisseur,
            "i.service_id": asked.idServiceExecutant,
            "coalesce(w.id, r.id)": asked.idStructureValideur,
            "i.engagement": asked.numeroEngagement,
            "i.number": asked.numeroFacture,
            "i.marche": asked.numeroMarche,
        }
    )
    filters.common(asked)
    if asked.typeDemandePaiement == "FACTURE_TRAVAUX" or asked.listeTypeFactureTravaux:
        filters.add("0")
    search = Search(
        SELECT, SOURCE, filters.conditions, filters.values, ANY_SORT, "dateDepot", "i.id"
    )
    rows, pages = page_of(call.db, search, asked.pagination, call.settings)
    return success(READ, listeFactures=[_row(row) for row in rows], parametresRetour=pages)


def _row(row: sqlite3.Row) -> ValidatedRow:
    kind = "AVOIR" if row["kind"] == _CREDIT_NOTE else "FACTURE"
    return {
        "idFacture": row["id"],
        "numeroFacture": row["number"],
        "typeFacture": kind,
        "typeDemandePaiement": kind,
        "dateFacture": row["issue_date"],
        "dateDepot": row["deposit_day"],
        "statut": row["status"],
        "montantHT": float(row["net"]),
        "montantTTC": float(row["gross"]),
        "montantAPayer": float(row["payable"]),
        "devise": row["currency"],
        "numeroEngagement": row["engagement"],
        "numeroMarche": row["marche"],
        "idFournisseur": row["supplier_id"],
        "identifiantFournisseur": row["supplier"],
        "typeIdentifiantFournisseur": row["supplier_type"],
        "designationFournisseur": row["supplier_name"],
        "idDestinataire": row["recipient_id"],
        "identifiantDestinataire": row["recipient"],
        "designationDestinataire": row["recipient_name"],
        "idServiceExecutant": row["service_id"],
        "codeServiceExecutant": row["service"],
        "nomServiceExecutant": row["service_name"],
        "idValideur": row["valideur_id"],
        "identifiantValideur": row["valideur"],
        "typeIdentifiantValideur": row["valideur_type"],
        "designationValideur": row["valideur_name"],
    }


def consult_validated(call: Call, asked: OthersSheetRequest) -> dict[str, Any]:
    """Show an invoice to its validator."""
    row = invoice_to_validate(call, asked.identifiantFactureCPP)
    return success(DONE, facture=shown(call, row, sheet_pages(asked)))


def treat_validated(call: Call, asked: Validation) -> dict[str, Any]:
    """Approve an invoice, or refuse it."""
    row = invoice_to_validate(call, asked.idFacture)
    if row["status"] != TO_VALIDATE:
        raise wrong_state(row, TO_VALIDATE)
    words = " - ".join(filter(None, (asked.motifRefus, asked.complementInfo)))
    refusal = words if asked.action == "REFUS" else None
    try:
        status = decide_as_validator(call.db, call.settings, row, call.now, refusal=refusal)
    except DecisionRefusedError as error:
        raise Refusal(20004, f"SIM_MSG_06.004 - {error}") from error
    return success(
        DONE,
        idFacture=row["id"],
        numeroFacture=row["number"],
        statutFacture=status,
        dateTraitement=day(call.now),
    )


def visible_statuses(call: Call, asked: Message) -> dict[str, Any]:
    """List the statuses of the invoices that a validator sees."""
    del call, asked
    codes = (TO_VALIDATE, VALIDATED, REFUSED, SILENCE)
    return success(READ, listeStatutFacture=[{"codeStatutFacture": code} for code in codes])


_PREFIX = "factures/v1/"
OPERATIONS = {
    f"{_PREFIX}rechercher/valideur": Operation(
        ValidatedSearch, search_validated, result=ValidatedPage
    ),
    f"{_PREFIX}consulter/valideur": Operation(OthersSheetRequest, consult_validated, result=Sheet),
    f"{_PREFIX}traiter/factureAValider": Operation(Validation, treat_validated, result=Validated),
    f"{_PREFIX}recuperer/statutsFactureVisibles/valideur": Operation(
        Message, visible_statuses, result=VisibleStatuses
    ),
}
