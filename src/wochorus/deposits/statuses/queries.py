"""Reads about the statuses: which invoices stand where, for a list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from wochorus.choruspro.catalogue import DEAD, INVOICE_STATUSES, Actor
from wochorus.deposits.models import FollowEnd
from wochorus.deposits.statuses.lives import current_lives

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from wochorus.accounts.models import Company
    from wochorus.deposits.models import InvoiceLife

OURS = frozenset(
    code for code, status in INVOICE_STATUSES.items() if status.actor is Actor.SUPPLIER
)
"""The statuses in which the supplier must act."""
DAYS_TO_PAY = 30
"""The delay of payment of most public bodies, when the invoice bears no other due date (French
public procurement code, R2192-10)."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which invoices to list. Empty fields keep everything.

    ``to_act``: the supplier must. ``late``: the payment is due, and was not told.
    """

    statuses: tuple[str, ...] = ()
    to_act: bool = False
    late: bool = False
    unknown: bool = False


def watched_lives(company: Company, wanted: Wanted, now: datetime) -> QuerySet[InvoiceLife]:
    """Select the lives that ``wanted`` keeps, those that wait for the longest first."""
    lives = current_lives(company).select_related(
        "invoice__customer", "invoice__company", "invoice__reissue__replacement"
    )
    if wanted.statuses:
        lives = lives.filter(status__in=wanted.statuses)
    if wanted.to_act:
        # What was issued anew has been acted upon, unless its rejection was taken back since.
        is_alive_twice = Q(invoice__reissue__isnull=False) & ~Q(status__in=(*DEAD, ""))
        lives = lives.filter(Q(status__in=OURS, invoice__reissue=None) | is_alive_twice)
    if wanted.unknown:
        lives = lives.exclude(status__in=(*INVOICE_STATUSES, ""))
    if wanted.late:
        lives = lives.filter(_is_late(now), end__in=(FollowEnd.NONE, FollowEnd.SILENT))
    return lives.order_by("status_at", "pk")


def _is_late(now: datetime) -> Q:
    day = timezone.localdate(now)
    past_due = Q(invoice__due_date__lt=day)
    return past_due | Q(
        invoice__due_date=None, invoice__deposited_at__lt=now - timedelta(days=DAYS_TO_PAY)
    )
