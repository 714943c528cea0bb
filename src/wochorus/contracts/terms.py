"""How long a contract lives: its duration, its renewals, its end; and its state on a day."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from wochorus.contracts.calendar import LAST_YEAR, add_months
from wochorus.contracts.spans import ONE_DAY

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


class ContractState(StrEnum):
    """Where a contract stands on a day."""

    DRAFT = "draft"
    UPCOMING = "upcoming"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    ENDED = "ended"

    @property
    def label(self) -> str:
        """The French word."""
        return _LABELS[self]


_LABELS = {
    ContractState.DRAFT: "Brouillon",
    ContractState.UPCOMING: "À venir",
    ContractState.ACTIVE: "Actif",
    ContractState.SUSPENDED: "Suspendu",
    ContractState.ENDED: "Terminé",
}


@dataclass(frozen=True, slots=True)
class Term:
    """The life of a contract as it is written.

    ``ends_on`` is the last day of the duration told, none for an indefinite one. With
    ``renewal_months`` above zero it is renewed tacitly by that length, ``most_renewals`` times (or
    for ever). ``terminated_on``, the last day after a termination, goes before all.
    """

    starts_on: date
    ends_on: date | None = None
    renewal_months: int = 0
    most_renewals: int | None = None
    terminated_on: date | None = None
    notice_months: int = 0

    @property
    def last_day(self) -> date | None:
        """The last day to be billed, as known now; none when nothing ends it."""
        if self.terminated_on is not None or self.ends_on is None:
            return self.terminated_on
        if self.renewal_months and self.most_renewals is None:
            return None
        return self._end(self.most_renewals or 0 if self.renewal_months else 0)

    def renewals_on(self, day: date) -> int:
        """Count the tacit renewals that had taken place by ``day``."""
        if self.ends_on is None or not self.renewal_months:
            return 0
        count = 0
        most = self.most_renewals
        while self._end(count) < day and (most is None or count < most):
            if self._end(count).year > LAST_YEAR:
                break
            count += 1
        return count

    def current_end(self, day: date) -> date | None:
        """Give the end of the duration or renewal that runs on ``day``."""
        if self.terminated_on is not None or self.ends_on is None:
            return self.terminated_on
        return self._end(self.renewals_on(day))

    def notice_by(self, day: date) -> date | None:
        """Give the last day to announce that the renewal to come is not wanted."""
        if self.terminated_on is not None or not self.renewal_months:
            return None
        end = self.current_end(day)
        if end is None or ((last := self.last_day) is not None and end >= last):
            return None
        return add_months(end + ONE_DAY, -self.notice_months) - ONE_DAY

    def _end(self, renewals: int) -> date:
        if self.ends_on is None:
            raise ValueError(self)
        return add_months(self.ends_on + ONE_DAY, renewals * self.renewal_months) - ONE_DAY


def state_on(
    day: date, term: Term, suspensions: Iterable[tuple[date, date | None]], *, is_draft: bool
) -> ContractState:
    """Tell the state on ``day``; what was terminated or has run out is ended, a draft too."""
    last = term.last_day
    if last is not None and day > last:
        return ContractState.ENDED
    if is_draft:
        return ContractState.DRAFT
    if day < term.starts_on:
        return ContractState.UPCOMING
    if any(start <= day and (end is None or day <= end) for start, end in suspensions):
        return ContractState.SUSPENDED
    return ContractState.ACTIVE
