"""The invoices of a deposit or a check: the journal's filter, private customers apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.billing.journal_filter import invoices_matching
from wochorus.customers.models import BuyerKind

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from wochorus.accounts.models import Company
    from wochorus.billing.journal_filter import JournalFilter
    from wochorus.billing.models import Invoice


def depositable(company: Company, wanted: JournalFilter) -> QuerySet[Invoice]:
    """Select the invoices kept by ``wanted``; those of private customers only when asked for."""
    invoices = invoices_matching(company, wanted)
    if wanted.buyer_kind is None:
        invoices = invoices.exclude(customer__kind=BuyerKind.PRIVATE)
    return invoices
