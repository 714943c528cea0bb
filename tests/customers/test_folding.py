from __future__ import annotations

import pytest

from support.records import a_company, a_customer
from wochorus.core.text import fold
from wochorus.customers.models import Customer

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "name",
    ["ÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸ", "àâäçéèêëîïôöùûüÿñ", "Œuvres du Sacré-Cœur", "Mairie\u00a0de\u202fBourg"],
)
def test_the_database_folds_french_letters_as_python_does(name: str) -> None:
    a_customer(a_company(), name=name, code="C", town="T")
    kept = Customer.objects.values_list("searchable", flat=True).get()
    assert fold(name) in kept


def test_the_text_follows_the_name() -> None:
    customer = a_customer(a_company(), name="Ancien")
    Customer.objects.filter(pk=customer.pk).update(name="Élan")
    assert "elan" in Customer.objects.values_list("searchable", flat=True).get()
