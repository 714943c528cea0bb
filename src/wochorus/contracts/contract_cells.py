"""How the cells that only contracts have are read; see `wochorus.spreadsheets.cells`."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from wochorus.contracts.amounts import PriceBasis
from wochorus.contracts.calendar import MONTHS, Timing
from wochorus.contracts.models import CeilingBasis
from wochorus.core.dates import parse_date
from wochorus.core.text import fold
from wochorus.customers.terms import parse_term
from wochorus.spreadsheets.cells import CellRefused, number, one_of

if TYPE_CHECKING:
    from collections.abc import Callable

_WHOLE = re.compile(r"(\d{1,6})(?:[.,]0+)?")
_QUARTER = re.compile(r"(?:t|trimestre )([1-4])[ /-]?((?:19|20|21)\d\d)")
_MONTH = re.compile(r"(\d{1,2})[/-]((?:19|20|21)\d\d)")
_YEAR = re.compile(r"(?:19|20|21)\d\d")
MOST_PERCENT = 1000
LARGEST_INDEX = Decimal(999_999_999)
_YES = frozenset({"oui", "o", "x", "vrai", "1", "yes"})
_NO = frozenset({"non", "n", "faux", "0", "no"})

timing = one_of(
    Timing,
    a_echoir=Timing.ADVANCE,
    en_avance=Timing.ADVANCE,
    terme_a_echoir=Timing.ADVANCE,
    terme_echu=Timing.ARREARS,
)
basis = one_of(
    PriceBasis,
    mois=PriceBasis.MONTH,
    mensuel=PriceBasis.MONTH,
    an=PriceBasis.YEAR,
    annuel=PriceBasis.YEAR,
    periode=PriceBasis.PERIOD,
    par_periode=PriceBasis.PERIOD,
)
ceiling_basis = one_of(CeilingBasis)


def whole(lowest: int, highest: int) -> Callable[[str], int]:
    """Make a reader of whole numbers between two bounds, both allowed."""

    def read(cell: str) -> int:
        found = _WHOLE.fullmatch(cell.strip())
        value = int(found[1]) if found else -1
        if not lowest <= value <= highest:
            raise CellRefused(f"un nombre entier de {lowest} à {highest}")
        return value

    return read


def yes_or_no(cell: str) -> bool:
    """Read `oui`, `non`, or what people tick."""
    word = fold(cell)
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise CellRefused("oui ou non")


def payment_term(cell: str) -> str:
    """Read a payment term, and write it the way that is kept."""
    try:
        return str(parse_term(cell))
    except ValueError as error:
        raise CellRefused(str(error)) from None


def index_period(cell: str) -> date:
    """Read a period by its name (`T3 2026`, `09/2026`, `2026`) or a day of it; give a day of it."""
    word = fold(cell)
    if found := _QUARTER.fullmatch(word):
        return date(int(found[2]), int(found[1]) * 3 - 2, 1)
    if (found := _MONTH.fullmatch(word)) and 1 <= int(found[1]) <= MONTHS:
        return date(int(found[2]), int(found[1]), 1)
    if found := _YEAR.fullmatch(word):
        return date(int(found[0]), 1, 1)
    try:
        return parse_date(cell)
    except ValueError:
        raise CellRefused("une période comme T3 2026, 09/2026 ou 2026") from None


def index_value(cell: str) -> Decimal:
    """Read the value of an index: above zero, four decimals at most."""
    value = number(cell, "une valeur comme 113,2")
    if value <= 0 or value != value.quantize(Decimal("0.0001")) or value > LARGEST_INDEX:
        raise CellRefused("une valeur positive, quatre décimales au plus")
    return value


def weight(cell: str) -> Decimal:
    """Read a part of a formula: `0,85`, from 0 to 1, six decimals at most."""
    value = number(cell, "une part comme 0,85")
    if not 0 <= value <= 1 or value != value.quantize(Decimal("0.000001")):
        raise CellRefused("une part de 0 à 1, comme 0,85, six décimales au plus")
    return value


def percent(cell: str) -> Decimal:
    """Read a bound in per cent: three decimals at most."""
    value = number(cell, "un pourcentage comme 3 ou 2,5")
    if not 0 <= value < MOST_PERCENT or value != value.quantize(Decimal("0.001")):
        raise CellRefused("un pourcentage positif, trois décimales au plus")
    return value
