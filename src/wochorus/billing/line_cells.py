"""How the cells of a line are read: quantities, prices and units; see `journal_cells`.

A number with three decimals is plain here, where `1,234` is not among amounts: a price a thousand
times too high cannot pass, since the lines must add up to the invoice.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from wochorus.core.units import unit_code
from wochorus.spreadsheets.cells import CellRefused, code, number

if TYPE_CHECKING:
    from collections.abc import Callable

QUANTITY_STEP = Decimal("0.0001")
PRICE_STEP = Decimal("0.000001")
LARGEST = Decimal(999_999_999)
"""With six decimals, the fifteen digits that a spreadsheet keeps."""


def _decimal(step: Decimal, expected: str, decimals: str) -> Callable[[str], Decimal]:
    def read(cell: str) -> Decimal:
        value = number(cell, expected)
        if abs(value) > LARGEST:
            raise CellRefused(f"{expected}, au plus {LARGEST}")
        if value != value.quantize(step):
            raise CellRefused(f"{decimals} décimales au plus : arrondissez vous-même")
        return value

    return read


_quantity = _decimal(QUANTITY_STEP, "une quantité comme 12,5", "quatre")
_price = _decimal(PRICE_STEP, "un prix comme 24,60", "six")


def quantity(cell: str) -> Decimal:
    """Read a quantity, at most four decimals (BR-FR-DEC)."""
    return _quantity(cell)


def price(cell: str) -> Decimal:
    """Read a unit price in euros, at most six decimals (BR-FR-DEC), as it was typed."""
    return _price(cell)


def unit(cell: str) -> str:
    """Read a unit: a French word, or its code."""
    word = code(60)(cell)
    try:
        return unit_code(word)
    except ValueError:
        raise CellRefused(
            "une unité comme heure, jour, mois, m², forfait ou unité, ou son code UN/ECE (HUR, "
            "DAY, MON…)"
        ) from None
