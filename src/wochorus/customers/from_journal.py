"""The customers that a journal names: added or completed, many at once."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from django.utils import timezone

from wochorus.customers.kinds import is_told_by_user
from wochorus.customers.models import BuyerKind, Customer, KindSource
from wochorus.customers.values import siren_of
from wochorus.directory.models import Structure

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from wochorus.accounts.models import Company

BATCH = 500


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """What is known of a customer; an empty text says nothing, it never erases."""

    code: str
    name: str = ""
    siret: str = ""
    kind: str = ""
    vat_number: str = ""
    electronic_address: str = ""
    address: str = ""
    address_line_2: str = ""
    postcode: str = ""
    town: str = ""
    country: str = ""
    group: str = ""


FACTS = tuple(fact.name for fact in fields(CustomerFacts) if fact.name != "code")


@dataclass(frozen=True, slots=True)
class SavedCustomers:
    """The customers by code, and what became of them."""

    ids: dict[str, int]
    added: int
    changed: int


def known_codes(company: Company, codes: Collection[str]) -> set[str]:
    """Tell which of ``codes`` are customers of ``company`` already."""
    found = Customer.objects.filter(company=company, code__in=codes)
    return set(found.values_list("code", flat=True))


def save_customers(company: Company, facts: Iterable[CustomerFacts]) -> SavedCustomers:
    """Add or complete customers by their code, in the caller's transaction.

    One fact per code. A kind told by the journal is its user's choice. A customer whose kind nobody
    told becomes public when the directory knows its SIRET. A new customer needs a name.
    """
    told = {fact.code: fact for fact in facts}
    known = {
        customer.code: customer
        for customer in Customer.objects.select_for_update()
        .filter(company=company, code__in=told)
        .order_by("id")
    }
    new = [Customer(company=company, code=code) for code in told if code not in known]
    fresh = [customer for customer in known.values() if _complete(customer, told[customer.code])]
    for customer in new:
        _complete(customer, told[customer.code])
    guessed = _set_public_kinds([*known.values(), *new])
    changed = {customer.pk: customer for customer in [*fresh, *guessed] if customer.pk}
    Customer.objects.bulk_create(new, batch_size=BATCH)
    _update(list(changed.values()))
    ids = {customer.code: customer.pk for customer in [*known.values(), *new]}
    return SavedCustomers(ids, added=len(new), changed=len(changed))


def _complete(customer: Customer, facts: CustomerFacts) -> bool:
    """Write the facts that are told, and say whether any was news."""
    news = {
        name: value
        for name in FACTS
        if (value := getattr(facts, name)) and value != getattr(customer, name)
    }
    for name, value in news.items():
        setattr(customer, name, value)
    if facts.kind and not (is_told_by_user(customer) and customer.kind_source):
        news["kind_source"] = customer.kind_source = KindSource.USER
    if "siret" in news:
        customer.siren = siren_of(customer.siret)
    return bool(news)


def _set_public_kinds(customers: Iterable[Customer]) -> list[Customer]:
    unknown = [customer for customer in customers if customer.siret and not customer.kind]
    sirets = {customer.siret for customer in unknown}
    public = set(
        Structure.objects.filter(identifier__in=sirets).values_list("identifier", flat=True)
    )
    found = [customer for customer in unknown if customer.siret in public]
    for customer in found:
        customer.kind, customer.kind_source = BuyerKind.PUBLIC, KindSource.DIRECTORY
    return found


def _update(customers: list[Customer]) -> None:
    now = timezone.now()
    for customer in customers:
        customer.updated_at = now
    Customer.objects.bulk_update(
        customers, [*FACTS, "siren", "kind_source", "updated_at"], batch_size=BATCH
    )
