"""Everything that happened to an invoice, here and on Chorus Pro, in one line of time.

Chorus Pro writes most of its moments to the minute (AIFE external specification, API annex): what
came in that minute is told after what we did in it, unless we had read it already.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from wochorus.choruspro.catalogue import entries_of_code, in_plain_words, invoice_status
from wochorus.deposits.models import Event, FlowLine, LifeEntry, LifeEntryKind

if TYPE_CHECKING:
    from wochorus.billing.models import Invoice

HERE, THERE = "ici", "Chorus Pro"
_START = datetime.min.replace(tzinfo=UTC)
_MINUTE = timedelta(seconds=59, microseconds=999_999)


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened. ``place`` is `HERE` or `THERE`; ``code`` is the raw one."""

    at: datetime | None
    place: str
    what: str
    detail: str
    who: str
    code: str = ""


def timeline_of(invoice: Invoice) -> list[Happening]:
    """List all that is known of an invoice, the oldest first; Chorus Pro's moments are its own.

    Of one moment, what was recorded first comes first.
    """
    told = [*_events(invoice), *_entries(invoice)]
    return [each for _, each in sorted(told, key=lambda dated: dated[0])]


def _events(invoice: Invoice) -> list[tuple[datetime, Happening]]:
    """Take its own events, and those of its flows that name no invoice."""
    flows = FlowLine.objects.filter(invoice=invoice).values("flow")
    events = Event.objects.filter(Q(invoice=invoice) | Q(flow__in=flows, invoice=None))
    return [
        (
            event.at,
            Happening(event.at, HERE, event.kind_label, event.message, event.actor, event.kind),
        )
        for event in events.order_by("pk")
    ]


def _entries(invoice: Invoice) -> list[tuple[datetime, Happening]]:
    entries = LifeEntry.objects.filter(life__invoice=invoice).order_by("at", "pk")
    return [
        (_latest(each), Happening(each.at, THERE, _said(each), each.comment, each.who, each.code))
        for each in entries
    ]


def _latest(entry: LifeEntry) -> datetime:
    """Give the last moment at which an entry may have come: no later than it was read."""
    if entry.at is None:
        return _START
    if entry.at.second or entry.at.microsecond:
        return entry.at
    return max(entry.at, min(entry.at + _MINUTE, entry.read_at))


def _said(entry: LifeEntry) -> str:
    if entry.kind == LifeEntryKind.STATUS:
        meaning = invoice_status(entry.code)
        return meaning.label if meaning.is_known else f"statut {entry.code}, {meaning.label}"
    if entry.kind == LifeEntryKind.ACTION:
        found = entries_of_code(entry.code)
        return found[0].label if found else entry.code
    return in_plain_words(entry.code)
