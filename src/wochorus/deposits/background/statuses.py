"""Reading the statuses of the invoices again and again, when nobody looks."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from wochorus.accounts.models import Company
from wochorus.accounts.services import chorus_client
from wochorus.billing.models import DepositState, Invoice
from wochorus.deposits.models import InvoiceLife, PortalReading, ReadingKind
from wochorus.deposits.statuses.reading import read_statuses

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

STATUS_INTERVAL = timedelta(minutes=15)


def companies_to_read(now: datetime) -> set[int]:
    """Give the ids of the companies whose statuses are to be read now.

    One that was never read waits for the age of its first integrated invoice: just after the
    integration there is nothing new, and the deposit goes on through the same account.
    """
    integrated = Invoice.objects.filter(
        company=OuterRef("pk"), deposit_state=DepositState.INTEGRATED
    )
    read = PortalReading.objects.filter(
        company=OuterRef("pk"), environment=OuterRef("environment"), kind=ReadingKind.STATUSES
    )
    lately = read.filter(asked_at__gt=now - STATUS_INTERVAL)
    waiting = Company.objects.filter(Exists(integrated), ~Exists(lately))
    before = set(waiting.filter(Exists(read)).values_list("pk", flat=True))
    never = waiting.filter(~Exists(read))
    return before.union(company.pk for company in never if not _is_young(company, now))


def _is_young(company: Company, now: datetime) -> bool:
    then = now - STATUS_INTERVAL
    integrated = Invoice.objects.filter(company=company, deposit_state=DepositState.INTEGRATED)
    # Found at once in a long journal, where the lives of all companies would be read through.
    if integrated.filter(deposited_at__lte=then).exists():
        return False
    lives = InvoiceLife.objects.filter(invoice__company=company, environment=company.environment)
    first = lives.order_by("seen_at").values_list("seen_at", flat=True).first()
    return first is not None and first > then


def read_company(company: Company, goes_on: Callable[[], bool] = lambda: True) -> None:
    """Read the statuses of a company, once.

    Raises `Transient` or `Permanent` when Chorus Pro cannot be asked at all.
    """
    with chorus_client(company) as client:
        read_statuses(company, client, goes_on)
