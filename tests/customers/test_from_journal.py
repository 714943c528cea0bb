from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.records import a_company, a_structure
from wochorus.customers.from_journal import CustomerFacts, known_codes, save_customers
from wochorus.customers.models import BuyerKind, Customer

if TYPE_CHECKING:
    from wochorus.accounts.models import Company

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Company:
    return a_company()


def test_new_customers_are_added_and_known_ones_completed(company: Company) -> None:
    save_customers(company, [CustomerFacts("C1", "Un", siret="123")])
    saved = save_customers(company, [CustomerFacts("C1", town="Lyon"), CustomerFacts("C2", "Deux")])
    assert (saved.added, saved.changed) == (1, 1)
    assert set(saved.ids) == {"C1", "C2"}
    customer = Customer.objects.get(code="C1")
    assert (customer.name, customer.siret, customer.town) == ("Un", "123", "Lyon")


def test_a_customer_is_in_france_until_told(company: Company) -> None:
    save_customers(company, [CustomerFacts("C1", "Un"), CustomerFacts("C2", "Deux", country="BE")])
    save_customers(company, [CustomerFacts("C2", vat_number="BE0123456789", country="")])
    assert dict(Customer.objects.values_list("code", "country")) == {"C1": "FR", "C2": "BE"}
    assert Customer.objects.get(code="C2").vat_number == "BE0123456789"


def test_the_same_facts_twice_touch_nothing(company: Company) -> None:
    facts = [CustomerFacts("C1", "Un", kind=BuyerKind.PRIVATE)]
    save_customers(company, facts)
    before = Customer.objects.values().get()
    saved = save_customers(company, facts)
    assert (saved.added, saved.changed) == (0, 0)
    assert Customer.objects.values().get() == before


def test_a_known_customer_becomes_public_once_the_directory_knows_it(company: Company) -> None:
    facts = [CustomerFacts("C1", "Un", siret="12345678200051")]
    save_customers(company, facts)
    a_structure("12345678200051")
    assert save_customers(company, facts).changed == 1
    assert Customer.objects.get().kind == BuyerKind.PUBLIC


def test_a_company_only_knows_its_own_customers(company: Company) -> None:
    save_customers(company, [CustomerFacts("C1", "Un")])
    other = a_company("autre", "12345678200028")
    assert known_codes(company, {"C1", "C2"}) == {"C1"}
    assert known_codes(other, {"C1"}) == set()
