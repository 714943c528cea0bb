"""What is refused when a company is registered or corrected, and how it is told."""

from __future__ import annotations

import pytest

from support.records import a_company
from wochorus.accounts.models import Company
from wochorus.accounts.services import AccessForm, change_company, register_company, store_access
from wochorus.core.errors import InvalidInput

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("name", "N" * 202, "raison sociale"),
        ("vat_number", "F" * 21, "n° de TVA"),
        ("address", "A" * 256, "adresse"),
        ("postcode", "7" * 11, "code postal"),
        ("town", "V" * 101, "ville"),
        ("iban", "F" * 35, "IBAN"),
        ("email", "pas une adresse", "courriel"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_by_its_french_name(
    field: str, value: str, told: str
) -> None:
    company = a_company()
    with pytest.raises(InvalidInput) as refusal:
        change_company(company, **{field: value})
    assert told in refusal.value.what.lower() or told in refusal.value.what
    assert refusal.value.remedy
    company.refresh_from_db()
    assert getattr(company, field) != value


def test_a_company_already_there_is_told() -> None:
    a_company("propre")
    with pytest.raises(InvalidInput, match="Le code propre est déjà celui d'une société"):
        register_company("propre", "Autre")
    with pytest.raises(InvalidInput, match="est déjà celui de la société propre"):
        register_company("autre", "Autre", "732 829 320 00074")
    assert Company.objects.count() == 1


def test_a_corrected_siret_corrects_the_vat_number_that_came_from_it() -> None:
    company = a_company()
    change_company(company, siret="356 000 000 00048")
    assert company.vat_number == "FR39356000000"
    change_company(company, vat_number="FR23111111111")
    change_company(company, siret="732 829 320 00074")
    assert company.vat_number == "FR23111111111", "typed by hand, kept"


@pytest.mark.parametrize("field", ["client_id", "technical_login"])
def test_credentials_too_long_are_refused(field: str) -> None:
    form = {
        "client_id": "app",
        "client_secret": "s",
        "technical_login": "TECH_1@cpro.fr",
        "technical_password": "p",
    }
    with pytest.raises(InvalidInput, match="200"):
        store_access(a_company(), "simulator", AccessForm(**(form | {field: "x" * 201})))
