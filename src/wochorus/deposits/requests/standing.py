"""Where Chorus Pro says that an invoice stands, and what of its history is already known."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wochorus.choruspro.catalogue import invoice_status
from wochorus.deposits.heartbeats import database_now
from wochorus.deposits.statuses.lives import begin_missing_lives, life_of
from wochorus.deposits.statuses.recording import take_history

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from wochorus.billing.models import Invoice
    from wochorus.choruspro import ChorusClient, InvoiceHistory, StatusChange
    from wochorus.choruspro.messages.invoice_histories import UserAction


@dataclass(frozen=True, slots=True)
class Standing:
    """A reading of the history of an invoice, for what may be asked now."""

    status: str
    comment: str
    history: InvoiceHistory
    asked_at: datetime

    @property
    def label(self) -> str:
        """The status in French words, with its code."""
        return f"{invoice_status(self.status).label} ({self.status})"

    def as_json(self) -> dict[str, Any]:
        """Keep what tells, later, what is new: the keys of the lines known so far."""
        return {
            "status": self.status,
            "statuses": [entry_key(entry) for entry in self.history.statuses],
            "actions": [entry_key(action) for action in self.history.actions],
        }


def read_standing(client: ChorusClient, chorus_id: int) -> Standing:
    """Read where the invoice stands now. Raises `Transient` or `Permanent` as any reading."""
    asked_at = database_now()
    history = client.invoice_history(chorus_id)
    last = history.statuses[-1] if history.statuses else None
    status = history.status or (last.status if last else "")
    comments = [entry.comment for entry in history.statuses if entry.status == status]
    return Standing(status, comments[-1] if comments else "", history, asked_at)


def note_standing(invoice: Invoice, standing: Standing) -> None:
    """Record what was just read, as the follow-up does; ``invoice`` is refreshed."""
    life = life_of(invoice)
    if life is None:
        begin_missing_lives(invoice.company)
        life = life_of(invoice)
    if life is not None:
        take_history(life, standing.history, standing.asked_at, None)
    invoice.refresh_from_db()


def entry_key(entry: StatusChange | UserAction) -> str:
    """Tell a line of a history from the others: the portal's number, else a digest of it."""
    if entry.chorus_id is not None:
        return str(entry.chorus_id)
    whole = json.dumps(entry.raw, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(whole.encode()).hexdigest()


def new_statuses(history: InvoiceHistory, before: dict[str, Any]) -> list[StatusChange]:
    """List the statuses that came since ``before`` was kept."""
    known = _known(before, "statuses")
    return [entry for entry in history.statuses if entry_key(entry) not in known]


def new_actions(history: InvoiceHistory, before: dict[str, Any]) -> list[UserAction]:
    """List the actions of people that came since ``before`` was kept."""
    known = _known(before, "actions")
    return [action for action in history.actions if entry_key(action) not in known]


def _known(before: dict[str, Any], name: str) -> set[str]:
    keys: Iterable[str] = before.get(name, ())
    return set(keys)
