"""How the cells of priced lines are read: quantities, prices, units, amounts and VAT; see `cells`.

A quantity or a price with three decimals is plain, where `1,234` is ambiguous among amounts: on an
invoice a price a thousand times too high cannot pass, since the lines must add up to its total.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from wochorus.core.money import CENT
from wochorus.core.tax_categories import TaxCategory
from wochorus.core.units import unit_code
from wochorus.spreadsheets.cells import CellRefused, code, number, one_of, text

if TYPE_CHECKING:
    from collections.abc import Callable

QUANTITY_STEP = Decimal("0.0001")
PRICE_STEP = Decimal("0.000001")
LARGEST = Decimal(999_999_999)
"""With six decimals, the fifteen digits that a spreadsheet keeps."""
SMALLEST_RATE = Decimal("0.9")
"""The lowest French VAT rate; below it, a spreadsheet has turned 20 % into 0.2."""
LARGEST_RATE = Decimal(100)

_EXEMPTION_CODE = re.compile(r"(VATEX-[A-Z]{2}-[A-Z0-9-]+)(?:\s*:)?(?:\s+(.*))?", re.IGNORECASE)
_CADRE = re.compile(r"[A-Z]\d{1,2}")
_THOUSANDS_OR_DECIMALS = re.compile(r"[+-]?\d{1,3}[.,]\d{3}")


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


def amount(cell: str) -> Decimal:
    """Read an amount in euros, to the cent exactly."""
    if _THOUSANDS_OR_DECIMALS.fullmatch(cell):
        raise CellRefused(
            "un montant comme 1234,56 (avec trois chiffres après le séparateur, il est ambigu)"
        )
    value = number(cell, "un montant comme 1234,56")
    if value != value.quantize(CENT):
        raise CellRefused("deux décimales au plus : arrondissez le montant vous-même")
    return value.quantize(CENT)


def rate(cell: str) -> Decimal:
    """Read a VAT rate in per cent."""
    value = number(cell, "un taux en pour cent comme 20 ou 5,5")
    if value != value.quantize(CENT) or not 0 <= value <= LARGEST_RATE:
        raise CellRefused("un taux en pour cent de 0 à 100, deux décimales au plus")
    if 0 < value < SMALLEST_RATE:
        raise CellRefused("un taux en pour cent : écrivez 20 pour 20 %, et non 0,2")
    return value.quantize(CENT)


tax_category = one_of(
    TaxCategory,
    taxe=TaxCategory.STANDARD,
    normale=TaxCategory.STANDARD,
    taux_normal=TaxCategory.STANDARD,
    taux_reduit=TaxCategory.STANDARD,
    zero=TaxCategory.ZERO,
    exonere=TaxCategory.EXEMPT,
    exoneration=TaxCategory.EXEMPT,
    auto_liquidation=TaxCategory.REVERSE_CHARGE,
    autoliquidee=TaxCategory.REVERSE_CHARGE,
    livraison_intracommunautaire=TaxCategory.INTRA_COMMUNITY,
    exportation=TaxCategory.EXPORT,
    hors_champ_de_la_tva=TaxCategory.OUT_OF_SCOPE,
    hors_tva=TaxCategory.OUT_OF_SCOPE,
)


def exemption(cell: str) -> tuple[str, str]:
    """Read why there is no VAT: a code of the VATEX list, a sentence, or both; return both."""
    value = text(1024)(cell)
    if found := _EXEMPTION_CODE.fullmatch(value):
        return found[1].upper(), found[2] or ""
    return "", value


def cadre(cell: str) -> str:
    """Read a billing frame: `A1`, or Chorus Pro's long name `A1_FACTURE_FOURNISSEUR`."""
    short = cell.strip().upper().replace(" ", "_").split("_")[0]
    if not _CADRE.fullmatch(short):
        raise CellRefused("un code comme A1, A2, A9 ou A12")
    return short
