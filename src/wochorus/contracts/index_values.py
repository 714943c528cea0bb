"""Which value of an index counts on a date: the latest one published, or that of a month before.

A value belongs to a period, known by its first day (a month, a quarter), and is published later;
it may be provisional until the final one replaces it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from wochorus.contracts.calendar import add_months

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal


class Choice(StrEnum):
    """Which value of an index a clause names."""

    LATEST_PUBLISHED = "latest_published"
    MONTH_LAG = "month_lag"

    @property
    def label(self) -> str:
        """The French words."""
        if self is Choice.LATEST_PUBLISHED:
            return "dernier indice publié à la date de révision"
        return "indice d'un mois fixé avant la date de révision"


class Step(StrEnum):
    """How often an index comes out."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def months(self) -> int:
        """How many months one value stands for."""
        return {Step.MONTH: 1, Step.QUARTER: 3, Step.YEAR: 12}[self]

    @property
    def label(self) -> str:
        """The French word."""
        return {Step.MONTH: "mensuel", Step.QUARTER: "trimestriel", Step.YEAR: "annuel"}[self]

    def first_day(self, day: date) -> date:
        """Give the first day of the period that holds ``day``."""
        return date(day.year, (day.month - 1) // self.months * self.months + 1, 1)

    def period_name(self, period: date) -> str:
        """Name the period that begins on ``period``: ``T3 2026``, ``09/2026``, ``2026``."""
        if self is Step.MONTH:
            return f"{period:%m/%Y}"
        if self is Step.QUARTER:
            return f"T{(period.month + 2) // 3} {period.year}"
        return str(period.year)


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A value of an index: its period's first day, when it was published, whether it may move."""

    period: date
    value: Decimal
    published_on: date
    is_provisional: bool = False


@dataclass(frozen=True, slots=True)
class ChosenValue:
    """The value of a series that a revision uses; ``label`` names its period in French."""

    series: str
    label: str
    value: Decimal
    is_provisional: bool = False


def known_values(values: Iterable[DatedValue], day: date) -> dict[date, DatedValue]:
    """Keep, for each period, the last value published on ``day`` or before."""
    known: dict[date, DatedValue] = {}
    for value in sorted(values, key=lambda each: each.published_on):
        if value.published_on <= day:
            known[value.period] = value
    return known


def choose(
    values: Iterable[DatedValue], step: Step, day: date, choice: Choice, months: int = 0
) -> DatedValue | None:
    """Find the value that counts for a revision on ``day``, or nothing when it is not out yet.

    `Choice.MONTH_LAG` takes the period that holds the day ``months`` months before ``day``, in its
    last known edition: also one published after ``day``, as the period alone is named.
    """
    if choice is Choice.LATEST_PUBLISHED:
        known = known_values(values, day)
        return known[max(known)] if known else None
    wanted = step.first_day(add_months(day, -months))
    return known_values(values, date.max).get(wanted)
