"""How old the annuaire is, and from when on that is too old."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from wochorus.core.dates import format_date
from wochorus.directory.columns import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from wochorus.directory.models import DirectoryImport

STALE_AFTER = timedelta(days=8)
"""It is published each week; a day more for what may fail."""
HOW_TO_REFRESH = (
    "Demandez-le à Chorus Pro (wochorus directory refresh), ou importez les fichiers publiés "
    "(wochorus directory import FICHIER…)."
)


def read_at(imports: Iterable[DirectoryImport]) -> datetime | None:
    """Give when the annuaire was last whole: the older of the last structures and last services.

    ``None`` while one of them was never imported. Each may be of any origin.
    """
    last: dict[str, datetime] = {}
    for each in imports:
        last[each.kind] = max(each.finished_at, last.get(each.kind, each.finished_at))
    return min(last.values()) if len(last) == len(COLUMNS) else None


def is_stale(read: datetime | None, now: datetime) -> bool:
    """Tell whether the annuaire may no longer be relied on."""
    return read is None or now - read > STALE_AFTER


def told_age(read: datetime | None, now: datetime) -> str:
    """Say in French how old the annuaire is."""
    if read is None:
        return "jamais importé en entier"
    days = (now - read).days
    told = f"il y a {days} jour{'s' if days > 1 else ''}" if days else "il y a moins d'un jour"
    stale = " : il a vieilli" if is_stale(read, now) else ""
    return f"dernier import le {format_date(timezone.localtime(read).date())}, {told}{stale}"
