"""Dates as the French read and write them."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

_MIDNIGHT = r"(?:[T ]00:00(?::00(?:\.\d+)?)?)?"
_TIME = re.compile(r"(?:\d{1,4}[/.\-]){2}\d{1,4}[T ]+(\d{1,2}[:hH]\d{2}.*)", re.ASCII)
_FRENCH = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})" + _MIDNIGHT, re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})" + _MIDNIGHT, re.ASCII)


def parse_date(text: str) -> date:
    """Read ``24/11/2026``, ``24-11-2026``, ``24.11.2026`` or ``2026-11-24``, at midnight if timed.

    A part of a second after midnight is the binary dust of a spreadsheet. Raises ``ValueError`` on
    anything else, two-digit years included: they are guesses.
    """
    text = text.strip()
    if match := _FRENCH.fullmatch(text):
        day, month, year = (int(part) for part in match.groups())
        return date(year, month, day)
    if match := _ISO.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
        return date(year, month, day)
    raise ValueError(text)


def time_beside_date(text: str) -> str:
    """Give the time of day that a text has after its date, or nothing."""
    found = _TIME.fullmatch(text.strip())
    return found[1] if found else ""


def format_date(day: date) -> str:
    """Write ``24/11/2026``."""
    return f"{day:%d/%m/%Y}"


def format_moment(moment: datetime) -> str:
    """Write ``24/11/2026 09:05``, in the zone that ``moment`` carries."""
    return f"{moment:%d/%m/%Y %H:%M}"


def time_since(moment: datetime, now: datetime) -> str:
    """Say how long ago ``moment`` was: « à l'instant », « il y a 12 min », « il y a 3 jours »."""
    elapsed = now - moment
    if elapsed < timedelta(minutes=1):
        return "à l'instant"
    if elapsed < timedelta(hours=1):
        return f"il y a {elapsed // timedelta(minutes=1)} min"
    if elapsed < timedelta(days=2):
        return f"il y a {elapsed // timedelta(hours=1)} h"
    return f"il y a {elapsed.days} jours"
