"""The recipient's side: search, consult and treat the invoices received.

An account acts for the same structures as on the supplier's side: its own and those that mandate
it. An invoice is received once it was made available; before that its recipient does not know it.
Requests and answers are those that public integrations use: the paging object is
``paramRecherche``, the counts of the answer stand beside the list and an invoice is named
``idFacture``. Where they are silent: text filters compare whole values; a reason may begin with
one of the public codes, and its words are shown then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chorus_simulator.clock import day, stamp
from chorus_simulator.decisions import Decision, DecisionRefusedError, decide_as_recipient
from chorus_simulator.operations import DONE, READ, Call, Operation, Refusal, success
from chorus_simulator.operations.filters import Filters
from chorus_simulator.operations.inner_pages import paging_of
from chorus_simulator.operations.invoice_sheets import SheetPaging, shown
from chorus_simulator.operations.others_invoices import (
    ANY_SORT,
    NOT_RECEIVED,
    SELECT,
    SOURCE,
    TO_ACT_FOR,
    received_invoice,
)
from chorus_simulator.operations.paging import Search, page_of
from chorus_simulator.operations.received_messages import (
    OthersSheetRequest,
    Received,
    ReceivedRow,
    ReceivedSearch,
    Treated,
    Treatment,
)
from chorus_simulator.operations.sheet_messages import Sheet
from chorus_simulator.reasons import REASONS

if TYPE_CHECKING:
    import sqlite3

_CREDIT_NOTE = "381"
_DOWNLOADED = (
    "EXISTS (SELECT 1 FROM invoice_actions a WHERE a.invoice_id = i.id"
    " AND a.code = 'TELECHARGEMENT_FACTURE' AND a.actor = 'DESTINATAIRE')"
)


def search_received(call: Call, asked: ReceivedSearch) -> dict[str, Any]:
    """Give one page of the invoices that the account's structures received."""
    filters = Filters()
    filters.add(f"r.identifier IN {TO_ACT_FOR}", login=call.account.login)
    filters.add("i.visible_at <= :now", now=call.now)
    filters.add(f"i.status NOT IN ({NOT_RECEIVED})")
    filters.equal(
        {
            "i.recipient_id": asked.idDestinataire,
            "i.service_id": asked.idServiceExecutant,
            "i.validator_id": asked.idStructureValideur,
            "i.engagement": asked.numeroBonCommande,
            "i.number": asked.numeroFacture,
            "i.marche": asked.numeroMarche,
        }
    )
    filters.common(asked)
    filters.among("i.supplier_id", [each.idFournisseur for each in asked.listeFournisseurs or []])
    if asked.typeDemandePaiement == "FACTURE_TRAVAUX" or asked.listeTypeFactureTravaux:
        filters.add("0")
    if asked.factureTelechargeeParDestinataire is not None:
        wanted = asked.factureTelechargeeParDestinataire
        filters.add(f"{_DOWNLOADED} = :downloaded", downloaded=wanted)
    select = f"{SELECT}, {_DOWNLOADED} AS downloaded"
    search = Search(
        select, SOURCE, filters.conditions, filters.values, ANY_SORT, "dateDepot", "i.id"
    )
    rows, pages = page_of(call.db, search, asked.paramRecherche, call.settings)
    return success(READ, listeFactures=[_row(row, asked) for row in rows], **pages)


def _row(row: sqlite3.Row, asked: ReceivedSearch) -> ReceivedRow:
    kind = "AVOIR" if row["kind"] == _CREDIT_NOTE else "FACTURE"
    return {
        "idFacture": row["id"],
        "numeroFacture": row["number"],
        "typeFacture": kind,
        "typeDemandePaiement": kind,
        "typeFactureTravaux": None,
        "dateFacture": row["issue_date"],
        "dateDepot": row["deposit_day"],
        "statut": row["status"],
        "dateHeureEtatCourant": stamp(row["status_at"]),
        "commentaireEtatCourant": row["status_comment"],
        "montantHT": float(row["net"]),
        "montantTTC": float(row["gross"]),
        "montantAPayer": float(row["payable"]),
        "devise": row["currency"],
        "numeroBonCommande": row["engagement"],
        "numeroMarche": row["marche"],
        "codeFournisseur": row["supplier"],
        "typeIdentifiantFournisseur": row["supplier_type"],
        "designationFournisseur": row["supplier_name"],
        "codeServiceFournisseur": None,
        "nomServiceFournisseur": None,
        "idDestinataire": row["recipient_id"],
        "codeDestinataire": row["recipient"],
        "designationDestinataire": row["recipient_name"],
        "idServiceExecutant": row["service_id"],
        "codeServiceExecutant": row["service"],
        "nomServiceExecutant": row["service_name"],
        "factureTelechargeeParDestinataire": bool(row["downloaded"]),
        "taille": row["size"] if asked.recupererTaille else None,
    }


def sheet_pages(asked: OthersSheetRequest) -> SheetPaging:
    """Read the pages asked for of the three lists of a sheet."""
    return SheetPaging(
        paging_of(asked.rechercheLignePoste),
        paging_of(asked.recherchePj),
        paging_of(asked.rechercheligneTvaRecap),
    )


def consult_received(call: Call, asked: OthersSheetRequest) -> dict[str, Any]:
    """Show an invoice received."""
    row = received_invoice(call, asked.identifiantFactureCPP)
    return success(DONE, facture=shown(call, row, sheet_pages(asked)))


_REFUSALS = {"status": 20003, "reason": 20004, "comment": 20005, "mandate": 20006}


def treat_received(call: Call, asked: Treatment) -> dict[str, Any]:
    """Give an invoice received the status that its recipient decides."""
    row = received_invoice(call, asked.idFacture)
    reason, comment = _reason_in(asked.motif)
    decision = Decision(asked.nouveauStatut, reason, comment, asked.numeroDPMandat or None)
    try:
        decide_as_recipient(call.db, call.settings, row["id"], decision, call.now)
    except DecisionRefusedError as error:
        code = _REFUSALS[error.field]
        raise Refusal(code, f"SIM_MSG_06.{code - 20000:03d} - {error}") from error
    return success(
        DONE,
        idFacture=row["id"],
        numeroFacture=row["number"],
        nouveauStatut=asked.nouveauStatut,
        dateTraitement=day(call.now),
    )


def _reason_in(text: str | None) -> tuple[str | None, str | None]:
    """Take a public code off the beginning of a reason: ``EJ_ERR : le bon est périmé``."""
    code, _, rest = (text or "").strip().partition(" ")
    if code.rstrip(":") not in REASONS:
        return None, (text or "").strip() or None
    return code.rstrip(":"), rest.strip(" :-") or None


_PREFIX = "factures/v1/"
OPERATIONS = {
    f"{_PREFIX}rechercher/recipiendaire": Operation(
        ReceivedSearch, search_received, result=Received
    ),
    f"{_PREFIX}consulter/recipiendaire": Operation(
        OthersSheetRequest, consult_received, result=Sheet
    ),
    f"{_PREFIX}traiter/recue": Operation(Treatment, treat_received, result=Treated),
}
