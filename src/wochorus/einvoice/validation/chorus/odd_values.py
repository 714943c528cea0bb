"""The values of an invoice that are out of the ordinary, wherever they stand.

One walk over the whole invoice serves the rules on characters, numbers and years. A path is
written only for what is odd: an ordinary invoice of 10 lines holds some 250 values, and none.
"""

from __future__ import annotations

import dataclasses
import re
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    Value = str | Decimal | date

MOST_DECIMALS = 6
MOST_DIGITS = 19
FIRST_YEAR, LAST_YEAR = 2000, 2099
MOST_ODD_VALUES = 200
"""Enough to tell what is wrong; a file made to exhaust the memory may hold millions."""

_TOO_SHORT_TO_BE_ODD = len("0.123456")

NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclasses.dataclass(frozen=True, slots=True)
class OddValue:
    """A value out of the ordinary and its path in the model."""

    path: str
    value: Value


def odd_values(invoice: object) -> tuple[OddValue, ...]:
    """Find the texts that XML cannot hold, the numbers and the years out of bounds.

    The first ``MOST_ODD_VALUES`` of them, in the order of the model.
    """
    found = (OddValue(path, value) for path, value in _in_group(invoice))
    return tuple(islice(found, MOST_ODD_VALUES))


def is_reckonable(value: Value) -> bool:
    """Tell whether a number is finite, and its first digit within 19 places of the point."""
    if not isinstance(value, Decimal):
        return True
    return value.is_finite() and -MOST_DIGITS < value.adjusted() < MOST_DIGITS


def decimals(number: Decimal) -> int:
    """Count the decimals as they are written: ``2.50`` has two."""
    exponent = number.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def digits(number: Decimal) -> int:
    """Count the positions as they are written, on both sides of the point."""
    written = number.as_tuple()
    if not isinstance(written.exponent, int):
        return 0
    if written.exponent >= 0:
        return len(written.digits) + written.exponent
    return max(len(written.digits), -written.exponent)


def _in_group(group: Any) -> Iterator[tuple[str, Value]]:  # noqa: ANN401 - any group
    for name in getattr(group, "__dataclass_fields__", ()):
        value = getattr(group, name)
        if value is None:
            continue
        if isinstance(value, str):
            if not value.isprintable() and NOT_IN_XML.search(value):
                yield name, value
        elif isinstance(value, Decimal):
            if _is_odd_number(value):
                yield name, value
        elif isinstance(value, date):
            if not FIRST_YEAR <= value.year <= LAST_YEAR:
                yield name, value
        else:
            yield from ((f"{name}{path}", odd) for path, odd in _in_groups(value))


def _in_groups(value: object) -> Iterator[tuple[str, Value]]:
    if isinstance(value, tuple):
        for position, entry in enumerate(value):
            for path, odd in _in_group(entry):
                yield f"[{position}].{path}", odd
    else:
        for path, odd in _in_group(value):
            yield f".{path}", odd


def _is_odd_number(number: Decimal) -> bool:
    text = str(number)
    if len(text) <= _TOO_SHORT_TO_BE_ODD and text.replace(".", "").isdigit():
        return False
    if not is_reckonable(number):
        return True
    return decimals(number) > MOST_DECIMALS or digits(number) > MOST_DIGITS
