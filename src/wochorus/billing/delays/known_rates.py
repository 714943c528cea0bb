"""The rates in force: those that the program knows, and the user's own above them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from wochorus.billing.delays.models import RefinancingRate
from wochorus.billing.delays.rates import KNOWN_RATES, RateTable, half_year_of
from wochorus.core.errors import InvalidInput
from wochorus.core.money import format_number

if TYPE_CHECKING:
    from datetime import date

_HIGHEST = Decimal(50)
_PLACES = 3
"""Decimals that the column holds: one more would be lost unsaid."""


def rates_in_force() -> RateTable:
    """Give the table, the user's rates first."""
    own = RefinancingRate.objects.values_list("half_year", "percent")
    return KNOWN_RATES.with_rates(dict(own))


def record_rate(day: date, percent: Decimal, source: str = "", *, actor: str) -> RefinancingRate:
    """Record the rate of the half-year of ``day``, in percent; it replaces the one known.

    Raises `InvalidInput` when ``day`` begins no half-year or when the rate is no likely one.
    """
    if day != half_year_of(day):
        raise InvalidInput(
            f"Le {day:%d/%m/%Y} ne commence pas un semestre",
            remedy="Donnez un 1er janvier ou un 1er juillet.",
        )
    if not 0 <= percent <= _HIGHEST:
        raise InvalidInput(
            f"Un taux de refinancement de {format_number(percent)} % n'est pas vraisemblable",
            remedy="Donnez le taux de la BCE en pour cent, sans les huit points : 2,15.",
        )
    if percent != round(percent, _PLACES):
        raise InvalidInput(
            f"Un taux s'écrit avec {_PLACES} décimales au plus ({format_number(percent)} % donné)",
            remedy="Reprenez celui que la Banque de France publie.",
        )
    rate, _ = RefinancingRate.objects.update_or_create(
        half_year=day, defaults={"percent": percent, "source": source[:255], "actor": actor}
    )
    return rate
