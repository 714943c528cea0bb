"""Downloading invoices: ``factures/v1/telecharger/groupe``.

In PDF: one invoice is its PDF; with its complementary attachments, or when there are several, a
ZIP with a folder for each. In PIVOT: one XML, attachments inside. More than 120 MB is HTTP 413.
Where the references are silent: one unknown invoice refuses all; a folder is named by the number
of the invoice and its identifier; each download is an action of the invoice's history.
"""

# ruff: noqa: N815  field names of the portal's own messages

from __future__ import annotations

import base64
import re
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from chorus_simulator.documents.drawing import bytes_of_all, content_of, documents_of
from chorus_simulator.documents.pivot import Attached, PivotInvoice, pivot
from chorus_simulator.operations import (
    DONE,
    Answer,
    Call,
    Int64,
    Message,
    Operation,
    Part,
    TooLargeError,
    success,
)
from chorus_simulator.operations.others_invoices import seen_invoice

if TYPE_CHECKING:
    import sqlite3

DOWNLOAD_MAXIMUM = 120_000_000
INVOICES_MAXIMUM = 500
_DOWNLOAD = "TELECHARGEMENT_FACTURE"


class InvoiceId(Part):
    """An element of ``listeFacture``."""

    idFacture: Int64


class DownloadedInvoices(Part):
    """What to download, and how."""

    listeFacture: Annotated[list[InvoiceId], Field(min_length=1, max_length=INVOICES_MAXIMUM)]
    format: Literal["PDF", "PIVOT"]
    avecPiecesJointesComplementaires: Literal["OUI", "NON", "Oui", "Non"] | None = None


class DownloadRequest(Message, DownloadedInvoices):
    """Request of ``telecharger/groupe``; ``idEspace`` has no effect."""

    idEspace: Int64 | None = None


class Download(Answer):
    """Answer of ``telecharger/groupe``: a PDF, an XML or a ZIP in base64."""

    fichierResultat: str


def download(call: Call, asked: DownloadRequest) -> dict[str, Any]:
    """Give the documents of invoices."""
    content = downloaded(call, asked)
    return success(DONE, fichierResultat=base64.b64encode(content).decode())


def downloaded(call: Call, asked: DownloadedInvoices) -> bytes:
    """Make one file of some invoices that the account sees (Refusal, TooLargeError)."""
    wanted = dict.fromkeys(each.idFacture for each in asked.listeFacture)
    seen = [seen_invoice(call, invoice_id) for invoice_id in wanted]
    rows = [row for row, _ in seen]
    content = packed(
        call,
        rows,
        as_pivot=asked.format == "PIVOT",
        with_annexes=(asked.avecPiecesJointesComplementaires or "").upper() == "OUI",
    )
    for row, actor in seen:
        note_action(call, [row], _DOWNLOAD, actor)
    return content


def note_action(call: Call, rows: list[sqlite3.Row], code: str, actor: str) -> None:
    """Note in the history of invoices what a user did."""
    call.db.executemany(
        "INSERT INTO invoice_actions (invoice_id, code, at, actor) VALUES (?, ?, ?, ?)",
        [(row["id"], code, call.now, actor) for row in rows],
    )


def packed(call: Call, rows: list[sqlite3.Row], *, as_pivot: bool, with_annexes: bool) -> bytes:
    """Make one file of some invoices, whoever asks (TooLargeError)."""
    listed = [(row, _listed(call, row, with_annexes=as_pivot or with_annexes)) for row in rows]
    if sum(each["size"] for _, documents in listed for each in documents) > DOWNLOAD_MAXIMUM:
        raise TooLargeError
    contents = bytes_of_all(
        call.db, [(row["id"], each) for row, documents in listed for each in documents]
    )
    if as_pivot:
        return pivot([_pivoted(call, row, files, contents) for row, files in listed], call.now)
    (_, documents), *others = listed
    if not others and len(documents) == 1:
        return contents[documents[0]["id"]]
    return _zipped(listed, contents)


def _listed(call: Call, row: sqlite3.Row, *, with_annexes: bool) -> list[sqlite3.Row]:
    documents = documents_of(call.db, row["id"])
    return documents if with_annexes else [each for each in documents if each["is_main"]]


def _zipped(
    listed: list[tuple[sqlite3.Row, list[sqlite3.Row]]], contents: dict[int, bytes]
) -> bytes:
    packed_bytes = BytesIO()
    with zipfile.ZipFile(packed_bytes, "w", zipfile.ZIP_DEFLATED) as archive:
        for row, documents in listed:
            folder = re.sub(r"[^A-Za-z0-9_+-]", "-", row["number"]) + f"_{row['id']}"
            taken: set[str] = set()
            for document in documents:
                plain = re.sub(r"[/\\]", "-", document["name"])
                name = f"{document['id']}_{plain}" if plain in taken else plain
                taken.add(name)
                archive.writestr(f"{folder}/{name}", contents[document["id"]])
    return packed_bytes.getvalue()


def _pivoted(
    call: Call, row: sqlite3.Row, documents: list[sqlite3.Row], contents: dict[int, bytes]
) -> PivotInvoice:
    attached = [
        Attached(each["name"], each["mime"], contents[each["id"]], bool(each["is_main"]))
        for each in documents
    ]
    return PivotInvoice(row, content_of(call.db, row["id"]), attached, _resent(call, row["id"]))


def _resent(call: Call, invoice_id: int) -> str:
    """Say whether an invoice was sent again: Oui, Non, or Recyclée."""
    found = [
        row["status"]
        for row in call.db.execute(
            "SELECT status FROM invoice_statuses WHERE invoice_id = ? ORDER BY id", (invoice_id,)
        )
    ]
    if found.count("DEPOSEE") < 2:  # noqa: PLR2004  deposited once
        return "Non"
    return "Recyclée" if "A_RECYCLER" in found else "Oui"


OPERATIONS = {
    "factures/v1/telecharger/groupe": Operation(DownloadRequest, download, result=Download),
}
