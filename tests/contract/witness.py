"""What the portal really holds and received, read in its own state and ledger.

It never goes through the client: it is what the client is judged by.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from pathlib import Path

_KEPT = {
    "flows": "id, number, file_name, syntax, sha256, size, outcome, business_errors",
    "invoices": "*",
    "invoice_statuses": "*",
    "invoice_contents": "*",
    "invoice_attachments": "*",
    "bank_accounts": "*",
    "state_orders": "*",
    "suppliers": "*",
    "structures": "*",
    "services": "*",
}
"""What a call may change for good; a question about a flow, and a download, are only counted."""
_AT_THE_DOOR = {
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    HTTPStatus.TOO_MANY_REQUESTS,
}


class Witness:
    """Reads the state file of a running simulator."""

    def __init__(self, state: Path) -> None:
        self._db = sqlite3.connect(f"file:{state}?mode=ro", uri=True, isolation_level=None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def count(self, source: str, *values: object) -> int:
        """Count the rows of ``source``, a table and its conditions."""
        query = f"SELECT count(*) FROM {source}"  # noqa: S608 - our own words
        return int(self._db.execute(query, values).fetchone()[0])

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Read rows."""
        return self._db.execute(query, values).fetchall()

    def holdings(self) -> dict[str, list[tuple[Any, ...]]]:
        """All that the portal holds of invoices, flows and structures."""
        return {
            table: self.rows(f"SELECT {columns} FROM {table} ORDER BY 1, 2")  # noqa: S608 - same
            for table, columns in _KEPT.items()
        }

    def last_line(self) -> int:
        """The number of the last line of the ledger."""
        return int(self.rows("SELECT coalesce(max(id), 0) FROM ledger")[0][0])

    def lines_since(self, line: int) -> list[Line]:
        """The lines of the ledger beyond a line."""
        query = (
            "SELECT operation, http_status, code_retour, libelle, fault FROM ledger WHERE id > ?"
            " ORDER BY id"
        )
        return [Line(*row) for row in self.rows(query, line)]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the ledger: one call that came in."""

    operation: str
    http_status: int | None
    code_retour: int | None
    libelle: str | None
    fault: str | None

    @property
    def passed_the_door(self) -> bool:
        """Whether the call was read, as far as its caller can know."""
        return self.http_status not in _AT_THE_DOOR
