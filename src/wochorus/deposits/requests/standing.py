"""Where Chorus Pro says that an invoice stands, and what of its history is already known."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wochorus.billing.models import Invoice
from wochorus.choruspro.catalogue import invoice_status

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from wochorus.choruspro import ChorusClient, InvoiceHistory, StatusChange
    from wochorus.choruspro.messages.invoice_histories import UserAction

_STATUS_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Standing:
    """A reading of the history of an invoice, for what may be asked now."""

    status: str
    since: datetime | None
    comment: str
    history: InvoiceHistory

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
    return standing_of(client.invoice_history(chorus_id))


def standing_of(history: InvoiceHistory) -> Standing:
    """Tell from a history where the invoice stands."""
    last = history.statuses[-1] if history.statuses else None
    status = history.status or (last.status if last else "")
    same = [entry for entry in history.statuses if entry.status == status]
    latest = same[-1] if same else None
    return Standing(
        status, latest.at if latest else None, latest.comment if latest else "", history
    )


def note_standing(invoice: Invoice, standing: Standing) -> None:
    """Show in the journal the status that was just read."""
    Invoice.objects.filter(pk=invoice.pk).update(
        chorus_status=standing.status[:_STATUS_LENGTH],
        chorus_status_at=standing.since,
        chorus_comment=standing.comment,
    )
    invoice.refresh_from_db(fields=["chorus_status", "chorus_status_at", "chorus_comment"])


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
