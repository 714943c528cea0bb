"""The customers that the annuaire is watched for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from wochorus.customers.models import BuyerKind, Customer

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from wochorus.accounts.models import Company


def watched_customers(company: Company | None = None) -> QuerySet[Customer]:
    """Find the customers in use that may be deposited for."""
    found = Customer.objects.filter(archived_at__isnull=True).filter(~Q(siret=""))
    found = found.exclude(kind=BuyerKind.PRIVATE).select_related("company").order_by("code")
    return found if company is None else found.filter(company=company)
