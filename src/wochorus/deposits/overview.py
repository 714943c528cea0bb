"""What is to be done today for a company: counts, each of which opens a list.

All are read from what is stored; Chorus Pro is not asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q, Sum
from django.utils import timezone

from wochorus.billing.drafts.models import InvoiceDraft
from wochorus.billing.models import FREE_STATES, DepositState, Invoice
from wochorus.contracts.due import contracts_to_bill, due_bills
from wochorus.core.money import ZERO
from wochorus.customers.models import BuyerKind
from wochorus.deposits.lateness.claims import late_invoices
from wochorus.deposits.models import DepositOrder
from wochorus.deposits.states import OrderState
from wochorus.deposits.statuses.queries import Wanted, watched_lives

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from wochorus.accounts.models import Company

SUSPENDED = "SUSPENDUE"
REJECTED = ("REJETEE", "A_RECYCLER")


@dataclass(frozen=True, slots=True)
class Share:
    """Some invoices: how many, and their amount in euros (with tax, or what is still owed)."""

    count: int = 0
    amount: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Overview:
    """The work of a day.

    ``to_deposit`` counts public invoices that have not left, ``refused`` those of them that the
    portal sent back, ``to_act`` those on the portal that wait for the supplier.
    """

    contracts_to_bill: int
    drafts: int
    to_deposit: Share
    refused: Share
    ambiguous: Share
    suspended: int
    rejected: int
    to_act: int
    late: Share
    open_orders: int


def overview_of(company: Company, today: date) -> Overview:
    """Count what is to be done on ``today``, the day in Paris."""
    to_deposit, refused, ambiguous = _not_there(company)
    late = late_invoices(company, today)
    statuses = _statuses(company)
    return Overview(
        contracts_to_bill=_contracts_due(company, today),
        drafts=InvoiceDraft.objects.filter(company=company).count(),
        to_deposit=to_deposit,
        refused=refused,
        ambiguous=ambiguous,
        suspended=statuses.get(SUSPENDED, 0),
        rejected=sum(statuses.get(status, 0) for status in REJECTED),
        to_act=sum(statuses.values()),
        late=Share(len(late), sum((each.unpaid for each in late), ZERO)),
        open_orders=DepositOrder.objects.filter(
            company=company, state__in=(OrderState.PLANNED, OrderState.RUNNING, OrderState.PAUSED)
        ).count(),
    )


def _not_there(company: Company) -> tuple[Share, Share, Share]:
    public = Invoice.objects.filter(company=company, customer__kind=BuyerKind.PUBLIC, reissue=None)
    wanted = {
        "free": Q(deposit_state__in=FREE_STATES),
        "refused": Q(deposit_state=DepositState.REFUSED),
        "ambiguous": Q(deposit_state=DepositState.AMBIGUOUS),
    }
    columns = {
        **{f"{name}_count": Count("pk", filter=kept) for name, kept in wanted.items()},
        **{f"{name}_sum": Sum("total_with_tax", filter=kept) for name, kept in wanted.items()},
    }
    here = (*FREE_STATES, DepositState.AMBIGUOUS)
    found = public.filter(deposit_state__in=here).aggregate(**columns)
    free, refused, ambiguous = (
        Share(found[f"{name}_count"], found[f"{name}_sum"] or ZERO) for name in wanted
    )
    return free, refused, ambiguous


def _statuses(company: Company) -> dict[str, int]:
    """Count what waits for the supplier, by its status on the portal."""
    lives = watched_lives(company, Wanted(to_act=True), timezone.now())
    return dict(lives.order_by().values_list("status").annotate(Count("pk")))


def _contracts_due(company: Company, today: date) -> int:
    due = contracts_to_bill(company.pk, today)
    return sum(1 for contract in due if next(iter(due_bills(contract, today)), None))
