"""What the commands tell of an order, in words and in JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from wochorus.accounts.models import WayIn
from wochorus.cli.counts import told_invoices
from wochorus.core.dates import format_moment
from wochorus.deposits.heartbeats import last_reading
from wochorus.deposits.orders.drafts import left_drafts
from wochorus.deposits.orders.queries import counts_of, rows_of
from wochorus.deposits.states import DepositMode, OrderWish

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator

    from wochorus.deposits.models import DepositOrder


def told_order(found: DepositOrder) -> Iterator[str]:
    """Say in a few lines what an order is, where it stands, and when its flows were last read."""
    state = state_of(found, left_drafts([found]))
    yield f"Ordre {found.pk} « {found.name} » : {state}. {found.message}".rstrip()
    by = "confié au service" if found.unattended else "mené par le programme qui l'a demandé"
    asked = format_moment(timezone.localtime(found.created_at))
    way = f"voie « {WayIn(found.way_in).label} »"
    if found.accepts_reading:
        way += " (différences de lecture acceptées)"
    yield f"{DepositMode(found.mode).label}, {way}, {by} ; demandé par {found.actor} le {asked}."
    counts = counts_of(found)
    yield f"{counts.total()} facture(s) : {told_invoices(counts)}."
    yield f"Flux : {last_reading(found.company)}."


def state_of(found: DepositOrder, left: set[int]) -> str:
    """Say where an order stands; ``left`` are the drafts that a dead program left."""
    if found.pk in left:
        return "préparation interrompue"
    wish = f" ({OrderWish(found.wish).label} demandé)" if found.wish else ""
    return f"{found.get_state_display()}{wish}"


def order_as_json(found: DepositOrder, counts: Counter[str]) -> dict[str, Any]:
    """Describe an order for programs."""
    return {
        "order": found.pk,
        "name": found.name,
        "mode": found.mode,
        "way_in": found.way_in,
        "accepts_reading": found.accepts_reading,
        "syntax": found.syntax,
        "state": found.state,
        "wish": found.wish,
        "message": found.message,
        "created_at": found.created_at,
        "started_at": found.started_at,
        "ended_at": found.ended_at,
        "actor": found.actor,
        "counts": dict(counts),
        "unattended": found.unattended,
        "next_try_at": found.next_try_at,
    }


def details_as_json(found: DepositOrder) -> dict[str, Any]:
    """Describe its invoices and its whole history."""
    return {
        "lines": [
            {
                "number": row.number,
                "flow": row.flow_id,
                "file": row.file_name,
                "state": row.state,
                "report": row.report,
            }
            for row in rows_of(found)
        ],
        "events": [
            {"at": event.at, "kind": event.kind, "message": event.message, "actor": event.actor}
            for event in found.events.order_by("pk")
        ],
    }
