"""Figures, days and identifiers as the French write them, for the templates."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django import template
from django.utils.timezone import localtime

from wochorus.core.identifiers import format_siret
from wochorus.core.money import format_euros

if TYPE_CHECKING:
    from decimal import Decimal

register = template.Library()


@register.filter
def euros(amount: Decimal | None) -> str:
    """Write « 1 234,56 € »; nothing for no amount."""
    return "" if amount is None else format_euros(amount)


@register.filter
def siret(value: str | None) -> str:
    """Write a SIRET in groups."""
    return format_siret(value or "")


@register.filter
def day(value: date | datetime | None) -> str:
    """Write « 24/11/2026 »."""
    if isinstance(value, datetime):
        value = localtime(value)
    return "" if value is None else f"{value:%d/%m/%Y}"


@register.filter
def moment(value: datetime | None) -> str:
    """Write « 24/11/2026 à 14:05 », in the local time."""
    return "" if value is None else f"{localtime(value):%d/%m/%Y à %H:%M}"


@register.filter
def count(value: int) -> str:
    """Write « 16 464 »."""
    return f"{value:,}".replace(",", "\u202f")


@register.simple_tag
def plural(number: int, one: str, many: str) -> str:
    """Write « 1 facture », « 12 factures »; in French zero is singular."""
    return f"{count(number)} {many if abs(number) > 1 else one}"


@register.filter
def several(adjective: str) -> str:
    """Give the plural of a state: « intégrées »; « en attente » stays as it is."""
    return adjective if " " in adjective else f"{adjective}s"


@register.filter
def unlocalized(value: float, digits: int) -> str:
    """Write a figure for programs: a point, so many digits."""
    return f"{value:.{digits}f}"
