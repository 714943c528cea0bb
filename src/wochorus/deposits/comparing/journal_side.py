"""Bringing in what our journal has to do with the portal.

What is expected on the portal is what `wochorus deposit` would choose, and what has left by
itself: every invoice of the period, but those that are internal, and those of private customers
that were never sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, Q, Value
from django.db.models.functions import Lower, Replace

from wochorus.accounts.models import Company
from wochorus.billing.models import FREE_STATES, DepositState, Invoice
from wochorus.customers.models import BuyerKind
from wochorus.deposits.comparing.entries import Ours, entries_of
from wochorus.deposits.matching import number_key
from wochorus.deposits.models import FlowLine
from wochorus.deposits.states import LIVE_LINE_STATES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wochorus.choruspro import InvoiceRow
    from wochorus.deposits.comparing.portal_side import Period


def expected(company: Company, period: Period) -> list[Ours]:
    """Read the invoices of the period that have to do with the portal of ``company``."""
    elsewhere = _live_elsewhere(company)
    invoices = (
        Invoice.objects.filter(company=company, issue_date__range=(period.first, period.last))
        .exclude(deposit_state=DepositState.INTERNAL)
        .exclude(customer__kind=BuyerKind.PRIVATE, deposit_state__in=FREE_STATES)
    )
    return [mine for mine in entries_of(invoices, elsewhere=elsewhere) if not mine.is_elsewhere]


def that_rows_may_show(
    company: Company, rows: Iterable[InvoiceRow], known: Iterable[Ours]
) -> list[Ours]:
    """Read the invoices of any date and kind that ``rows`` may show, but those already known."""
    listed = list(rows)
    keys = {number_key(row.invoice_number) for row in listed}
    ids = {row.chorus_id for row in listed if row.chorus_id is not None}
    if not listed:
        return []
    invoices = (
        Invoice.objects.filter(company=company)
        .alias(key=Lower(Replace(F("number"), Value(" "), Value(""))))
        .filter(Q(key__in=keys) | Q(chorus_id__in=ids))
    )
    elsewhere, listed_ids = _live_elsewhere(company), {mine.invoice_id for mine in known}
    found = entries_of(invoices, is_expected=False, elsewhere=elsewhere)
    return [mine for mine in found if mine.invoice_id not in listed_ids]


def other_sirets(company: Company) -> frozenset[str]:
    """Give the SIRETs of the other companies that deposit from here."""
    others = Company.objects.exclude(pk=company.pk).exclude(siret="")
    return frozenset(others.values_list("siret", flat=True))


def _live_elsewhere(company: Company) -> set[int]:
    """Give the invoices that are deposited on another portal than the company's present one."""
    lines = FlowLine.objects.filter(invoice__company=company, state__in=LIVE_LINE_STATES)
    others = lines.exclude(flow__environment=company.environment)
    return set(others.values_list("invoice_id", flat=True))
