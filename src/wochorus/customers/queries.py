"""Reading customers: one by its code, a list of them, those that may be the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Q

from wochorus.core.errors import InvalidInput
from wochorus.core.text import fold
from wochorus.customers.folding import contains_words
from wochorus.customers.models import Customer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from wochorus.accounts.models import Company

LIKENESS = 0.6
"""From 0 to 1, how many groups of three letters two names share to be told as alike."""
MOST_ALIKE = 10


@dataclass(frozen=True, slots=True)
class CustomerFilter:
    """Which customers are wanted; what is empty asks for nothing."""

    text: str = ""
    kind: str | None = None
    """``public``, ``private``, or the empty text: those of whom nobody said."""
    group: str = ""
    sector: str = ""
    without_siret: bool = False
    archived: bool = False
    """Only the archived ones, instead of the others."""


EVERYBODY = CustomerFilter()


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A customer that may be the same as another, and why."""

    customer: Customer
    reason: str


def customer_by_code(company: Company, code: str) -> Customer:
    """Find a customer. Raises `InvalidInput` when the company has none of that code."""
    found = Customer.objects.filter(company=company, code=code.strip()).first()
    if found is None:
        raise InvalidInput(
            f"Le client « {code} » n'existe pas",
            where=f"société {company.code}",
            remedy="Cherchez-le : wochorus customer list --search TEXTE",
        )
    return found


def customers_matching(company: Company, wanted: CustomerFilter = EVERYBODY) -> QuerySet[Customer]:
    """Find the customers of ``company`` that are wanted, by name."""
    found = Customer.objects.filter(company=company, archived_at__isnull=not wanted.archived)
    if wanted.text:
        found = found.filter(contains_words(wanted.text, "searchable"))
    if wanted.kind is not None:
        found = found.filter(kind=wanted.kind)
    if wanted.group:
        found = found.filter(group=wanted.group)
    if wanted.sector:
        found = found.filter(sector=wanted.sector)
    if wanted.without_siret:
        found = found.filter(siret="")
    return found.order_by("folded_name", "code")


def possible_duplicates(customer: Customer) -> list[Duplicate]:
    """Find the customers that have its SIRET, or a name almost alike; archived ones too.

    Two establishments of one company, SIRETs both known and different, are not told for their name.
    """
    others = Customer.objects.filter(company=customer.company_id).exclude(pk=customer.pk)
    same = others.filter(siret=customer.siret) if customer.siret else others.none()
    found = [Duplicate(other, "même SIRET") for other in same.order_by("code")[:MOST_ALIKE]]
    known = {duplicate.customer.pk for duplicate in found}
    return found + [
        Duplicate(other, "nom presque identique")
        for other in _alike(customer, others)
        if other.pk not in known
    ]


def duplicates_among(company: Company) -> Iterable[tuple[Customer, list[Duplicate]]]:
    """Go through the customers in use that may have a double; each pair is told once."""
    told: set[frozenset[int]] = set()
    for customer in customers_matching(company).iterator():
        fresh = [
            duplicate
            for duplicate in possible_duplicates(customer)
            if frozenset((customer.pk, duplicate.customer.pk)) not in told
        ]
        told |= {frozenset((customer.pk, duplicate.customer.pk)) for duplicate in fresh}
        if fresh:
            yield customer, fresh


def _alike(customer: Customer, others: QuerySet[Customer]) -> Iterable[Customer]:
    name = fold(customer.name)
    if not name:
        return ()
    if customer.siret:
        others = others.filter(Q(siret="") | Q(siret=customer.siret))
    return (
        others.filter(folded_name__trigram_similar=name)
        .annotate(likeness=TrigramSimilarity("folded_name", name))
        .filter(likeness__gte=LIKENESS)
        .order_by("-likeness", "code")[:MOST_ALIKE]
    )
