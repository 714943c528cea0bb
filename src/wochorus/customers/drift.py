"""Customers whose structure or service has changed under them since they were recorded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from wochorus.customers.models import BuyerKind, Customer
from wochorus.directory.drift import Trouble, troubles_of

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from wochorus.accounts.models import Company


@dataclass(frozen=True, slots=True)
class Drift:
    """A trouble of the annuaire, and the customers that it touches."""

    trouble: Trouble
    customers: list[Customer]

    @property
    def sentence(self) -> str:
        """Tell it in French: ``le service X de Y ferme le 31/12/2026, 3 clients l'utilisent``."""
        count = len(self.customers)
        users = "1 client l'utilise" if count == 1 else f"{count} clients l'utilisent"
        return f"{self.trouble.text}, {users}"


def drifts(today: date, company: Company | None = None) -> list[Drift]:
    """Find what the annuaire no longer takes among the customers in use, the nearest end first.

    Those of one company, or of all.
    """
    users: dict[tuple[str, str], list[Customer]] = {}
    for customer in watched_customers(company):
        users.setdefault((customer.siret, customer.code_service), []).append(customer)
    troubles = troubles_of(users, today)
    found = [Drift(trouble, users[pair]) for pair, trouble in troubles.items()]
    return sorted(
        found,
        key=lambda drift: (
            drift.trouble.closes_on is not None,
            drift.trouble.closes_on or today,
            drift.trouble.structure,
            drift.trouble.code,
        ),
    )


def watched_customers(company: Company | None = None) -> QuerySet[Customer]:
    """Find the customers in use that may be deposited for."""
    found = Customer.objects.filter(archived_at__isnull=True).filter(~Q(siret=""))
    found = found.exclude(kind=BuyerKind.PRIVATE).select_related("company").order_by("code")
    return found if company is None else found.filter(company=company)
