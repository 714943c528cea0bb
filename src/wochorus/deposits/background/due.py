"""What there is to do now: the orders to carry out, the companies whose flows are to be read.

A flow is asked for often when it is young, then less and less. When Chorus Pro has said nothing
new of it for long, it is asked for no more by itself: the user is told, and may ask.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import F, Q

from wochorus.deposits.follow_up import OPEN_STATES
from wochorus.deposits.models import DepositOrder, Event, Flow, PortalReading, ReadingKind
from wochorus.deposits.resending import to_place_again
from wochorus.deposits.states import OrderState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

SHORTEST_INTERVAL = timedelta(seconds=10)
LONGEST_INTERVAL = timedelta(minutes=30)
SHARE_OF_AGE = 8
"""A flow is asked for again after an eighth of its age: ten times in its first half hour."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(minutes=10)
"""Between two tries of an order, when Chorus Pro cannot be reached."""
_MOST_DOUBLINGS = 10
REST_AFTER_FAILURE = timedelta(minutes=1)
"""Before a company is read again, when Chorus Pro could not be asked at all."""
DAYS_WITHOUT_NEWS = 15
"""After which a flow is no longer asked for by itself."""


def interval_at(age: timedelta) -> timedelta:
    """Say how long to wait between two readings of a flow of this age."""
    return min(max(age / SHARE_OF_AGE, SHORTEST_INTERVAL), LONGEST_INTERVAL)


def is_silent(flow: Flow, now: datetime) -> bool:
    """Tell whether Chorus Pro has said nothing new of an open flow for too long."""
    return now - _last_news(flow) > timedelta(days=DAYS_WITHOUT_NEWS)


def newly_silent(flows: Iterable[Flow], now: datetime) -> list[Flow]:
    """Give those of the open ``flows`` that are silent, and whose user was not told so."""
    silent = [flow for flow in flows if is_silent(flow, now)]
    if not silent:
        return []
    told = set(Event.objects.filter(kind="silent", flow__in=silent).values_list("flow", flat=True))
    return [flow for flow in silent if flow.pk not in told]


def is_due(flow: Flow, now: datetime) -> bool:
    """Tell whether an open flow is to be asked for now."""
    if flow.asked_at is None:
        return True
    age = now - (flow.sent_at or flow.created_at)
    return not is_silent(flow, now) and now - flow.asked_at >= interval_at(age)


def _last_news(flow: Flow) -> datetime:
    return flow.news_at or flow.sent_at or flow.created_at


def open_flows_everywhere() -> QuerySet[Flow]:
    """Give the open flows of the companies that still deposit where they were sent."""
    return Flow.objects.filter(
        state__in=OPEN_STATES, environment=F("company__environment")
    ).select_related("company")


def due_companies(now: datetime) -> set[int]:
    """Give the ids of the companies with a flow to be asked for or told of now, or placed again."""
    moments = ("company_id", "asked_at", "sent_at", "created_at", "news_at")
    # Without the reports: thousands of flows may be open.
    flows = list(open_flows_everywhere().select_related(None).only(*moments))
    due = {flow.company_id for flow in flows if is_due(flow, now)} - _out_of_reach(now)
    due.update(flow.company_id for flow in newly_silent(flows, now))
    return due.union(to_place_again().values_list("company", flat=True))


def _out_of_reach(now: datetime) -> set[int]:
    """Give the companies whose last reading of flows failed a moment ago."""
    failed = PortalReading.objects.filter(
        kind=ReadingKind.FLOWS,
        environment=F("company__environment"),
        asked_at__gt=now - REST_AFTER_FAILURE,
    ).exclude(trouble="")
    return set(failed.values_list("company_id", flat=True))


def pause_after(tries: int) -> timedelta:
    """Say how long to wait after so many tries in a row that did not reach Chorus Pro."""
    doublings: int = 2 ** min(tries, _MOST_DOUBLINGS)
    return min(FIRST_PAUSE * doublings, LONGEST_PAUSE)


def waiting_orders(now: datetime) -> QuerySet[DepositOrder]:
    """Give the orders that workers are to prepare or carry out now."""
    return DepositOrder.objects.filter(
        Q(next_try_at__isnull=True) | Q(next_try_at__lte=now),
        unattended=True,
        state__in=(OrderState.DRAFT, OrderState.PLANNED, OrderState.RUNNING),
        environment=F("company__environment"),
    ).order_by("pk")
