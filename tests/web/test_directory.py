"""The annuaire on screen: found, read, refreshed; what closes is told with who uses it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from support.contracts import a_contract
from support.records import SERVICE_REQUIRED, a_customer, a_service, a_structure
from wochorus.directory.words import searchable_text
from wochorus.web.works import WORKS

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from wochorus.accounts.models import Company
    from wochorus.directory.models import Structure

PAGE = "/societe/propre/annuaire/"


def a_town_hall(siret: str = SERVICE_REQUIRED, **fields: object) -> Structure:
    found = searchable_text("COMMUNE DE BREST", "BREST", "29200")
    known = {"name": "COMMUNE DE BREST", "town": "BREST", "postcode": "29200"}
    return a_structure(siret, searchable=found, **(known | fields))


def text(client: Client, address: str, **query: str) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.parametrize("words", ["brest", "mairie Brést", "29200", SERVICE_REQUIRED, "bresst"])
def test_a_structure_is_found_by_name_town_postcode_or_siret(
    reader: Client, company: Company, words: str
) -> None:
    assert company
    a_town_hall(requires_service=True)
    page = text(reader, PAGE, q=words)
    assert "COMMUNE DE BREST" in page
    assert "<td>service</td>" in page


def test_a_structure_tells_its_services_what_it_asks_for_and_who_uses_it(
    reader: Client, company: Company, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    structure = a_town_hall(requires_service_or_engagement=True)
    a_service(structure, "ACHATS", name="Service des achats", requires_engagement=True)
    a_service(structure, "VIEUX", is_active=False)
    customer = a_customer(company, SERVICE_REQUIRED, code="C1", code_service="ACHATS")
    a_contract(company, customer=customer)
    with django_assert_max_num_queries(14):
        page = text(reader, f"{PAGE}structure/{SERVICE_REQUIRED}/")
    assert "Une facture doit porter un code service ou un numéro d&#x27;engagement." in page
    assert page.index("ACHATS") < page.index("VIEUX")
    assert reverse("customer", args=["propre", "C1"]) in page
    assert reverse("contract", args=["propre", "C-1"]) in page
    assert reader.get(f"{PAGE}structure/00000000000000/").status_code == 404


def test_a_service_that_closes_is_told_with_links_to_those_who_use_it(
    reader: Client, company: Company
) -> None:
    structure = a_town_hall()
    a_service(structure, "ACHATS", closes_on=date(2099, 12, 31))
    a_customer(company, SERVICE_REQUIRED, code="C1", code_service="ACHATS")
    page = text(reader, PAGE)
    assert "Le service ACHATS de COMMUNE DE BREST ferme le 31/12/2099" in page
    assert reverse("customer", args=["propre", "C1"]) in page
    shown = text(
        reader,
        reverse("customer-annuaire", args=["propre"]),
        siret=SERVICE_REQUIRED,
        code_service="ACHATS",
    )
    assert "ferme le 31/12/2099" in shown


@pytest.mark.django_db(transaction=True)
def test_an_annuaire_that_cannot_be_asked_for_says_so_and_stays(
    clerk: Client, reader: Client, company: Company
) -> None:
    a_town_hall()
    assert reader.post(f"{PAGE}actualiser/").status_code == 403
    page = clerk.post(f"{PAGE}actualiser/").content.decode()
    assert company
    works = WORKS._works  # noqa: SLF001 - what this process waits for
    last = list(works.values())[-1]
    assert last.wait(30)
    page = text(clerk, f"{PAGE}actualiser/suivi/", work=last.key)
    assert (
        "L&#x27;annuaire d&#x27;ici est inchangé" in page or "L'annuaire d'ici est inchangé" in page
    )
    assert "wochorus " not in page
    assert "Les identifiants Chorus Pro ne sont pas enregistrés.</strong> Saisissez-les." in page
    assert "terminé" in text(clerk, f"{PAGE}actualiser/suivi/", work="autre")
