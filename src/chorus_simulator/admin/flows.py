"""Looking at what was received: the ledger, the flows, the invoices; setting a status by hand."""

from __future__ import annotations

from typing import Any

from chorus_simulator import ledger, witness
from chorus_simulator.admin.asked import Asked, WrongRequestError, text_of
from chorus_simulator.clock import stamp
from chorus_simulator.life import flow_state
from chorus_simulator.reasons import REASONS
from chorus_simulator.store import invoices, statuses

_PAGE_MAXIMUM = 10_000


def ledger_page(asked: Asked) -> dict[str, Any]:
    """Read the ledger: ``after`` (id), ``limit``, and the filters of `ledger.FILTERS`."""
    wanted = _filters(asked, {"after", "limit"})
    with asked.simulator.store.transaction() as db:
        return ledger.page(db, *_window(asked), wanted)


def ledger_counts(asked: Asked) -> dict[str, Any]:
    """Count the lines of the ledger ``by`` one of `ledger.GROUPS`, with the same filters."""
    by = asked.query.get("by", "operation")
    if by not in ledger.GROUPS:
        raise WrongRequestError(f"« by » parmi : {', '.join(ledger.GROUPS)}.")
    with asked.simulator.store.transaction() as db:
        return {"counts": ledger.counts(db, by, _filters(asked, {"by"}))}


def witness_page(asked: Asked) -> dict[str, Any]:
    """Tell how often each invoice came: ``number``, ``siren``, ``at_least`` (times recorded)."""
    at_least = asked.natural("at_least", 1, 2**31)
    wanted = {name: asked.query[name] for name in witness.FILTERS if name in asked.query}
    witness.read_all(asked.simulator)
    with asked.simulator.settled() as db:
        return witness.page(db, _window(asked), at_least, wanted)


def _filters(asked: Asked, others: set[str]) -> dict[str, str]:
    unknown = sorted(set(asked.query) - set(ledger.FILTERS) - others)
    if unknown:
        raise WrongRequestError(
            f"Filtre inconnu : {', '.join(unknown)}. Connus : {', '.join(ledger.FILTERS)}."
        )
    return {name: asked.query[name] for name in ledger.FILTERS if name in asked.query}


def invoices_page(asked: Asked) -> dict[str, Any]:
    """Read every recorded invoice: ``after`` (id), ``limit``."""
    with asked.simulator.settled() as db:
        return invoices.listing(db, *_window(asked))


def flows_page(asked: Asked) -> dict[str, Any]:
    """Read every flow with its state: ``after`` (id), ``limit``."""
    after, limit = _window(asked)
    with asked.simulator.settled() as db:
        now = asked.simulator.clock.now()
        rows = db.execute(
            "SELECT * FROM flows WHERE id > ? ORDER BY id LIMIT ?", (after, limit)
        ).fetchall()
        total = db.execute("SELECT count(*) FROM flows").fetchone()[0]
    flows = [
        {
            "id": row["id"],
            "number": row["number"],
            "file_name": row["file_name"],
            "syntax": row["syntax"],
            "sha256": row["sha256"],
            "size": row["size"],
            "deposited_at": stamp(row["deposited_at"]),
            "state": flow_state(row, now)[0],
        }
        for row in rows
    ]
    return {"flows": flows, "total": total, "next_after": rows[-1]["id"] if rows else None}


def set_status(asked: Asked) -> dict[str, Any]:
    """Give an invoice a status as its recipient would: ``{status, reason, comment}``.

    Any status is taken as it is, even A_RECYCLER when recycling is withdrawn; ``reason`` is a
    code of `reasons.REASONS`.
    """
    content = asked.content()
    status, comment = text_of(content, "status"), content.get("comment")
    if comment is not None and not isinstance(comment, str):
        raise WrongRequestError("« comment » doit être un texte.")
    reason = content.get("reason")
    if reason is not None and reason not in REASONS:
        raise WrongRequestError(f"« reason » doit être l'un de : {', '.join(REASONS)}.")
    with asked.simulator.settled() as db:
        now = asked.simulator.clock.now()
        invoice_id = asked.path["invoice_id"]
        if db.execute("SELECT 1 FROM invoices WHERE id = ?", (invoice_id,)).fetchone() is None:
            raise WrongRequestError(f"Facture inconnue : {invoice_id}.")
        step = statuses.Step(now, status, statuses.RECIPIENT, reason, comment)
        statuses.decide(db, invoice_id, step)
    return {"id": invoice_id, "status": status}


def _window(asked: Asked) -> tuple[int, int]:
    after = asked.natural("after", 0, 2**53)
    return after, asked.natural("limit", 1000, _PAGE_MAXIMUM)
