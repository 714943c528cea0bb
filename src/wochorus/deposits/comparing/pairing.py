"""Finding which of our invoices each row of the portal shows.

Each invoice and each row is in one pair at most. The surest ways come first: Chorus Pro's own
number of the invoice, then the number and the year of issue written alike, then the number as it
is told apart whatever the writing, then the number alone when the portal gives no date.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wochorus.core.money import to_cents
from wochorus.deposits.comparing.portal_rows import is_on_portal
from wochorus.deposits.matching import number_key

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from wochorus.choruspro import InvoiceRow
    from wochorus.deposits.comparing.entries import Ours


@dataclass(frozen=True, slots=True)
class Pairing:
    """The pairs, and what stays alone on each side, each in the order given."""

    pairs: tuple[tuple[Ours, InvoiceRow], ...]
    here: tuple[Ours, ...]
    there: tuple[InvoiceRow, ...]


@dataclass(frozen=True, slots=True)
class _Way:
    of_ours: Callable[[Ours], Hashable]
    of_row: Callable[[InvoiceRow], Hashable]


def _exact(row: InvoiceRow) -> Hashable:
    return row.issue_date and (row.invoice_number, row.issue_date.year)


def _loose(row: InvoiceRow) -> Hashable:
    return row.issue_date and (number_key(row.invoice_number), row.issue_date.year)


def _undated(row: InvoiceRow) -> Hashable:
    return None if row.issue_date else number_key(row.invoice_number)


WAYS = (
    _Way(lambda ours: ours.chorus_id, lambda row: row.chorus_id),
    _Way(lambda ours: (ours.number, ours.issue_date.year), _exact),
    _Way(lambda ours: (number_key(ours.number), ours.issue_date.year), _loose),
    _Way(lambda ours: number_key(ours.number), _undated),
)


def pair(ours: Sequence[Ours], rows: Sequence[InvoiceRow]) -> Pairing:
    """Pair invoices and rows; where several rows would do, the one most like the invoice."""
    found: dict[int, int] = {}
    for way in WAYS:
        taken = set(found.values())
        free: defaultdict[Hashable, list[int]] = defaultdict(list)
        for place, row in enumerate(rows):
            if place not in taken:
                free[way.of_row(row)].append(place)
        for place, invoice in enumerate(ours):
            key = way.of_ours(invoice)
            if place in found or key is None or not free.get(key):
                continue
            best = min(free[key], key=lambda other: _unlikeness(invoice, rows[other]))
            free[key].remove(best)
            found[place] = best
    taken = set(found.values())
    return Pairing(
        tuple((ours[place], rows[other]) for place, other in sorted(found.items())),
        tuple(invoice for place, invoice in enumerate(ours) if place not in found),
        tuple(row for place, row in enumerate(rows) if place not in taken),
    )


def _unlikeness(ours: Ours, row: InvoiceRow) -> tuple[bool, bool, int]:
    shown = row.amount_with_tax
    other_amount = shown is None or abs(to_cents(shown)) != abs(ours.with_tax)
    return not is_on_portal(row), other_amount, row.chorus_id or 0
