"""The nightly comparison with the portal, and the duplicates that are still to be looked for.

A night begins at two in the morning. A company is due once a night: a machine that was off at that
hour does it when it is on again. What fails is tried again every hour.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.utils import timezone

from wochorus.accounts.models import ChorusAccess, Company
from wochorus.accounts.services import chorus_client
from wochorus.deposits.background.due import is_due
from wochorus.deposits.comparing.portal_side import Period
from wochorus.deposits.comparing.reading import compare_with_portal
from wochorus.deposits.duplicates import (
    conclude_duplicates,
    duplicates_everywhere,
    says_duplicate,
    unconcluded,
)
from wochorus.deposits.events import ACTOR
from wochorus.deposits.models import Flow, PortalReading, ReadingKind
from wochorus.deposits.patience import patience_for

if TYPE_CHECKING:
    from collections.abc import Callable

NIGHT = time(2)
"""Local hour; the portal is quiet, and the day's deposits have their final state."""
BETWEEN_TRIES = timedelta(hours=1)
ACTOR_OF_THE_NIGHT = "comparaison de la nuit"


def companies_to_compare(now: datetime) -> set[int]:
    """Give the companies that were not compared since the last night began.

    Those that deposit there for a night at least: during a first deposit there is nothing to find.
    """
    night = last_night(now)
    mine = {"company": OuterRef("pk"), "environment": OuterRef("environment")}
    readings = PortalReading.objects.filter(kind=ReadingKind.COMPARISON, **mine)
    return set(
        Company.objects.exclude(siret="")
        .filter(
            Exists(Flow.objects.filter(**mine, created_at__lt=night)),
            Exists(ChorusAccess.objects.filter(**mine)),
            ~Exists(readings.filter(read_at__gte=night)),
            ~Exists(readings.filter(asked_at__gt=now - BETWEEN_TRIES)),
        )
        .values_list("pk", flat=True)
    )


def last_night(now: datetime) -> datetime:
    """Give the last time that a night began."""
    today = timezone.localtime(now).date()
    begun = timezone.make_aware(datetime.combine(today, NIGHT))
    if begun > now:
        begun = timezone.make_aware(datetime.combine(today - timedelta(days=1), NIGHT))
    return begun


def compare_company(company: Company, _: Callable[[], bool] = lambda: True) -> None:
    """Compare the usual period of a company with its portal.

    Raises `Transient` or `Permanent` when Chorus Pro cannot be asked; the reading says why.
    """
    actor = ACTOR.set(ACTOR_OF_THE_NIGHT)
    try:
        with chorus_client(company) as client:
            period = Period.usual(timezone.localdate())
            compare_with_portal(company, client, period, patience_for(company))
    finally:
        ACTOR.reset(actor)


def companies_with_duplicates(now: datetime) -> set[int]:
    """Give the companies with an invoice refused as a duplicate, to be looked for now."""
    lines = duplicates_everywhere().select_related("flow").defer("flow__report")
    return {
        line.flow.company_id
        for line in lines
        if is_due(line.flow, now) and says_duplicate(line.message)
    }


def look_for_duplicates(company: Company, _: Callable[[], bool] = lambda: True) -> None:
    """Ask about the invoices of a company that were refused as duplicates.

    Raises `Transient` or `Permanent` when Chorus Pro cannot be asked.
    """
    if unconcluded(company):
        with chorus_client(company) as client:
            conclude_duplicates(company, client, patience_for(company))
