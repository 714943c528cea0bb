"""Reading customers: one by its code, a list of them, those that may be the same."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.postgres.search import TrigramSimilarity
from django.db import connection, transaction
from django.db.models import Q

from wochorus.core.errors import InvalidInput
from wochorus.customers.folding import contains_words
from wochorus.customers.models import Customer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from wochorus.accounts.models import Company

LIKENESS = 0.7
"""From 0 to 1, how many groups of three letters two names share to be told as alike."""
MOST_ALIKE = 10
SAME_SIRET, ALIKE = "même SIRET", "nom presque identique"


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


def customers_of_siret(company: Company, siret: str) -> list[Customer]:
    """Find the customers that have this SIRET, archived ones too; none for an empty one."""
    found = Customer.objects.filter(company=company, siret=siret) if siret else None
    return [] if found is None else list(found.order_by("code")[:MOST_ALIKE])


def groups_and_sectors(company: Company) -> tuple[list[str], list[str]]:
    """List the groups and the sectors in use, each by name."""
    known = Customer.objects.filter(company=company)
    return (
        sorted(set(known.exclude(group="").values_list("group", flat=True))),
        sorted(set(known.exclude(sector="").values_list("sector", flat=True))),
    )


def possible_duplicates(customer: Customer) -> list[Duplicate]:
    """Find the customers that have its SIRET, or a name almost alike; archived ones too.

    Two customers whose SIRETs or whose towns are both known and different are not told for their
    name.
    """
    others = Customer.objects.filter(company=customer.company_id).exclude(pk=customer.pk)
    same = others.filter(siret=customer.siret) if customer.siret else others.none()
    found = [Duplicate(other, SAME_SIRET) for other in same.order_by("code")[:MOST_ALIKE]]
    known = {duplicate.customer.pk for duplicate in found}
    return found + [
        Duplicate(other, ALIKE) for other in _alike(customer, others) if other.pk not in known
    ]


def duplicates_among(company: Company) -> list[tuple[Customer, Duplicate]]:
    """Find the pairs of customers in use that may be the same; each pair is told once.

    A name is only compared when one of the two has no SIRET.
    """
    with _likeness_set(), connection.cursor() as cursor:
        # Just filled, the table has no statistics: 10,000 customers took 111 s, against 3.5 s.
        cursor.execute("ANALYZE customers_customer")
        cursor.execute(_PAIRS, {"company": company.pk})
        pairs = cursor.fetchall()
    customers = Customer.objects.in_bulk([pk for one, other, _ in pairs for pk in (one, other)])
    return [
        (customers[one], Duplicate(customers[other], SAME_SIRET if has_same_siret else ALIKE))
        for one, other, has_same_siret in pairs
    ]


_PAIRS = """
WITH used AS (
  SELECT id, code, siret, telling_name, lower(town) AS town FROM customers_customer
  WHERE company_id = %(company)s AND archived_at IS NULL
)
SELECT pair.one, pair.other, pair.same_siret FROM (
  SELECT one.id AS one, other.id AS other, TRUE AS same_siret, one.code, other.code AS other_code
  FROM used one JOIN used other ON other.siret = one.siret AND other.code > one.code
  WHERE one.siret <> ''
  UNION ALL
  SELECT one.id, other.id, FALSE, one.code, other.code
  FROM used one JOIN customers_customer other ON other.telling_name %% one.telling_name
  WHERE one.siret = '' AND other.company_id = %(company)s AND other.archived_at IS NULL
    AND (one.town = '' OR other.town = '' OR lower(other.town) = one.town)
    AND other.id <> one.id AND (other.siret <> '' OR other.code > one.code)
) pair ORDER BY pair.code, pair.other_code
"""


def _alike(customer: Customer, others: QuerySet[Customer]) -> list[Customer]:
    name = Customer.objects.values_list("telling_name", flat=True).get(pk=customer.pk)
    if customer.siret:
        others = others.filter(siret="")
    if customer.town:
        others = others.filter(Q(town="") | Q(town__iexact=customer.town))
    found = others.filter(telling_name__trigram_similar=name).annotate(
        likeness=TrigramSimilarity("telling_name", name)
    )
    with _likeness_set():
        return list(found.order_by("-likeness", "code")[:MOST_ALIKE])


@contextmanager
def _likeness_set() -> Iterator[None]:
    """Have the index itself leave out the names that are less alike."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('pg_trgm.similarity_threshold', %s, TRUE)", [str(LIKENESS)]
            )
        yield
