"""The figures of a year, for charts: deposits by month, how long payers take, what is late."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection

from wochorus.core.money import ZERO
from wochorus.deposits.lateness.claims import late_invoices
from wochorus.deposits.overview import Share

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from wochorus.accounts.models import Company

AGES = (1, 31, 61, 91)
"""The first day of each age of a late payment, as accountants share them out."""


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
class LateShare:
    """What is owed by payers late by ``first`` to ``last`` days; no ``last``, or more."""

    first: int
    last: int | None
    share: Share


def late_by_age(company: Company, today: date) -> list[LateShare]:
    """Share what late public payers owe on ``today`` by how late they are; none when none is."""
    late = late_invoices(company, today)
    if not late:
        return []
    found = []
    for first, last in zip(AGES, (*(age - 1 for age in AGES[1:]), None), strict=True):
        there = [
            each.unpaid
            for each in late
            if first <= each.days_late and (last is None or each.days_late <= last)
        ]
        found.append(LateShare(first, last, Share(len(there), sum(there, ZERO))))
    return found


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
