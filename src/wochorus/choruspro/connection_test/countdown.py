"""How many days a technical password has left, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.core.dates import format_date

if TYPE_CHECKING:
    from datetime import date

PASSWORD_WARNING_DAYS = 30
"""A month, so that a holiday does not hide the warning."""


def told_expiry(expires_on: date, today: date) -> str:
    """Say in French when a password ends, and how many days are left."""
    day = format_date(expires_on)
    match (expires_on - today).days:
        case 0:
            return f"il expire aujourd'hui, {day}"
        case 1:
            return f"il expire demain, {day}"
        case -1:
            return f"il a expiré hier, {day}"
        case days if days < 0:
            return f"il a expiré le {day}, il y a {-days} jours"
        case days:
            return f"il expire le {day}, dans {days} jours"
