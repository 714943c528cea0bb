"""Spans of days, both ends included: the periods that are billed, the life of a line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from wochorus.core.dates import format_date

if TYPE_CHECKING:
    from collections.abc import Iterable

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The days from ``start`` to ``end``, both included; there is always one at least."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"{self.start} > {self.end}")

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days + 1

    def within(self, start: date | None, end: date | None) -> Span | None:
        """Keep the days from ``start`` to ``end``; an absent end is open. Maybe none is left."""
        first = self.start if start is None else max(self.start, start)
        last = self.end if end is None else min(self.end, end)
        return Span(first, last) if first <= last else None

    def without(self, start: date, end: date | None) -> list[Span]:
        """Take away the days from ``start`` to ``end`` (open when absent): 0, 1 or 2 spans stay."""
        before = self.within(None, start - ONE_DAY)
        after = self.within(end + ONE_DAY, None) if end is not None else None
        return [kept for kept in (before, after) if kept]

    def __str__(self) -> str:
        """Write ``du 01/02/2026 au 28/02/2026``."""
        return f"du {format_date(self.start)} au {format_date(self.end)}"


def without_all(span: Span, holes: Iterable[tuple[date, date | None]]) -> list[Span]:
    """Take every hole away from ``span``; what stays comes in order."""
    kept = [span]
    for start, end in holes:
        kept = [part for each in kept for part in each.without(start, end)]
    return kept
