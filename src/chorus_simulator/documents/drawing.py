"""Drawing out of a flow what it says of its invoices, the first time that somebody looks.

Integration keeps of an invoice only what searches and controls need, so that it stays fast. The
first look at any invoice of a flow reads the kept file once more, and notes the content and the
documents of all its invoices. A document itself stays in the flow, and is taken out when it is
downloaded. An invoice without a readable document gets one, composed from its data, as the
portal does with its own stylesheet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chorus_simulator.documents import composing
from chorus_simulator.documents.extraction import visit_documents
from chorus_simulator.formats import FlowUnreadableError, read_flow
from chorus_simulator.formats.limits import CEILING
from chorus_simulator.store import attachments, contents
from chorus_simulator.store.attachments import ANNEX, MAIN, File, Link
from chorus_simulator.store.contents import Content

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from chorus_simulator.documents.document import Document


def content_of(db: sqlite3.Connection, invoice_id: int) -> Content:
    """Give the content of an invoice."""
    found = contents.find(db, invoice_id)
    if found is None:
        _draw_flow(db, invoice_id)
        found = contents.find(db, invoice_id)
    return found or Content()


def documents_of(db: sqlite3.Connection, invoice_id: int) -> list[sqlite3.Row]:
    """List the files of an invoice; it has a main one, composed now if need be."""
    content = content_of(db, invoice_id)
    rows = attachments.of_invoice(db, invoice_id)
    if not any(row["is_main"] for row in rows):
        _compose_main(db, invoice_id, content)
        rows = attachments.of_invoice(db, invoice_id)
    return rows


def bytes_of(db: sqlite3.Connection, invoice_id: int, row: sqlite3.Row) -> bytes:
    """Read the bytes of a file listed by `documents_of`."""
    return bytes_of_all(db, [(invoice_id, row)])[row["id"]]


def bytes_of_all(
    db: sqlite3.Connection, files: Iterable[tuple[int, sqlite3.Row]]
) -> dict[int, bytes]:
    """Read the bytes of files of invoices, by the ids of the files; a flow is read but once."""
    found: dict[int, bytes] = {}
    in_flows: dict[int, dict[int, dict[int, int]]] = {}
    for invoice_id, row in files:
        if row["place"] is None:
            found[row["id"]] = attachments.content(db, row["id"]) or b""
            continue
        flow_id, position = db.execute(
            "SELECT flow_id, position FROM invoices WHERE id = ?", (invoice_id,)
        ).fetchone()
        in_flows.setdefault(flow_id, {}).setdefault(position, {})[row["place"]] = row["id"]
    for flow_id, wanted in in_flows.items():
        found |= _out_of_flow(db, flow_id, wanted)
    return found


def _out_of_flow(
    db: sqlite3.Connection, flow_id: int, wanted: dict[int, dict[int, int]]
) -> dict[int, bytes]:
    """Take files out of a flow: ``wanted`` gives their ids by position of invoice and place."""
    flow = db.execute(
        "SELECT f.syntax, f.file_name, c.content FROM flows f"
        " JOIN flow_files c ON c.flow_id = f.id WHERE f.id = ?",
        (flow_id,),
    ).fetchone()
    found: dict[int, bytes] = {}

    def visit(position: int, documents: tuple[Document, ...]) -> None:
        for place, file_id in wanted[position].items():
            found[file_id] = documents[place].content

    visit_documents(flow["syntax"], flow["file_name"], flow["content"], wanted, visit)
    return found


def main_pdf(db: sqlite3.Connection, invoice_id: int) -> tuple[str, bytes]:
    """Give the readable invoice: its file name and its bytes."""
    main = documents_of(db, invoice_id)[0]
    return main["name"], bytes_of(db, invoice_id, main)


def _flow_of(db: sqlite3.Connection, invoice_id: int) -> sqlite3.Row | None:
    row: sqlite3.Row | None = db.execute(
        "SELECT f.id, f.login, f.syntax, f.file_name, f.deposited_at, i.position, c.content"
        " FROM invoices i JOIN flows f ON f.id = i.flow_id"
        " JOIN flow_files c ON c.flow_id = f.id WHERE i.id = ?",
        (invoice_id,),
    ).fetchone()
    return row


def _draw_flow(db: sqlite3.Connection, invoice_id: int) -> None:
    flow = _flow_of(db, invoice_id)
    if flow is None:
        return
    invoices = dict(
        db.execute("SELECT position, id FROM invoices WHERE flow_id = ?", (flow["id"],)).fetchall()
    )
    try:
        records = read_flow(flow["syntax"], flow["file_name"], flow["content"], CEILING)
    except FlowUnreadableError:
        return  # integrated by an older simulator, whose reading was broader
    for position, record in enumerate(records, start=1):
        if position in invoices:
            contents.keep(db, invoices[position], contents.of_record(record))
    _draw_documents(db, flow, invoices)


def _draw_documents(db: sqlite3.Connection, flow: sqlite3.Row, invoices: dict[int, int]) -> None:
    """Note the documents of the invoices, by their positions; those refused have none here."""

    def visit(position: int, documents: tuple[Document, ...]) -> None:
        for place, document in enumerate(documents):
            file = File(document.name, document.mime, document.content)
            moment = flow["deposited_at"]
            attachment = attachments.add(db, flow["login"], file, moment, kept=False)
            kind = MAIN if document.is_main else ANNEX
            link = Link(document.is_main, kind, document.name, place=place)
            attachments.link(db, invoices[position], attachment, link, moment)

    visit_documents(flow["syntax"], flow["file_name"], flow["content"], invoices, visit)


def _compose_main(db: sqlite3.Connection, invoice_id: int, content: Content) -> None:
    row = db.execute(
        "SELECT i.*, s.identifier AS supplier, s.name AS supplier_name, r.identifier AS recipient,"
        " r.name AS recipient_name, v.code AS service, coalesce(f.login, '') AS login"
        " FROM invoices i JOIN structures s ON s.id = i.supplier_id"
        " JOIN structures r ON r.id = i.recipient_id LEFT JOIN services v ON v.id = i.service_id"
        " LEFT JOIN flows f ON f.id = i.flow_id WHERE i.id = ?",
        (invoice_id,),
    ).fetchone()
    name = f"facture_{row['number']}.pdf".replace("/", "-").replace(" ", "_")
    file = File(name, "application/pdf", composing.invoice_pdf(row, content))
    attachment = attachments.add(db, row["login"], file, row["deposited_at"])
    attachments.link(db, invoice_id, attachment, Link(True, MAIN, name), row["deposited_at"])
