"""The annuaire kept up to date from Chorus Pro, once a week, when nobody looks.

What was imported once, by a person, is kept up to date: an empty annuaire stays empty, and the one
of a portal that no company is on any more is left alone. It is one for all the companies, so that
one of them asks; the next try is another's turn.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Subquery

from wochorus.accounts.models import ChorusAccess, ChorusEnvironment, Company
from wochorus.accounts.services import chorus_client
from wochorus.deposits.background.telling import tell
from wochorus.deposits.heartbeats import noted_reading
from wochorus.deposits.models import PortalReading, ReadingKind
from wochorus.directory.importer import Choices
from wochorus.directory.refreshing import (
    ORIGINS,
    origin_of,
    origins_to_refresh,
    refresh_directory,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from wochorus.directory.outcome import Outcome
    from wochorus.directory.staging import Progress

BETWEEN_TRIES = timedelta(days=1)
"""The file is large, and what cannot be read today is no more readable an hour later."""


def companies_to_refresh(now: datetime) -> set[int]:
    """Give the company that is to ask for the annuaire now, if it has grown a week old.

    Only companies in production once there is one.
    """
    companies = Company.objects.all()
    if companies.filter(environment=ChorusEnvironment.PRODUCTION).exists():
        companies = companies.filter(environment=ChorusEnvironment.PRODUCTION)
    old = origins_to_refresh(now)
    wanted = [environment for environment, origin in ORIGINS.items() if origin in old]
    if not wanted:
        return set()
    mine = {"company": OuterRef("pk"), "environment": OuterRef("environment")}
    readings = PortalReading.objects.filter(kind=ReadingKind.DIRECTORY, **mine)
    found = companies.filter(Exists(ChorusAccess.objects.filter(**mine)), environment__in=wanted)
    asked = found.annotate(asked_at=Subquery(readings.values("asked_at")))
    if asked.filter(asked_at__gt=now - BETWEEN_TRIES).exists():
        return set()
    first = asked.order_by(F("asked_at").asc(nulls_first=True), "pk").first()
    return {first.pk} if first else set()


def refresh_for(
    company: Company,
    choices: Choices,
    *,
    folder: Path | None = None,
    progress: Progress = lambda label, done, total: None,  # noqa: ARG005 - says nothing
) -> list[Outcome]:
    """Refresh the annuaire through the access of ``company``, and note that it was, or why not.

    Raises what `refresh_directory` raises.
    """
    with noted_reading(company, ReadingKind.DIRECTORY), chorus_client(company) as client:
        return refresh_directory(client, choices, folder=folder, progress=progress)


def refresh_annuaire(company: Company, _: Callable[[], bool] = lambda: True) -> None:
    """Refresh the annuaire, its good rows when some are bad.

    Raises `Transient` or `Permanent` when it cannot be asked for or read; it is unchanged then.
    """
    for outcome in refresh_for(company, Choices(origin=origin_of(company), partial=True)):
        told = f"{outcome.added} ajout(s), {outcome.changed} modification(s)"
        closed = f"{outcome.closed} fermeture(s), {outcome.rejected} ligne(s) refusée(s)"
        tell(f"{company.code} · annuaire, {outcome.kind} : {told}, {closed}")
