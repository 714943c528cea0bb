"""The month that the demonstration bills: the one before today."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

NAMES = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month."""

    year: int
    number: int

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def middle(self) -> date:
        """The last day of its first half."""
        return date(self.year, self.number, 15)

    @property
    def last(self) -> date:
        """Its last day."""
        return date(self.year, self.number, monthrange(self.year, self.number)[1])

    @property
    def name(self) -> str:
        """Its French name with the year: ``octobre 2026``."""
        return f"{NAMES[self.number - 1]} {self.year}"

    @property
    def code(self) -> str:
        """Write it as file names do: ``2026-10``."""
        return f"{self.year}-{self.number:02d}"

    def weekdays(self) -> list[date]:
        """List its days, Saturdays and Sundays apart."""
        days = (self.first + timedelta(days=n) for n in range(self.last.day))
        return [day for day in days if day.weekday() < _SATURDAY]


def month_before(today: date) -> Month:
    """Give the calendar month before the one of ``today``."""
    end = today.replace(day=1) - timedelta(days=1)
    return Month(end.year, end.month)
