"""The whole history of an invoice, kept line by line as Chorus Pro wrote it."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from wochorus.core.text import storable
from wochorus.deposits.models import LifeEntry, LifeEntryKind
from wochorus.deposits.statuses.news import WHO_LENGTH, possible, who_changed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wochorus.choruspro import InvoiceEvent, InvoiceHistory, StatusChange, UserAction
    from wochorus.deposits.models import InvoiceLife

    Line = StatusChange | InvoiceEvent | UserAction

_CODE_LENGTH = 255


def store_entries(life: InvoiceLife, history: InvoiceHistory) -> None:
    """Add the lines of ``history`` that are not stored yet; join the transaction."""
    LifeEntry.objects.bulk_create(_entries(life, history), batch_size=500, ignore_conflicts=True)


def _entries(life: InvoiceLife, history: InvoiceHistory) -> Iterator[LifeEntry]:
    for status in history.statuses:
        yield _entry(
            life, LifeEntryKind.STATUS, status, status.status, status.comment, who_changed(status)
        )
    for event in history.events:
        yield _entry(life, LifeEntryKind.EVENT, event, event.label, "", event.who)
    for action in history.actions:
        name = f"{action.user_first_name} {action.user_last_name}".strip() or action.user_email
        yield _entry(life, LifeEntryKind.ACTION, action, action.code, "", name)


def _entry(
    life: InvoiceLife, kind: LifeEntryKind, line: Line, code: str, comment: str, who: str
) -> LifeEntry:
    raw = _storable(line.raw)
    return LifeEntry(
        life=life,
        kind=kind,
        key=str(line.chorus_id) if line.chorus_id is not None else _digest(raw),
        at=possible(line.at),
        code=storable(code)[:_CODE_LENGTH],
        comment=storable(comment),
        who=storable(who)[:WHO_LENGTH],
        raw=raw,
    )


def _digest(raw: object) -> str:
    return hashlib.sha256(json.dumps(raw, sort_keys=True).encode()).hexdigest()


def _storable(value: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {storable(key): _storable(each) for key, each in value.items()}
    return [_storable(each) for each in value] if isinstance(value, list) else value
