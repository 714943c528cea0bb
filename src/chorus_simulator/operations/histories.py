"""The history of an invoice: ``factures/v1/consulter/historique``.

Three lists, each with its own paging object: the statuses, the complementary events, and the
actions of users. The reason of a status is in its comment. Where the references are silent: the
events are the files that were added after the deposit; a person is the structure it works for,
and what Chorus Pro does by itself bears its name; the sort columns are the names of the fields.
"""

# ruff: noqa: N815  field names of the portal's own messages

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from typing_extensions import TypedDict

from chorus_simulator.clock import stamp
from chorus_simulator.operations import (
    DONE,
    Answer,
    Call,
    Int64,
    Message,
    Operation,
    Part,
    success,
)
from chorus_simulator.operations.inner_pages import paging_of
from chorus_simulator.operations.others_invoices import seen_invoice
from chorus_simulator.operations.paging import Search, page_of
from chorus_simulator.reasons import told
from chorus_simulator.store.statuses import RECIPIENT, SUPPLIER, VALIDATOR

if TYPE_CHECKING:
    import sqlite3

Way = Literal["Ascendant", "Descendant"]


class StatusPaging(Part):
    """``paramRechercheHistoStatuts``."""

    nbResultatsParPageListeHistoStatut: Int64 | None = None
    pageResultatDemandeeListeHistoStatut: Int64 | None = None
    triColonneListeHistoStatut: str | None = None
    triSensListeHistoStatut: Way | None = None


class ActionPaging(Part):
    """``paramRechercheHistoActionsUtilisateurs``."""

    nbResultatsParPageListeHistoAction: Int64 | None = None
    pageResultatDemandeeListeHistoAction: Int64 | None = None
    triColonneListeHistoAction: str | None = None
    triSensListeHistoAction: Way | None = None


class EventPaging(Part):
    """``paramRechercheHistoEvenementsComplementaires``."""

    nbResultatsParPageListeHistoEvenement: Int64 | None = None
    pageResultatDemandeeListeHistoEvenement: Int64 | None = None
    triColonneListeHistoEvenement: str | None = None
    triSensListeHistoEvenement: Way | None = None


class HistoryRequest(Message):
    """Request of ``consulter/historique``; ``idEspace`` has no effect."""

    idFacture: Int64
    idEspace: Int64 | None = None
    paramRechercheHistoStatuts: StatusPaging | None = None
    paramRechercheHistoActionsUtilisateurs: ActionPaging | None = None
    paramRechercheHistoEvenementsComplementaires: EventPaging | None = None


class LastAction(TypedDict):
    """``derniereAction``."""

    derniereActionId: int
    derniereActionCode: str


class Status(TypedDict):
    """A status that the invoice took."""

    histoStatutId: int
    histoStatutCode: str
    histoStatutCommentaire: str | None
    histoStatutDatePassage: str
    histoStatutUtilisateurNom: str | None
    histoStatutUtilisateurPrenom: str | None
    histoStatutUtilisateurEmail: str | None
    histoStatutUtilisateurTelephone: str | None


class Statuses(TypedDict):
    """One page of statuses."""

    histoStatut: list[Status]
    nbResultatsParPageHistoStatut: int
    pageCouranteHistoStatut: int
    pagesHistoStatut: int
    totalHistoStatut: int


class Event(TypedDict):
    """A complementary event."""

    evenementId: int
    evenementDateHeure: str
    evenementLibelle: str
    evenementQui: str | None


class Events(TypedDict):
    """One page of events."""

    evenement: list[Event]
    nbResultatsParPageEvenement: int
    pageCouranteEvenement: int
    pagesEvenement: int
    totalEvenement: int


class Action(TypedDict):
    """What a user did."""

    histoActionId: int
    histoActionCode: str
    histoActionDateHeure: str
    histoActionUtilisateurNom: str | None
    histoActionUtilisateurPrenom: str | None
    histoActionUtilisateurEmail: str | None
    histoActionUtilisateurTelephone: str | None


class Actions(TypedDict):
    """One page of actions."""

    histoAction: list[Action]
    nbResultatsParPageHistoAction: int
    pageCouranteHistoAction: int
    pagesHistoAction: int
    totalHistoAction: int


class History(Answer):
    """Answer of ``consulter/historique``."""

    idFacture: int
    numeroFacture: str
    modeDepot: str
    statutCourantCode: str
    derniereAction: LastAction | None
    historiquesDesStatuts: Statuses
    historiquesDesEvenementsComplementaires: Events
    historiquesDesActionsUtilisateurs: Actions


_STATUS_SORTS = {
    "histoStatutDatePassage": "id",
    "histoStatutId": "id",
    "histoStatutCode": "status",
    "histoStatutCommentaire": "comment",
}
_ACTION_SORTS = {"histoActionDateHeure": "id", "histoActionId": "id", "histoActionCode": "code"}
_EVENT_SORTS = {"evenementDateHeure": "id", "evenementId": "id", "evenementLibelle": "name"}


def history(call: Call, asked: HistoryRequest) -> dict[str, Any]:
    """Tell what an invoice that the account sees went through."""
    row, _ = seen_invoice(call, asked.idFacture)
    return history_of(call, row, asked)


def history_of(call: Call, invoice: sqlite3.Row, asked: HistoryRequest) -> dict[str, Any]:
    """Tell what an invoice went through, whoever asks."""
    return success(
        DONE,
        idFacture=invoice["id"],
        numeroFacture=invoice["number"],
        modeDepot=invoice["deposit_mode"],
        statutCourantCode=invoice["status"],
        derniereAction=_last_action(call, invoice["id"]),
        historiquesDesStatuts=_statuses(call, invoice, asked.paramRechercheHistoStatuts),
        historiquesDesEvenementsComplementaires=_events(
            call, invoice, asked.paramRechercheHistoEvenementsComplementaires
        ),
        historiquesDesActionsUtilisateurs=_actions(
            call, invoice, asked.paramRechercheHistoActionsUtilisateurs
        ),
    )


def _last_action(call: Call, invoice_id: int) -> LastAction | None:
    row = call.db.execute(
        "SELECT id, code FROM invoice_actions WHERE invoice_id = ? ORDER BY id DESC LIMIT 1",
        (invoice_id,),
    ).fetchone()
    if row is None:
        return None
    return {"derniereActionId": row["id"], "derniereActionCode": row["code"]}


def _statuses(call: Call, invoice: sqlite3.Row, asked: StatusPaging | None) -> Statuses:
    paging = paging_of(asked)
    search = Search(
        "*",
        "invoice_statuses",
        ("invoice_id = :invoice",),
        {"invoice": invoice["id"]},
        _STATUS_SORTS,
        "histoStatutDatePassage",
    )
    rows, found = page_of(call.db, search, paging, call.settings)
    return {
        "histoStatut": [_status(invoice, row) for row in rows],
        "nbResultatsParPageHistoStatut": found["nbResultatsParPage"],
        "pageCouranteHistoStatut": found["pageCourante"],
        "pagesHistoStatut": found["pages"],
        "totalHistoStatut": found["total"],
    }


def _status(invoice: sqlite3.Row, row: sqlite3.Row) -> Status:
    return {
        "histoStatutId": row["id"],
        "histoStatutCode": row["status"],
        "histoStatutCommentaire": told(row["reason"], row["comment"]),
        "histoStatutDatePassage": _minute(row["at"]),
        "histoStatutUtilisateurNom": _who(invoice, row["actor"]),
        "histoStatutUtilisateurPrenom": None,
        "histoStatutUtilisateurEmail": None,
        "histoStatutUtilisateurTelephone": None,
    }


def _actions(call: Call, invoice: sqlite3.Row, asked: ActionPaging | None) -> Actions:
    paging = paging_of(asked)
    search = Search(
        "*",
        "invoice_actions",
        ("invoice_id = :invoice",),
        {"invoice": invoice["id"]},
        _ACTION_SORTS,
        "histoActionDateHeure",
    )
    rows, found = page_of(call.db, search, paging, call.settings)
    return {
        "histoAction": [
            {
                "histoActionId": row["id"],
                "histoActionCode": row["code"],
                "histoActionDateHeure": _minute(row["at"]),
                "histoActionUtilisateurNom": _who(invoice, row["actor"]),
                "histoActionUtilisateurPrenom": None,
                "histoActionUtilisateurEmail": None,
                "histoActionUtilisateurTelephone": None,
            }
            for row in rows
        ],
        "nbResultatsParPageHistoAction": found["nbResultatsParPage"],
        "pageCouranteHistoAction": found["pageCourante"],
        "pagesHistoAction": found["pages"],
        "totalHistoAction": found["total"],
    }


def _events(call: Call, invoice: sqlite3.Row, asked: EventPaging | None) -> Events:
    paging = paging_of(asked)
    search = Search(
        "id, name, added_at",
        "(SELECT l.id, a.name, l.added_at, l.invoice_id FROM invoice_attachments l"
        " JOIN attachments a ON a.id = l.attachment_id)",
        ("invoice_id = :invoice", "added_at > :deposited"),
        {"invoice": invoice["id"], "deposited": invoice["deposited_at"]},
        _EVENT_SORTS,
        "evenementDateHeure",
    )
    rows, found = page_of(call.db, search, paging, call.settings)
    return {
        "evenement": [
            {
                "evenementId": row["id"],
                "evenementDateHeure": _minute(row["added_at"]),
                "evenementLibelle": f"Ajout de la pièce jointe {row['name']}",
                "evenementQui": invoice["supplier_name"],
            }
            for row in rows
        ],
        "nbResultatsParPageEvenement": found["nbResultatsParPage"],
        "pageCouranteEvenement": found["pageCourante"],
        "pagesEvenement": found["pages"],
        "totalEvenement": found["total"],
    }


def _minute(moment: float) -> str:
    return stamp(moment)[:16].replace("T", " ")


def _who(invoice: sqlite3.Row, actor: str) -> str | None:
    names: dict[str, str] = {
        SUPPLIER: invoice["supplier_name"],
        RECIPIENT: invoice["recipient_name"],
        VALIDATOR: "Valideur",
    }
    return names.get(actor, "Chorus Pro")


OPERATIONS = {
    "factures/v1/consulter/historique": Operation(HistoryRequest, history, result=History),
}
