"""Dates as the French read and write them."""

from __future__ import annotations

import re
from datetime import date, datetime

_MIDNIGHT = r"(?:[T ]00:00(?::00(?:\.0+)?)?)?"
_FRENCH = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})" + _MIDNIGHT, re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})" + _MIDNIGHT, re.ASCII)


def parse_date(text: str) -> date:
    """Read ``24/11/2026``, ``24-11-2026``, ``24.11.2026`` or ``2026-11-24``, at midnight if timed.

    Raises ``ValueError`` on anything else, two-digit years included: they are guesses.
    """
    text = text.strip()
    if match := _FRENCH.fullmatch(text):
        day, month, year = (int(part) for part in match.groups())
        return date(year, month, day)
    if match := _ISO.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
        return date(year, month, day)
    raise ValueError(text)


def format_date(day: date) -> str:
    """Write ``24/11/2026``."""
    return f"{day:%d/%m/%Y}"


def format_moment(moment: datetime) -> str:
    """Write ``24/11/2026 09:05``, in the zone that ``moment`` carries."""
    return f"{moment:%d/%m/%Y %H:%M}"
