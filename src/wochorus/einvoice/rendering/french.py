"""Numbers, dates and identifiers as French print sets them.

Thousands are parted by the narrow no-break space, units follow a no-break space, and a negative
number has the true minus sign.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.core.dates import format_date
from wochorus.core.identifiers import (
    SIREN_LENGTH,
    compact_identifier,
    format_siret,
)
from wochorus.core.money import format_amount

if TYPE_CHECKING:
    from decimal import Decimal

    from wochorus.einvoice.model import Period

NO_BREAK, NARROW, MINUS = "\u00a0", "\u202f", "\u2212"
_SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£", "XPF": "F CFP"}
_CENTS = 2
_VAT_LENGTH = 13


def amount(value: Decimal, currency: str = "") -> str:
    """Write an amount to the cent, with its currency when one is given: ``−1 234,56 €``."""
    text = format_amount(value).replace("-", MINUS)
    return f"{text}{NO_BREAK}{_SYMBOLS.get(currency, currency)}" if currency else text


def price(value: Decimal) -> str:
    """Write a unit price with the decimals that it has, two at least: ``12,50``, ``0,0125``."""
    places = max(_CENTS, _decimals(value))
    return _french(f"{value:,.{places}f}")


def number(value: Decimal) -> str:
    """Write a quantity or a percentage without idle zeros: ``1 500``, ``2,5``."""
    return _french(f"{value:,.{_decimals(value)}f}")


def rate(value: Decimal) -> str:
    """Write a rate: ``5,5 %``."""
    return f"{number(value)}{NO_BREAK}%"


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _french(text: str) -> str:
    return text.replace(",", NARROW).replace(".", ",").replace("-", MINUS)


def period(span: Period | None) -> str:
    """Write a period in words: ``du 01/11/2026 au 30/11/2026``; empty when there is none."""
    if span is None or (span.start is None and span.end is None):
        return ""
    if span.start is None or span.end is None:
        day, word = (span.end, "jusqu’au") if span.end else (span.start, "à partir du")
        return f"{word} {format_date(day)}" if day else ""
    if span.start == span.end:
        return f"le {format_date(span.start)}"
    return f"du {format_date(span.start)} au {format_date(span.end)}"


def siren(text: str) -> str:
    """Write a SIREN in groups of three; anything else comes back unchanged."""
    compact = compact_identifier(text)
    if len(compact) != SIREN_LENGTH or not compact.isdecimal():
        return text
    return NO_BREAK.join((compact[:3], compact[3:6], compact[6:]))


def siret(text: str) -> str:
    """Write a SIRET in groups; anything else comes back unchanged."""
    return format_siret(compact_identifier(text)) if text else text


def vat_number(text: str) -> str:
    """Write a French VAT number in groups, ``FR 44 732 829 320``; another is left unchanged."""
    compact = compact_identifier(text)
    if not compact.startswith("FR") or len(compact) != _VAT_LENGTH:
        return text
    return NO_BREAK.join((compact[:2], compact[2:4], siren(compact[4:])))


def iban(text: str) -> str:
    """Write an IBAN in groups of four, as banks print it."""
    compact = compact_identifier(text).upper()
    return NO_BREAK.join(compact[start : start + 4] for start in range(0, len(compact), 4))


def sentence(label: str) -> str:
    """Begin a label with a capital, its apostrophes as print has them."""
    return (label[:1].upper() + label[1:]).replace("'", "’")


def fact(label: str, value: str) -> dict[str, str]:
    """Pair a value with what it is called."""
    return {"label": label, "value": value}
