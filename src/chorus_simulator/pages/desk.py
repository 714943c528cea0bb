"""The public buyer's desk: choose a structure, look at what it received, open an invoice."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from chorus_simulator.clock import start_of
from chorus_simulator.decisions import MANDATE_MAXIMUM, reasons_for
from chorus_simulator.documents import drawing
from chorus_simulator.labels import status_words
from chorus_simulator.lives.validation import TO_VALIDATE
from chorus_simulator.pages import desk_queries
from chorus_simulator.pages.desk_queries import PAGE, Wanted
from chorus_simulator.pages.frame import NotFoundError, Visit, file_response, page
from chorus_simulator.reasons import COMMENT_MAXIMUM, REASONS, told

if TYPE_CHECKING:
    import sqlite3

    from starlette.responses import Response

_PDF = b"%PDF-"


def choose(visit: Visit) -> Response:
    """Show the structures: those that received invoices, or those that a search finds."""
    text = visit.asked("q")
    with visit.simulator.settled() as db:
        rows = (
            desk_queries.bodies_found(db, text) if text else desk_queries.bodies_with_invoices(db)
        )
    return page("desk_choose.html", text=text, bodies=rows, maximum=desk_queries.BODIES_MAXIMUM)


def received(visit: Visit) -> Response:
    """Show the invoices that a structure received."""
    wanted, error = _wanted(visit)
    number = visit.page_number()
    with visit.simulator.settled() as db:
        body = the_body(visit, db)
        rows, total = desk_queries.invoices_of(db, body["id"], wanted, number)
        statuses = desk_queries.statuses_of(db, body["id"])
    return page(
        "desk_received.html",
        body=body,
        invoices=rows,
        total=total,
        statuses=statuses,
        wanted=wanted,
        error=error,
        number=number,
        pages=max(-(-total // PAGE), 1),
        query=urlencode({name: value for name, value in _query(wanted).items() if value}),
    )


def _wanted(visit: Visit) -> tuple[Wanted, str]:
    """Read the filters; a date that cannot be read is left out, and told."""
    wanted = Wanted(visit.asked("etat"), visit.asked("q"), visit.asked("du"), visit.asked("au"))
    for name in ("since", "until"):
        try:
            start_of(getattr(wanted, name) or "2000-01-01")
        except (ValueError, OverflowError):
            return replace(wanted, **{name: ""}), "Une date ne peut pas être lue : jj/mm/aaaa."
    return wanted, ""


def _query(wanted: Wanted) -> dict[str, str]:
    names = {"status": "etat", "text": "q", "since": "du", "until": "au"}
    return {names[name]: value for name, value in asdict(wanted).items()}


def the_body(visit: Visit, db: sqlite3.Connection) -> sqlite3.Row:
    """Find the structure that an address names (NotFoundError)."""
    row = desk_queries.body(db, visit.path["siret"])
    if row is None:
        raise NotFoundError("Cette structure publique n'existe pas dans le simulateur.")
    return row


def the_invoice(visit: Visit, db: sqlite3.Connection) -> tuple[sqlite3.Row, sqlite3.Row]:
    """Find the structure and the invoice that an address names (NotFoundError)."""
    body = the_body(visit, db)
    number = min(visit.path["invoice_id"], 2**62)
    row = desk_queries.invoice_of(db, body["id"], number)
    if row is None:
        raise NotFoundError("Cette structure n'a pas reçu cette facture.")
    return body, row


def invoice(visit: Visit) -> Response:
    """Show an invoice, and what can be done with it."""
    return invoice_page(visit)


def invoice_page(visit: Visit, status: int = 200, error: str = "", act: str = "") -> Response:
    """Show an invoice; ``error`` says what was wrong with the last ``act``, beside its form."""
    with visit.simulator.settled() as db:
        body, row = the_invoice(visit, db)
        content = drawing.content_of(db, row["id"])
        documents = drawing.documents_of(db, row["id"])
        history = desk_queries.history_of(db, row["id"])
        plan = desk_queries.plan_of(db, row["id"])
        validator = _name_of(db, row["validator_id"])
    recycling = not visit.simulator.settings.recycling_withdrawn
    to_validate = row["status"] == TO_VALIDATE
    shown = {"SUSPENDUE", "REJETEE", "MANDATEE"}
    shown |= {"A_RECYCLER"} if recycling else set()
    shown |= {"REFUSEE_1"} if to_validate else set()
    return page(
        "desk_invoice.html",
        status,
        body=body,
        invoice=row,
        content=content,
        documents=documents,
        history=history,
        plan=plan,
        validator=validator,
        validated=desk_queries.validated(row),
        to_validate=to_validate,
        recycling=recycling,
        reasons={name: _reasons(name) for name in ("SUSPENDUE", "REJETEE", "A_RECYCLER")},
        comment_maximum=COMMENT_MAXIMUM,
        mandate_maximum=MANDATE_MAXIMUM,
        told=told,
        done=_done(visit),
        address=address_of(visit),
        error=error,
        act=act if act in shown else "",
        form=visit.form,
    )


def address_of(visit: Visit) -> str:
    """Write the address of the invoice's page."""
    return f"/acheteur/{quote(visit.path['siret'])}/factures/{visit.path['invoice_id']}"


def _reasons(status: str) -> dict[str, str]:
    return {code: REASONS[code] for code in reasons_for(status)}


def _done(visit: Visit) -> str:
    """Say what the last act did, when the page comes after one."""
    status = visit.asked("fait", 50)
    return f"C'est fait : la facture est au statut « {status_words(status)} »." if status else ""


def _name_of(db: sqlite3.Connection, structure_id: int | None) -> str:
    row = db.execute("SELECT name FROM structures WHERE id = ?", (structure_id,)).fetchone()
    return "" if row is None else str(row["name"])


def document(visit: Visit) -> Response:
    """Send a file of an invoice: a PDF is shown, anything else is saved."""
    with visit.simulator.store.transaction() as db:
        _, row = the_invoice(visit, db)
        found = [
            each
            for each in drawing.documents_of(db, row["id"])
            if each["id"] == visit.path["document_id"]
        ]
        if not found:
            raise NotFoundError("Cette facture n'a pas cette pièce.")
        content = drawing.bytes_of(db, row["id"], found[0])
    shown = content.startswith(_PDF) and visit.asked("enregistrer") != "1"
    return file_response(content, found[0]["name"], "application/pdf", shown=shown)
