"""What is to be done today for a company: counts, each of which opens a list.

All are read from what is stored; Chorus Pro is not asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection
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


@dataclass(frozen=True, slots=True)
class MonthOfDeposits:
    """The invoices deposited in one month (its first day), and their amount with tax."""

    month: date
    count: int
    amount: Decimal


def deposits_by_month(company: Company, since: date) -> list[MonthOfDeposits]:
    """Count the deposits of each month from ``since`` on, months without any included."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_MONTH, {"company": company.pk, "since": since})
        return [MonthOfDeposits(*row) for row in cursor.fetchall()]


_BY_MONTH = """
SELECT month::date, count(invoice.id), coalesce(sum(invoice.total_with_tax), 0)
FROM generate_series(date_trunc('month', %(since)s::date), current_date, interval '1 month') month
LEFT JOIN billing_invoice invoice ON invoice.company_id = %(company)s
  AND invoice.deposited_at >= month AT TIME ZONE 'Europe/Paris'
  AND invoice.deposited_at < (month + interval '1 month') AT TIME ZONE 'Europe/Paris'
GROUP BY month ORDER BY month
"""


@dataclass(frozen=True, slots=True)
class MedianDays:
    """How many days half of the invoices took at most, and of how many that is told."""

    name: str
    days: float
    count: int


def median_days_to_status(company: Company, since: date) -> list[MedianDays]:
    """Tell after how many days from its deposit an invoice first got each status."""
    return _medians(_TO_STATUS, company, since)


def median_days_by_buyer(company: Company, since: date, *, limit: int = 10) -> list[MedianDays]:
    """Tell how long each buyer takes to order the payment, the slowest first."""
    return _medians(_BY_BUYER, company, since)[:limit]


def _medians(statement: str, company: Company, since: date) -> list[MedianDays]:
    given: dict[str, int | str | date] = {
        "company": company.pk,
        "environment": company.environment,
        "since": since,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return [MedianDays(name, float(days), count) for name, days, count in cursor.fetchall()]


_FIRST_TIMES = """
WITH first_times AS (
  SELECT life.invoice_id, entry.code AS status,
    extract(epoch FROM min(entry.at) - invoice.deposited_at) / 86400 AS days
  FROM deposits_lifeentry entry
  JOIN deposits_invoicelife life ON life.id = entry.life_id
  JOIN billing_invoice invoice ON invoice.id = life.invoice_id
  WHERE invoice.company_id = %(company)s AND life.environment = %(environment)s
    AND invoice.deposited_at >= %(since)s AND entry.kind = 'status' AND entry.at IS NOT NULL
  GROUP BY life.invoice_id, entry.code, invoice.deposited_at
)
"""
_TO_STATUS = (
    _FIRST_TIMES
    + """
SELECT status, percentile_cont(0.5) WITHIN GROUP (ORDER BY greatest(days, 0)), count(*)
FROM first_times GROUP BY status ORDER BY 2
"""
)
_BY_BUYER = (
    _FIRST_TIMES
    + """
SELECT customer.name, percentile_cont(0.5) WITHIN GROUP (ORDER BY greatest(days, 0)), count(*)
FROM first_times
JOIN billing_invoice invoice ON invoice.id = first_times.invoice_id
JOIN customers_customer customer ON customer.id = invoice.customer_id
WHERE status = 'MISE_EN_PAIEMENT' GROUP BY customer.id ORDER BY 2 DESC
"""
)
