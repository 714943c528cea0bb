"""How the pages write dates, amounts, numbers and sizes: the French way."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from chorus_simulator.clock import PARIS

NARROW, FIXED = "\u202f", "\u00a0"
_SIRET = 14
_KILO = 1000


def moment(seconds: float | None) -> str:
    """Write a moment to the minute: 24/11/2026 14:05."""
    if seconds is None:
        return "—"
    return datetime.fromtimestamp(seconds, PARIS).strftime(f"%d/%m/%Y{FIXED}%H:%M")


def second(seconds: float) -> str:
    """Write a moment to the second: 24/11/2026 14:05:09."""
    return datetime.fromtimestamp(seconds, PARIS).strftime(f"%d/%m/%Y{FIXED}%H:%M:%S")


def written(stamp: str) -> str:
    """Write a moment given in ISO 8601 as `moment` does."""
    return moment(datetime.fromisoformat(stamp).timestamp())


def day(text: str | None) -> str:
    """Write a day given as AAAA-MM-JJ: 24/11/2026."""
    try:
        return date.fromisoformat((text or "")[:10]).strftime("%d/%m/%Y")
    except ValueError:
        return text or "—"


def amount(text: str | float | None, currency: str = "EUR") -> str:
    """Write an amount with two decimals: 1 234,50 €; what is no number stays as it is."""
    try:
        found = Decimal(str(text))
        figures = f"{found:,.2f}".replace(",", NARROW).replace(".", ",")
    except (InvalidOperation, ValueError):
        return "—" if text in (None, "") else str(text)
    return f"{figures}{FIXED}{'€' if currency == 'EUR' else currency}"


def figure(text: str | None) -> str:
    """Write a quantity or a rate: 8,5; without idle zeros."""
    try:
        found = Decimal(text or "")
        return f"{found.normalize():f}".replace(".", ",")
    except (InvalidOperation, ValueError):
        return text or "—"


def count(number: int) -> str:
    """Write a whole number: 12 345."""
    return f"{number:,}".replace(",", NARROW)


def siret(text: str) -> str:
    """Write a SIRET in groups: 732 829 320 00074; another identifier as it is."""
    if len(text) != _SIRET or not text.isdecimal():
        return text
    return FIXED.join((text[:3], text[3:6], text[6:9], text[9:]))


def size(octets: int) -> str:
    """Write a size: 812 o, 48 Ko, 2,3 Mo."""
    if octets < _KILO:
        return f"{octets}{FIXED}o"
    if octets < _KILO**2:
        return f"{octets / _KILO:.0f}{FIXED}Ko"
    return f"{octets / _KILO**2:.1f}{FIXED}Mo".replace(".", ",")


FILTERS = {
    "moment": moment,
    "second": second,
    "written": written,
    "day": day,
    "amount": amount,
    "figure": figure,
    "count": count,
    "siret": siret,
    "size": size,
}
