"""Reads about comparisons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.billing.models import FREE_STATES, Invoice
from wochorus.deposits.comparing.verdicts import ADOPTABLE, INFORMATION
from wochorus.deposits.models import Comparison, ComparisonRow

if TYPE_CHECKING:
    from wochorus.accounts.models import Company


def last_comparison(company: Company) -> Comparison | None:
    """Give the latest comparison of the company on its environment."""
    made = Comparison.objects.filter(company=company, environment=company.environment)
    return made.order_by("-pk").first()


def rows_in_order(comparison: Comparison) -> list[ComparisonRow]:
    """Give the rows of a comparison, by date of issue and number."""
    rows = ComparisonRow.objects.filter(comparison=comparison)
    return list(rows.order_by("issue_date", "number", "pk"))


def is_to_do(row: ComparisonRow) -> bool:
    """Tell whether somebody has to do something about a row."""
    return row.what not in INFORMATION


def adoptable_invoices(comparison: Comparison) -> list[Invoice]:
    """Give the invoices that a comparison found on the portal, and that are still free here."""
    rows = comparison.rows.filter(what__in=ADOPTABLE)
    invoices = Invoice.objects.filter(pk__in=rows.values("invoice"), deposit_state__in=FREE_STATES)
    return list(invoices.select_related("company").order_by("issue_date", "number"))
