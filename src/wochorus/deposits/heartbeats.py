"""When Chorus Pro was last read for a company, and what stopped the last try."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Q

from wochorus.core.dates import time_since
from wochorus.core.errors import Permanent, Transient
from wochorus.deposits.models import PortalReading, ReadingKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from wochorus.accounts.models import Company


def database_now() -> datetime:
    """Ask the database the time: programs on several machines compare their moments by it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (now,) = cursor.fetchone()
    return now  # type: ignore[no-any-return] # a timestamptz


@contextmanager
def noted_reading(company: Company, kind: ReadingKind) -> Iterator[PortalReading]:
    """Note that the portal is being read, then that it was, or what stopped it.

    Give the reading as it was before. The failure goes on its way.
    """
    reading, _ = PortalReading.objects.get_or_create(
        company=company, environment=company.environment, kind=kind
    )
    mine = PortalReading.objects.filter(pk=reading.pk)
    mine.update(asked_at=database_now())
    try:
        yield reading
    except (Transient, Permanent) as failure:
        mine.update(trouble=failure.what)
        raise
    mine.update(read_at=database_now(), trouble="")


def move_cursor(reading: PortalReading, read_to: datetime | None) -> None:
    """Note that every change up to ``read_to`` is known; another program may know more."""
    if read_to is not None:
        behind = Q(read_to__isnull=True) | Q(read_to__lt=read_to)
        PortalReading.objects.filter(behind, pk=reading.pk).update(read_to=read_to)


def readings_of(company: Company) -> dict[ReadingKind, PortalReading]:
    """Give the latest reading of each kind, on the company's environment."""
    readings = PortalReading.objects.filter(company=company, environment=company.environment)
    return {ReadingKind(reading.kind): reading for reading in readings}


def heartbeat(reading: PortalReading | None, now: datetime) -> str:
    """Say in French how old a reading is: « dernier relevé il y a 12 min », and its trouble."""
    if reading is None or (reading.read_at is None and reading.asked_at is None):
        return "jamais relevé"
    last = f"dernier relevé {time_since(reading.read_at, now)}" if reading.read_at else "jamais lu"
    if not reading.trouble or reading.asked_at is None:
        return last
    return f"{last} ; dernier essai {time_since(reading.asked_at, now)} : {reading.trouble}"


def last_reading(company: Company, kind: ReadingKind = ReadingKind.FLOWS) -> str:
    """Say how old the latest reading of one kind is: see `heartbeat`."""
    return heartbeat(readings_of(company).get(kind), database_now())
