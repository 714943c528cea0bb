"""The invoices that the page is about: those of a selection, else all that are to be deposited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from wochorus.billing.models import FREE_STATES
from wochorus.deposits.depositable import still_to_deposit
from wochorus.deposits.models import KnownCheck
from wochorus.web.addresses import address
from wochorus.web.selections import NAME, invoices_of, selection_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from wochorus.billing.models import Invoice
    from wochorus.web.access import CompanyRequest
    from wochorus.web.models import Selection

BLOCK = 40
"""Invoices of one block of the table."""


def pool_of(request: CompanyRequest) -> QuerySet[Invoice]:
    """Give the invoices of the page that may still be put right."""
    selection = selection_of(request)
    if selection is not None:
        return invoices_of(selection).filter(deposit_state__in=FREE_STATES)
    return still_to_deposit(request.company)


def with_findings(pool: QuerySet[Invoice], after: Invoice | None) -> list[int]:
    """Give the ids of the next block of invoices of which something was found, one more included.

    Blocks follow the last invoice that was shown, so that those put right meanwhile hide nothing.
    """
    broken = pool.filter(known_check__has_findings=True)
    if after is not None:
        later_number = Q(issue_date=after.issue_date, number__gt=after.number)
        same_number = Q(issue_date=after.issue_date, number=after.number, pk__gt=after.pk)
        broken = broken.filter(Q(issue_date__gt=after.issue_date) | later_number | same_number)
    in_order = broken.order_by("issue_date", "number", "pk").values_list("pk", flat=True)
    return list(in_order[: BLOCK + 1])


def checks_of(ids: Iterable[int]) -> dict[int, KnownCheck]:
    """Give what is known of these invoices."""
    return KnownCheck.objects.in_bulk(list(ids))


def address_of(request: CompanyRequest, route: str, selection: Selection | None) -> str:
    """Give the address of a page about the same invoices."""
    about = {} if selection is None else {NAME: selection.pk}
    return address(request.company, route, **about)
