"""Bringing in what the portal shows of a period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from wochorus.choruspro import IncompleteSearch, InvoiceSearch
from wochorus.core.dates import format_date
from wochorus.core.errors import InvalidInput
from wochorus.deposits.comparing.portal_rows import DRAFTS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from wochorus.choruspro import ChorusClient, InvoiceRow

MOST_ASKED_BY_NUMBER = 20
"""Invoices that the list of the period should show and does not, asked for one by one."""
LONGEST_PERIOD = timedelta(days=732)
FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Beyond them a date is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Period:
    """Days of issue, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        """Raise `InvalidInput` when the period is empty, beyond two years, or out of this age."""
        if not (self.first.year >= FIRST_YEAR and self.last.year <= LAST_YEAR):
            raise InvalidInput(
                f"La période va du {format_date(self.first)} au {format_date(self.last)}",
                remedy="Corrigez l'année de --from ou de --to.",
            )
        if self.first > self.last:
            raise InvalidInput(
                f"La période commence ({format_date(self.first)}) après sa fin "
                f"({format_date(self.last)})",
                remedy="Corrigez --from ou --to.",
            )
        if self.last - self.first > LONGEST_PERIOD:
            raise InvalidInput(
                "La période dépasse deux ans", remedy="Comparez une année après l'autre."
            )

    @classmethod
    def usual(cls, today: date) -> Period:
        """Give the whole of last month, and this month up to today."""
        if today.year < FIRST_YEAR:
            return cls(today, today)
        last_month = today.replace(day=1) - timedelta(days=1)
        return cls(last_month.replace(day=1), today)

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def rows_of(client: ChorusClient, period: Period) -> list[InvoiceRow]:
    """Read all that the portal shows of a period, drafts without a date included.

    Raises `IncompleteSearch` when not even one day comes whole; `Transient` or `Permanent` when
    Chorus Pro cannot be asked.
    """
    drafts = client.search_invoices(InvoiceSearch(statuses=tuple(sorted(DRAFTS))))
    dated = [row for row in drafts if row.issue_date is None or row.issue_date in period]
    return once([*_issued(client, period), *dated])


def _issued(client: ChorusClient, period: Period) -> list[InvoiceRow]:
    """Search by date of issue; a portal that caps its lists is asked for half the days, twice."""
    try:
        return client.search_invoices(
            InvoiceSearch(issued_from=period.first, issued_to=period.last)
        )
    except IncompleteSearch:
        if period.first == period.last:
            raise
        middle = period.first + (period.last - period.first) // 2
        halves = (Period(period.first, middle), Period(middle + timedelta(days=1), period.last))
        return [row for half in halves for row in _issued(client, half)]


def rows_numbered(client: ChorusClient, numbers: Iterable[str]) -> list[InvoiceRow]:
    """Ask for invoices by their numbers, whatever their dates."""
    return once(
        row
        for number in numbers
        for row in client.search_invoices(InvoiceSearch(invoice_number=number))
    )


def once(rows: Iterable[InvoiceRow]) -> list[InvoiceRow]:
    """Keep each invoice of the portal once, as it was read last."""
    return list({row.key: row for row in rows}.values())
