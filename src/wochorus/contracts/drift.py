"""What the annuaire no longer takes, with the customers and the contracts that still name it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wochorus.contracts.models import Contract
from wochorus.contracts.queries import state_of
from wochorus.contracts.reference_terms import cited_references
from wochorus.contracts.terms import ContractState
from wochorus.customers.drift import watched_customers
from wochorus.directory.drift import Pair, Trouble, troubles_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from wochorus.accounts.models import Company
    from wochorus.customers.models import Customer


@dataclass(slots=True)
class Users:
    """Who names a structure, or one of its services."""

    customers: list[Customer] = field(default_factory=list)
    contracts: list[Contract] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        """Tell them in French: ``2 clients et 1 contrat l'utilisent``."""
        counts = ((len(self.customers), "client"), (len(self.contracts), "contrat"))
        told = [f"{count} {word}{'s' if count > 1 else ''}" for count, word in counts if count]
        verb = "l'utilise" if sum(count for count, _ in counts) == 1 else "l'utilisent"
        return f"{' et '.join(told)} {verb}"


@dataclass(frozen=True, slots=True)
class Drift:
    """A trouble of the annuaire, and whom it touches."""

    trouble: Trouble
    users: Users

    @property
    def sentence(self) -> str:
        """Tell it in French: ``le service X de Y ferme le 31/12/2026, 3 contrats l'utilisent``."""
        return f"{self.trouble.text}, {self.users.sentence}"


def drifts(today: date, company: Company | None = None) -> list[Drift]:
    """Find what the annuaire no longer takes among what is in use, the nearest end first.

    Of one company, or of all. A contract counts under the service that it cites today, which is
    that of its customer when it has none; one that has ended does not.
    """
    users: dict[Pair, Users] = {}
    for customer in watched_customers(company):
        pair = (customer.siret, customer.code_service)
        users.setdefault(pair, Users()).customers.append(customer)
    for contract in _watched_contracts(today, company):
        pair = (contract.customer.siret, cited_references(contract, today).code_service)
        users.setdefault(pair, Users()).contracts.append(contract)
    found = [Drift(trouble, users[pair]) for pair, trouble in troubles_of(users, today).items()]
    return sorted(
        found,
        key=lambda drift: (
            drift.trouble.closes_on is not None,
            drift.trouble.closes_on or today,
            drift.trouble.structure,
            drift.trouble.code,
        ),
    )


def _watched_contracts(today: date, company: Company | None) -> Iterator[Contract]:
    contracts = (
        Contract.objects.filter(customer__in=watched_customers(company))
        .select_related("customer", "company")
        .prefetch_related("suspensions", "references")
        .order_by("company_id", "number")
    )
    for contract in contracts:
        if state_of(contract, today) is not ContractState.ENDED:
            yield contract
