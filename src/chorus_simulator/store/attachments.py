"""The files that the portal keeps: those added by a caller, and those that came in a flow.

A file that came in a flow is not kept twice: its row has no content, and the link to its invoice
says which document of the flow it is.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

MAIN, ANNEX = "01", "02"
"""Kinds of attachments, as in the CPP formats."""


@dataclass(frozen=True, slots=True)
class File:
    """A file: its name with extension, its MIME type, its bytes."""

    name: str
    mime: str
    content: bytes

    @property
    def extension(self) -> str:
        """Its extension in capitals, without the dot."""
        return self.name.rpartition(".")[2].upper()


@dataclass(frozen=True, slots=True)
class Link:
    """How a file belongs to an invoice; ``place`` is its place (from 0) in the invoice's flow."""

    is_main: bool
    kind: str = ANNEX
    designation: str = ""
    line_number: int | None = None
    place: int | None = None


def add(db: sqlite3.Connection, login: str, file: File, now: float, *, kept: bool = True) -> int:
    """Keep a file and give its id; without ``kept``, all but its content."""
    cursor = db.execute(
        "INSERT INTO attachments (login, name, extension, mime, content, sha256, size, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            login,
            file.name,
            file.extension,
            file.mime,
            file.content if kept else None,
            hashlib.sha256(file.content).hexdigest(),
            len(file.content),
            now,
        ),
    )
    return int(cursor.lastrowid or 0)


def find(db: sqlite3.Connection, attachment_id: int, login: str) -> sqlite3.Row | None:
    """Find a file of an account, without its content."""
    row: sqlite3.Row | None = db.execute(
        "SELECT id, name, extension, mime, size, sha256, created_at FROM attachments"
        " WHERE id = ? AND login = ?",
        (attachment_id, login),
    ).fetchone()
    return row


def link(
    db: sqlite3.Connection, invoice_id: int, attachment_id: int, found: Link, now: float
) -> int:
    """Attach a file to an invoice; give the id of the link."""
    cursor = db.execute(
        "INSERT INTO invoice_attachments (invoice_id, attachment_id, is_main, kind, designation,"
        " line_number, place, added_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            invoice_id,
            attachment_id,
            found.is_main,
            found.kind,
            found.designation,
            found.line_number,
            found.place,
            now,
        ),
    )
    return int(cursor.lastrowid or 0)


def owners(db: sqlite3.Connection, attachment_id: int) -> set[int | None]:
    """Give the ids of the invoices that a file belongs to."""
    rows = db.execute(
        "SELECT invoice_id FROM invoice_attachments WHERE attachment_id = ?", (attachment_id,)
    )
    return {row["invoice_id"] for row in rows}


def of_invoice(db: sqlite3.Connection, invoice_id: int) -> list[sqlite3.Row]:
    """List the files of an invoice, the main one first, with their links, without contents."""
    return db.execute(
        "SELECT l.id AS link_id, l.is_main, l.kind, l.designation, l.line_number, l.place,"
        " l.added_at, a.id, a.name, a.extension, a.mime, a.size"
        " FROM invoice_attachments l JOIN attachments a ON a.id = l.attachment_id"
        " WHERE l.invoice_id = ? ORDER BY l.is_main DESC, l.id",
        (invoice_id,),
    ).fetchall()


def content(db: sqlite3.Connection, attachment_id: int) -> bytes | None:
    """Read the bytes of a file; None if it stands in a flow."""
    row = db.execute("SELECT content FROM attachments WHERE id = ?", (attachment_id,)).fetchone()
    return None if row is None or row["content"] is None else bytes(row["content"])


def remove(db: sqlite3.Connection, attachment_id: int) -> None:
    """Forget a file that belongs to no invoice."""
    db.execute("DELETE FROM attachments WHERE id = ?", (attachment_id,))


def unlink_all(db: sqlite3.Connection, invoice_id: int) -> None:
    """Take every file off an invoice; the files stay."""
    db.execute("DELETE FROM invoice_attachments WHERE invoice_id = ?", (invoice_id,))
