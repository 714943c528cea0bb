"""The rate of the European Central Bank on the first day of each half-year.

Its main refinancing operations (MRO, fixed rate tender), as its decisions give it. A half-year
that is not in the table has to be added by the user: a guessed rate would make a false claim.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Mapping

_SECOND_HALF = 7


class UnknownRateError(InvalidInput):
    """The rate of a half-year is not in the table."""


def half_year_of(day: date) -> date:
    """Give the first day of the half-year of ``day``: 1 January or 1 July."""
    return date(day.year, _SECOND_HALF if day.month >= _SECOND_HALF else 1, 1)


@dataclass(frozen=True, slots=True)
class RateTable:
    """Refinancing rates, in percent a year, by the first day of their half-year."""

    refinancing: Mapping[date, Decimal]

    def on(self, day: date) -> Decimal:
        """Give the refinancing rate of the half-year of ``day``. Raises `UnknownRateError`."""
        first = half_year_of(day)
        if first not in self.refinancing:
            shown = f"{first:%d/%m/%Y}"
            raise UnknownRateError(
                f"Le taux de la Banque centrale européenne au {shown} n'est pas connu",
                where="table des taux de refinancement",
                remedy=f"La Banque de France le publie : wochorus late rate add {shown} TAUX.",
            )
        return self.refinancing[first]

    def with_rates(self, more: Mapping[date, Decimal]) -> RateTable:
        """Give the table with the user's own rates: they come first."""
        return RateTable({**self.refinancing, **more})


KNOWN_RATES = RateTable(
    {
        date(2019, 1, 1): Decimal("0.00"),
        date(2019, 7, 1): Decimal("0.00"),
        date(2020, 1, 1): Decimal("0.00"),
        date(2020, 7, 1): Decimal("0.00"),
        date(2021, 1, 1): Decimal("0.00"),
        date(2021, 7, 1): Decimal("0.00"),
        date(2022, 1, 1): Decimal("0.00"),
        date(2022, 7, 1): Decimal("0.00"),
        date(2023, 1, 1): Decimal("2.50"),
        date(2023, 7, 1): Decimal("4.00"),
        date(2024, 1, 1): Decimal("4.50"),
        date(2024, 7, 1): Decimal("4.25"),
        date(2025, 1, 1): Decimal("3.15"),
        date(2025, 7, 1): Decimal("2.15"),
    }
)
"""ECB, key interest rates, main refinancing operations, up to the last half-year checked."""
