"""What the workers do with requests: settle those whose answer was lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F

from wochorus.accounts.services import chorus_client
from wochorus.deposits.background.due import interval_at
from wochorus.deposits.models import LIVE_REQUEST_STATES, InvoiceRequest
from wochorus.deposits.patience import patience_for
from wochorus.deposits.requests.reconciliation import reconcile_requests, requests_to_settle

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from wochorus.accounts.models import Company


def companies_with_requests(now: datetime) -> set[int]:
    """Give the ids of the companies with a request to be asked about now.

    One that is being sent counts: its program may be dead.
    """
    live = InvoiceRequest.objects.filter(
        state__in=LIVE_REQUEST_STATES, environment=F("invoice__company__environment")
    ).values_list("invoice__company", "asked_at", "sent_at", "created_at")
    return {
        company
        for company, asked_at, sent_at, created_at in live
        if _is_due(now, asked_at, sent_at or created_at)
    }


def _is_due(now: datetime, asked_at: datetime | None, sent_at: datetime) -> bool:
    return asked_at is None or now - asked_at >= interval_at(now - sent_at)


def settle_requests(company: Company, goes_on: Callable[[], bool]) -> None:
    """Ask Chorus Pro about the uncertain requests of a company, once.

    Raises `Transient` or `Permanent` when Chorus Pro cannot be asked at all.
    """
    requests = requests_to_settle(company)
    if requests:
        with chorus_client(company) as client:
            reconcile_requests(requests, client, patience_for(company), goes_on)
