"""The invoices that a deposit may take from the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.billing.journal_filter import EVERYTHING, invoices_matching
from wochorus.billing.models import FREE_STATES, DepositState, Invoice
from wochorus.customers.models import BuyerKind

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from wochorus.accounts.models import Company
    from wochorus.billing.journal_filter import JournalFilter


def depositable(company: Company, wanted: JournalFilter = EVERYTHING) -> QuerySet[Invoice]:
    """Select the invoices kept by ``wanted``; those of private customers only when asked for.

    Internal documents never leave: one that is asked for by its number is there to be told so.
    """
    invoices = invoices_matching(company, wanted)
    if wanted.buyer_kind is None and not wanted.numbers:
        invoices = invoices.exclude(customer__kind=BuyerKind.PRIVATE)
    if not wanted.numbers:
        invoices = invoices.exclude(deposit_state=DepositState.INTERNAL)
    return invoices


def still_to_deposit(company: Company) -> QuerySet[Invoice]:
    """Select everything that is to go to Chorus Pro and has not left."""
    return depositable(company).filter(deposit_state__in=FREE_STATES, reissue=None)
