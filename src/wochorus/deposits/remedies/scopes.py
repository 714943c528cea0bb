"""What a remedy would change, before it is done, for each scope.

A remedy is for one invoice, for those of its contract, for those of its customer, or for all of the
list that are alike: same anomaly in the same words, same recipient. The wider scopes also put right
where the wrong value comes from (the references of the contract, the service of the customer), so
that it does not come back next month.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from wochorus.contracts.models import Contract
from wochorus.core.errors import InvalidInput
from wochorus.customers.models import Customer
from wochorus.deposits.models import KnownCheck
from wochorus.deposits.remedies.offers import OFFERS, REFERENCES, RemedyKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from wochorus.billing.models import Invoice


class Scope(StrEnum):
    """How far a remedy goes."""

    INVOICE = "invoice"
    CONTRACT = "contract"
    CUSTOMER = "customer"
    ALIKE = "alike"

    @property
    def label(self) -> str:
        """The French name."""
        return _LABELS[self]


_LABELS = {
    Scope.INVOICE: "Cette facture",
    Scope.CONTRACT: "Son contrat",
    Scope.CUSTOMER: "Son client",
    Scope.ALIKE: "Toutes les semblables",
}
_SCOPES = {
    **dict.fromkeys(REFERENCES, tuple(Scope)),
    RemedyKind.SIRET: (Scope.CUSTOMER,),
    RemedyKind.PUBLIC: (Scope.CUSTOMER,),
    RemedyKind.PDF: (Scope.INVOICE,),
    RemedyKind.REBUILD: (Scope.INVOICE, Scope.CUSTOMER, Scope.ALIKE),
    RemedyKind.DROP: (Scope.INVOICE, Scope.CUSTOMER, Scope.ALIKE),
}
_WIDE = (RemedyKind.SERVICE, RemedyKind.REBUILD, RemedyKind.DROP)
"""Remedies that are usually good for all alike; an engagement is that of one order."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A remedy for the anomaly ``code`` of an invoice. ``attachment`` is the one to take away."""

    kind: RemedyKind
    code: str
    invoice_id: int
    value: str = ""
    attachment: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """An invoice that would change. ``own`` is what it bears in the column to be written."""

    pk: int
    number: str
    siret: str
    own: str
    customer_id: int
    contract_id: int | None


@dataclass(frozen=True, slots=True)
class Source:
    """A contract or a customer that would change, as people know it."""

    pk: int
    name: str


@dataclass(frozen=True, slots=True)
class Plan:
    """All that one scope would change."""

    scope: Scope
    invoices: tuple[Target, ...]
    contracts: tuple[Source, ...] = ()
    customers: tuple[Source, ...] = ()

    @property
    def touched(self) -> tuple[frozenset[int], ...]:
        """The ids of what changes: two scopes that touch the same are one."""
        return tuple(
            frozenset(each.pk for each in group)
            for group in (self.invoices, self.contracts, self.customers)
        )


def plans_for(pool: QuerySet[Invoice], asked: Asked) -> list[Plan]:
    """Give what each scope would change among the invoices of ``pool``, the narrowest first.

    Scopes that change the same are told once. ``pool`` must have been checked. Raises
    `InvalidInput` when the invoice no longer has the anomaly.
    """
    if asked.kind not in OFFERS.get(asked.code, ()):
        raise InvalidInput(
            "Cette correction n'est pas celle de cette anomalie",
            remedy="Choisissez celle que propose la ligne.",
        )
    alike, the_one = _alike(pool, asked)
    plans: list[Plan] = []
    for scope in _SCOPES[asked.kind]:
        plan = _plan(scope, asked, alike, the_one)
        if plan is not None and all(plan.touched != known.touched for known in plans):
            plans.append(plan)
    return plans


def usual(plans: list[Plan], kind: RemedyKind) -> Plan:
    """Choose the scope that is offered first: a wider one only when it mends more invoices."""
    widest, narrowest = plans[-1], plans[0]
    is_wider = len(widest.invoices) > len(narrowest.invoices)
    return widest if kind in _WIDE and is_wider else narrowest


def _alike(pool: QuerySet[Invoice], asked: Asked) -> tuple[list[Target], Target]:
    check = KnownCheck.objects.filter(pk=asked.invoice_id, invoice__in=pool.order_by()).first()
    found = check.findings if check else []
    same = [
        each
        for each in found
        if each["code"] == asked.code and asked.attachment in ("", each["attachment"])
    ]
    if not same:
        raise InvalidInput(
            "Cette anomalie n'est plus là : la facture a changé, ou n'est plus à déposer",
            remedy="Contrôlez à nouveau la liste.",
        )
    is_of_customer = asked.kind in (RemedyKind.SIRET, RemedyKind.PUBLIC)
    wanted = {"code": asked.code, "message": same[0]["message"]}
    alike = pool if is_of_customer else pool.filter(known_check__findings__contains=[wanted])
    targets = _targets(alike.order_by("issue_date", "number", "pk"), asked.kind)
    the_one = next(each for each in targets if each.pk == asked.invoice_id)
    if asked.kind in REFERENCES:
        targets = [each for each in targets if each.siret == the_one.siret]
    return targets, the_one


def _targets(invoices: QuerySet[Invoice], kind: RemedyKind) -> list[Target]:
    column = kind.column or "number"
    rows = invoices.values_list(
        "pk", "number", "customer__siret", column, "customer_id", "issued_as__contract_id"
    )
    return [Target(*row) for row in rows]


def _plan(scope: Scope, asked: Asked, alike: list[Target], the_one: Target) -> Plan | None:
    if scope is Scope.CONTRACT and the_one.contract_id is None:
        return None
    invoices = tuple(each for each in alike if _is_within(scope, each, the_one))
    if scope is Scope.INVOICE or asked.kind not in REFERENCES:
        customers = _named_customers(invoices[:1]) if _is_of_customer(asked) else ()
        return Plan(scope, invoices, customers=customers)
    contracts = _contracts(invoices, asked, is_asked=scope is Scope.CONTRACT)
    if scope is Scope.CONTRACT or asked.kind is not RemedyKind.SERVICE:
        return Plan(scope, invoices, contracts)
    return Plan(scope, invoices, contracts, _customers_to_change(invoices, asked.value))


def _is_of_customer(asked: Asked) -> bool:
    return asked.kind in (RemedyKind.SIRET, RemedyKind.PUBLIC)


def _is_within(scope: Scope, each: Target, the_one: Target) -> bool:
    match scope:
        case Scope.INVOICE:
            return each.pk == the_one.pk
        case Scope.CONTRACT:
            return each.contract_id == the_one.contract_id
        case Scope.CUSTOMER:
            return each.customer_id == the_one.customer_id
    return True


def _contracts(invoices: Iterable[Target], asked: Asked, *, is_asked: bool) -> tuple[Source, ...]:
    """Find the contracts whose present reference is the wrong one that their invoices bear.

    An empty service comes from the customer, and is put right there.
    """
    own = {each.contract_id: each.own for each in invoices if each.contract_id is not None}
    found = Contract.objects.filter(pk__in=own).order_by("number").prefetch_related("references")
    wrong = []
    for contract in found:
        present = present_reference(contract, asked.kind)
        is_empty_service = asked.kind is RemedyKind.SERVICE and not present
        is_source = present == own[contract.pk] and not is_empty_service
        if (is_asked or is_source) and present != asked.value:
            wrong.append(Source(contract.pk, contract.number))
    return tuple(wrong)


def present_reference(contract: Contract, kind: RemedyKind) -> str:
    """Give the latest reference of a contract that was loaded with its ``references``."""
    latest = max(contract.references.all(), key=lambda each: each.starts_on, default=None)
    return "" if latest is None else str(getattr(latest, kind.column))


def _named_customers(invoices: Iterable[Target]) -> tuple[Source, ...]:
    rows = Customer.objects.filter(pk__in={each.customer_id for each in invoices})
    return tuple(Source(each.pk, f"{each.name} ({each.code})") for each in rows)


def _customers_to_change(invoices: Iterable[Target], value: str) -> tuple[Source, ...]:
    """Find the customers whose own service is missing, or is the wrong one of their invoices."""
    own: dict[int, set[str]] = {}
    for each in invoices:
        own.setdefault(each.customer_id, set()).add(each.own)
    rows = Customer.objects.filter(pk__in=own).order_by("name", "pk")
    return tuple(
        Source(each.pk, f"{each.name} ({each.code})")
        for each in rows
        if each.code_service != value
        and (not each.code_service or own[each.pk] & {"", each.code_service})
    )
