"""The billing calendar: every n months from an anchor, in advance or in arrears.

A boundary between two periods is counted from the anchor, never from the boundary before it: an
anchor on the 31st gives 31 January, 28 or 29 February, then 31 March again. No clock is read here:
the dates come in as arguments.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import count, takewhile
from typing import TYPE_CHECKING

from wochorus.contracts.spans import ONE_DAY, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

MONTHS = 12
LAST_YEAR = 2199
"""Nothing is reckoned beyond: a contract without end stops here."""


class Timing(StrEnum):
    """When a period is billed: on its first day, or on its last."""

    ADVANCE = "advance"
    ARREARS = "arrears"

    @property
    def label(self) -> str:
        """The French word: à échoir, or échu."""
        return "Avance" if self is Timing.ADVANCE else "Échu"


def month_day(year: int, month: int, day: int) -> date:
    """Give that day, or the last of the month when the month is shorter."""
    return date(year, month, min(day, monthrange(year, month)[1]))


def add_months(start: date, months: int, day: int | None = None) -> date:
    """Go ``months`` further (or back), to ``day`` of the month: that of ``start`` by default."""
    rank = start.year * MONTHS + start.month - 1 + months
    return month_day(rank // MONTHS, rank % MONTHS + 1, day or start.day)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Periods of ``months`` months, one of which begins in the month of ``anchor``, on ``day``.

    ``day`` is from 1 to 31; a shorter month ends before it and its last day stands in.
    """

    months: int
    anchor: date
    day: int

    def __post_init__(self) -> None:
        if self.months < 1 or not 1 <= self.day <= 31:  # noqa: PLR2004 - days of a month
            raise ValueError(f"{self.months} months, day {self.day}")

    def boundary(self, rank: int) -> date:
        """Give the first day of the period ``rank``; the anchor's own is number 0."""
        return add_months(self.anchor, rank * self.months, self.day)

    def period(self, rank: int) -> Span:
        """Give the whole period number ``rank``."""
        return Span(self.boundary(rank), self.boundary(rank + 1) - ONE_DAY)

    def rank_of(self, day: date) -> int:
        """Give the number of the period that holds ``day``."""
        months = (day.year - self.anchor.year) * MONTHS + day.month - self.anchor.month
        rank = months // self.months
        return rank if self.boundary(rank) <= day else rank - 1


@dataclass(frozen=True, slots=True)
class BillingPeriod:
    """What one invoice covers: ``billed``, and the ``whole`` period that it lies in."""

    billed: Span
    whole: Span

    @property
    def is_partial(self) -> bool:
        """Tell whether the contract begins or ends inside the period."""
        return self.billed != self.whole

    def due(self, timing: Timing) -> date:
        """Give the day on which it is to be billed: the first billed, or the last."""
        return self.billed.start if timing == Timing.ADVANCE else self.billed.end


def billing_periods(rhythm: Rhythm, start: date, end: date | None) -> Iterator[BillingPeriod]:
    """Go through the periods from ``start`` to ``end``; the first and the last may be partial.

    Without ``end`` it goes on to the year 2199. Nothing comes when ``end`` precedes ``start``.
    """
    for rank in count(rhythm.rank_of(start)):
        whole = rhythm.period(rank)
        billed = whole.within(start, end)
        if billed is None or whole.start.year > LAST_YEAR:
            return
        yield BillingPeriod(billed, whole)


def periods_due(
    rhythm: Rhythm, timing: Timing, start: date, end: date | None, until: date
) -> Iterator[BillingPeriod]:
    """Go through the periods from ``start`` that are to be billed on ``until`` or before."""
    periods = billing_periods(rhythm, start, end)
    return takewhile(lambda period: period.due(timing) <= until, periods)


def last_day(effect: date, months: int) -> date:
    """Give the last day of a contract of ``months`` months: the eve of its anniversary."""
    return add_months(effect, months) - ONE_DAY
