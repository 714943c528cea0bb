"""Amounts of money: exact decimals, one rounding rule, French writing.

Rounding is half up to the cent, as EN 16931 asks for document totals (BR-CO-10 and following).
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

CENT = Decimal("0.01")
ZERO = Decimal(0)
LARGEST_AMOUNT = Decimal("9999999999999.99")
"""Chorus Pro amounts are decimal(19,6): thirteen digits before the point."""

_SPACES = re.compile(r"[\s\u00a0\u202f]")
_PLAIN_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def to_cents(amount: Decimal) -> Decimal:
    """Round ``amount`` to two decimals, half up (away from zero on a tie)."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def parse_decimal(text: str) -> Decimal:
    """Read a number as French people type it: ``1 234,56``, ``1234.56``, ``12,00 €``, ``20 %``.

    Raises ``ValueError`` on anything else, on infinities and on numbers beyond
    ``LARGEST_AMOUNT``. A text with both ``.`` and ``,`` is read by its last separator.
    """
    compact = _SPACES.sub("", text).removesuffix("€").removesuffix("%")
    if "," in compact and "." in compact:
        thousands = "." if compact.rfind(",") > compact.rfind(".") else ","
        compact = compact.replace(thousands, "")
    compact = compact.replace(",", ".")
    if not _PLAIN_NUMBER.fullmatch(compact):
        raise ValueError(text)
    try:
        number = Decimal(compact)
    except InvalidOperation as error:
        raise ValueError(text) from error
    if abs(number) > LARGEST_AMOUNT:
        raise ValueError(text)
    return number


def format_amount(amount: Decimal) -> str:
    """Write ``amount`` to the cent with French separators: ``1 234,56``.

    The space between thousands is the narrow no-break space (U+202F).
    """
    return f"{to_cents(amount):,.2f}".replace(",", "\u202f").replace(".", ",")


def format_number(value: Decimal, places: int = 0) -> str:
    """Write a rate, a quantity or a price with the decimals that it has: ``5,5``, ``20``.

    At least ``places`` of them; thousands are not parted.
    """
    whole, _, part = f"{value.normalize():f}".partition(".")
    part = part.ljust(places, "0")
    return f"{whole},{part}" if part else whole


def format_euros(amount: Decimal) -> str:
    """Write ``amount`` in euros: ``1 234,56 €``, with no-break spaces."""
    return f"{format_amount(amount)}\u00a0€"
