"""The clock itself: it starts when the invoice can be opposed to the payer, and stops once.

CCP R2192-12 and R2192-13: the delay runs from the receipt of the invoice, or from the end of the
work when that comes later. R2192-27 to R2192-29: the payer may suspend it once; when all that was
asked has come, a new delay opens, of thirty days or of what was left if that was more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

DAYS_AFTER_SUSPENSION = 30


@dataclass(frozen=True, slots=True)
class Suspension:
    """A suspension: the day on which it was notified, and that on which all had come, if it has."""

    notified_on: date
    completed_on: date | None = None

    def __post_init__(self) -> None:
        if self.completed_on is not None and self.completed_on < self.notified_on:
            raise ValueError(self)


@dataclass(frozen=True, slots=True)
class Clock:
    """Where the delay stands.

    ``due`` is its last day, none while it is suspended. ``void`` are the suspensions without
    effect: a second one, or one that came when the delay was over.
    """

    due: date | None
    suspended_since: date | None = None
    void: tuple[Suspension, ...] = ()

    def days_late(self, on: date) -> int:
        """Count the days after the last one; zero while it runs or is suspended."""
        return 0 if self.due is None else max((on - self.due).days, 0)


def opposable_day(received_on: date, executed_on: date | None = None) -> date:
    """Say when the delay starts: at the receipt, or at the end of the work when it comes later."""
    return max(received_on, executed_on or received_on)


def run_clock(start: date, days: int, suspensions: Iterable[Suspension] = ()) -> Clock:
    """Run a delay of ``days`` calendar days from ``start`` through its suspensions."""
    due = start + timedelta(days)
    effective, void = _sorted(suspensions, start, due)
    if effective is None:
        return Clock(due, void=void)
    if effective.completed_on is None:
        return Clock(None, effective.notified_on, void)
    left = (due - effective.notified_on).days
    new_delay = timedelta(max(left, DAYS_AFTER_SUSPENSION))
    return Clock(effective.completed_on + new_delay, void=void)


def _sorted(
    suspensions: Iterable[Suspension], start: date, due: date
) -> tuple[Suspension | None, tuple[Suspension, ...]]:
    """Give the one that counts, and those that do not."""
    ordered = sorted(suspensions, key=lambda one: one.notified_on)
    in_time = [one for one in ordered if one.notified_on <= due]
    first = in_time[0] if in_time else None
    if first is not None and first.notified_on < start:
        first = Suspension(start, max(first.completed_on, start) if first.completed_on else None)
        return first, tuple(one for one in ordered if one is not in_time[0])
    return first, tuple(one for one in ordered if one is not first)
