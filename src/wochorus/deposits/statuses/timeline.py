"""Everything that happened to an invoice, here and on Chorus Pro, in one line of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from wochorus.choruspro.catalogue import entries_of_code, in_plain_words, invoice_status
from wochorus.deposits.models import Event, FlowLine, LifeEntry, LifeEntryKind

if TYPE_CHECKING:
    from wochorus.billing.models import Invoice

HERE, THERE = "ici", "Chorus Pro"
_START = datetime.min.replace(tzinfo=UTC)


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
    """List all that is known of an invoice, the oldest first; Chorus Pro's moments are its own."""
    told = [*_events(invoice), *_entries(invoice)]
    return sorted(told, key=lambda each: each.at or _START)


def _events(invoice: Invoice) -> list[Happening]:
    """Take its own events, and those of its flows that name no invoice."""
    flows = FlowLine.objects.filter(invoice=invoice).values("flow")
    events = Event.objects.filter(Q(invoice=invoice) | Q(flow__in=flows, invoice=None))
    return [
        Happening(event.at, HERE, event.kind_label, event.message, event.actor, event.kind)
        for event in events.order_by("pk")
    ]


def _entries(invoice: Invoice) -> list[Happening]:
    entries = LifeEntry.objects.filter(life__invoice=invoice).order_by("at", "pk")
    return [
        Happening(each.at, THERE, _said(each), each.comment, each.who, each.code)
        for each in entries
    ]


def _said(entry: LifeEntry) -> str:
    if entry.kind == LifeEntryKind.STATUS:
        meaning = invoice_status(entry.code)
        return meaning.label if meaning.is_known else f"statut {entry.code}, {meaning.label}"
    if entry.kind == LifeEntryKind.ACTION:
        found = entries_of_code(entry.code)
        return found[0].label if found else entry.code
    return in_plain_words(entry.code)
