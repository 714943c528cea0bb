"""Customers on screen: found, entered with the help of the register, changed, archived."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from django.conf import settings

from support.records import (
    SERVICE_CODE,
    SERVICE_REQUIRED,
    a_customer,
    a_service,
    a_structure,
)
from support.register import CLOSED_SCHOOL, TOWN_HALL, a_register
from wochorus.customers.models import BuyerKind, Customer, KindSource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from support.register import RunningRegister
    from wochorus.accounts.models import Company

LIST = "/societe/propre/clients/"
NEW = f"{LIST}nouveau/"
TOWN_HALL_SIRET = f"{TOWN_HALL['siren']}00011"
TYPED = {"code": "C1", "name": "Mairie de Fictive", "language": "fr", "country": "FR"}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningRegister]:
    with a_register(tmp_path_factory.mktemp("register")) as register:
        yield register


@pytest.fixture
def register(running: RunningRegister, monkeypatch: pytest.MonkeyPatch) -> RunningRegister:
    here = replace(settings.ENVIRONMENT, register_url=running.url)
    monkeypatch.setattr(settings, "ENVIRONMENT", here)
    return running


def text(client: Client, address: str, **query: str) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_list_is_found_without_accents_and_keeps_its_filter_in_the_address(
    clerk: Client, company: Company
) -> None:
    a_customer(company, code="C1", name="Mairie d'Étampes", town="Étampes")
    a_customer(company, code="C2", name="Hôpital de Beaune", kind=BuyerKind.PRIVATE)
    page = text(clerk, LIST, q="etampes", tri="-code")
    assert "Mairie d&#x27;Étampes" in page
    assert "Hôpital" not in page
    assert 'value="etampes"' in page
    assert "Hôpital" in text(clerk, LIST, genre="prive")


def test_a_page_of_many_customers_costs_the_same_few_queries(
    clerk: Client, company: Company, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    Customer.objects.bulk_create(
        Customer(company=company, code=f"C{rank:03}", name=f"Client {rank}") for rank in range(120)
    )
    with django_assert_max_num_queries(14):
        page = text(clerk, LIST, page="2")
    assert "page 2 sur 3" in page
    assert page.count("data-row>") == 50


def test_the_filtered_list_is_written_to_a_file(reader: Client, company: Company) -> None:
    a_customer(company, code="C1", name="Mairie")
    a_customer(company, code="C2", name="Syndic", kind=BuyerKind.PRIVATE)
    answer = reader.get(f"{LIST}export.csv", {"genre": "public"})
    written = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert "Mairie" in written
    assert "Syndic" not in written


def test_a_name_of_the_register_is_offered_and_fills_the_form(
    clerk: Client, company: Company, register: RunningRegister
) -> None:
    assert register.url
    offered = text(clerk, f"{LIST}registre/", q="fictive-sur-mer")
    assert f'data-value="{TOWN_HALL_SIRET}"' in offered
    assert "établissement fermé depuis le 31/03/2025" in offered
    filled = clerk.post(f"{LIST}remplir/", {**TYPED, "choisi": TOWN_HALL_SIRET}).content.decode()
    assert 'value="Mairie de Fictive"' in filled  # typed: kept
    assert 'value="29200"' in filled
    assert 'value="84.11Z"' in filled
    assert "Automatique : Public, d&#x27;après la catégorie juridique" in filled
    clerk.post(NEW, {**TYPED, "siret": TOWN_HALL_SIRET, "register": TOWN_HALL_SIRET})
    made = Customer.objects.get(company=company, code="C1")
    assert made.register_read_at is not None


def test_another_choice_replaces_what_the_first_had_filled(
    clerk: Client, register: RunningRegister
) -> None:
    assert register.url
    first = {
        **TYPED,
        "siret": CLOSED_SCHOOL,
        "address": "3 RUE DU PORT",
        "register": CLOSED_SCHOOL,
        "choisi": TOWN_HALL_SIRET,
    }
    filled = clerk.post(f"{LIST}remplir/", first).content.decode()
    assert 'value="1 PLACE DE LA MAIRIE"' in filled
    assert "3 RUE DU PORT" not in filled


def test_what_stays_as_it_was_typed_is_told_with_what_the_register_says(
    clerk: Client, register: RunningRegister
) -> None:
    assert register
    typed = {**TYPED, "siret": CLOSED_SCHOOL, "town": "Brest", "choisi": TOWN_HALL_SIRET}
    filled = clerk.post(f"{LIST}remplir/", typed).content.decode()
    assert 'value="Brest"' in filled
    assert "Ville (registre : FICTIVE-SUR-MER)" in filled
    assert f'value="{TOWN_HALL_SIRET}"' in filled  # the one that was chosen


def test_a_wrong_siret_that_is_kept_stops_no_other_change(clerk: Client, company: Company) -> None:
    customer = a_customer(company, "2194006860001", code="C1")
    known = {"code": "C1", "name": customer.name, "siret": customer.siret, "language": "fr"}
    answer = clerk.post(f"{LIST}fiche/C1/", {**known, "town": "Brest", "kind": "public"})
    assert answer.status_code == 302
    customer.refresh_from_db()
    assert customer.town == "Brest"
    page = text(clerk, f"{LIST}fiche/C1/")
    assert "n&#x27;a pas 14 chiffres" in page


def test_a_closed_establishment_and_a_siret_that_is_known_are_told(
    clerk: Client, company: Company, register: RunningRegister
) -> None:
    assert register.url
    a_customer(company, CLOSED_SCHOOL, code="OLD", name="École du port")
    filled = clerk.post(f"{LIST}remplir/", {**TYPED, "choisi": CLOSED_SCHOOL}).content.decode()
    assert "Établissement fermé depuis le 31/03/2025" in filled
    assert "déjà celui du client" in filled
    assert "OLD École du port" in filled


def test_a_register_that_does_not_answer_leaves_the_entry_by_hand(
    clerk: Client, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = replace(settings.ENVIRONMENT, register_url="http://127.0.0.1:9")
    monkeypatch.setattr(settings, "ENVIRONMENT", here)
    assert "saisissez le client à la main" in text(clerk, f"{LIST}registre/", q="mairie")
    answer = clerk.post(NEW, TYPED)
    assert answer.status_code == 302
    assert Customer.objects.filter(company=company, code="C1").exists()


def test_a_choice_of_public_or_private_is_kept_and_can_be_given_back(
    clerk: Client, company: Company
) -> None:
    a_structure(SERVICE_REQUIRED)
    clerk.post(NEW, {**TYPED, "siret": SERVICE_REQUIRED, "kind": "private"})
    made = Customer.objects.get(company=company, code="C1")
    assert (made.kind, made.kind_source) == (BuyerKind.PRIVATE, KindSource.USER)
    again = {**TYPED, "siret": SERVICE_REQUIRED, "kind": "private", "town": "Brest"}
    clerk.post(f"{LIST}fiche/C1/", again)
    made.refresh_from_db()
    assert (made.kind, made.town) == (BuyerKind.PRIVATE, "Brest")
    clerk.post(f"{LIST}fiche/C1/", again | {"kind": ""})
    made.refresh_from_db()
    assert (made.kind, made.kind_source) == (BuyerKind.PUBLIC, KindSource.DIRECTORY)


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("siret", "2194006860001", "14 chiffres (ici 13)"),
        ("ape", "ménage", "quatre chiffres et une lettre"),
        ("term", "quand je veux", "une échéance comme"),
        ("email", "mairie", "une adresse comme"),
        ("code", "C9", "est déjà celui d&#x27;un client"),
        ("name", "", "obligatoire"),
    ],
)
def test_what_is_refused_is_told_beside_its_field_and_nothing_is_kept(
    clerk: Client, company: Company, field: str, value: str, told: str
) -> None:
    a_customer(company, code="C9")
    answer = clerk.post(NEW, {**TYPED, field: value})
    assert answer.status_code == 422
    page = answer.content.decode()
    beside = page.split(f'id="id_{field}_error"')[1].split("</div>")[0]
    assert told in beside
    assert "wochorus" not in beside
    assert not Customer.objects.filter(code="C1").exists()


def test_a_closed_service_is_refused_and_the_open_ones_are_offered(
    clerk: Client, company: Company
) -> None:
    structure = a_structure(SERVICE_REQUIRED, requires_service=True)
    a_service(structure, SERVICE_CODE, name="Service des achats")
    a_service(structure, "VIEUX", is_active=False)
    offered = text(clerk, f"{LIST}services/", siret=SERVICE_REQUIRED, q="achats")
    assert f'data-value="{SERVICE_CODE}"' in offered
    assert "VIEUX" not in offered
    assert 'aria-disabled="true"' in text(
        clerk, f"{LIST}services/", siret=SERVICE_REQUIRED, q="vieux"
    )
    answer = clerk.post(NEW, {**TYPED, "siret": SERVICE_REQUIRED, "code_service": "VIEUX"})
    assert answer.status_code == 422
    assert "id_code_service_error" in answer.content.decode()
    assert not company.customers.exists()


def test_an_archived_customer_leaves_the_list_and_comes_back(
    clerk: Client, company: Company
) -> None:
    a_customer(company, code="A/B 1", name="Mairie")
    clerk.post(f"{LIST}archiver/A/B 1/")
    assert "Aucun client" in text(clerk, LIST)
    assert "Reprendre" in text(clerk, f"{LIST}fiche/A/B 1/")
    clerk.post(f"{LIST}reprendre/A/B 1/")
    assert "A/B 1" in text(clerk, LIST)


def test_contacts_and_addresses_are_added_refused_twice_and_taken_away(
    clerk: Client, company: Company
) -> None:
    customer = a_customer(company, code="C1")
    contact = {"contact-name": "Zoé Martin", "contact-email": "zoe@mairie.example"}
    clerk.post(f"{LIST}contact/C1/", contact)
    assert clerk.post(f"{LIST}contact/C1/", contact).status_code == 422
    clerk.post(f"{LIST}adresse/C1/", {"adresse-label": "École", "adresse-purpose": "site"})
    page = text(clerk, f"{LIST}fiche/C1/", onglet="contacts")
    assert "Zoé Martin" in page
    assert "École" in page
    clerk.post(f"{LIST}contact/C1/", {"retirer": "Zoé Martin"})
    assert not customer.contacts.exists()


def test_a_reader_sees_a_record_and_changes_nothing(reader: Client, company: Company) -> None:
    a_customer(company, code="C1", name="Mairie")
    page = text(reader, f"{LIST}fiche/C1/")
    assert "Mairie" in page
    assert "Enregistrer" not in page
    assert reader.post(f"{LIST}fiche/C1/", TYPED).status_code == 403
    assert reader.get(NEW).status_code == 403


def test_possible_doubles_are_told_on_the_record(clerk: Client, company: Company) -> None:
    a_customer(company, code="C1", name="Commune de Brest", siret="", town="Brest")
    a_customer(company, code="C2", name="Mairie de Brest", siret="", town="Brest")
    assert "Doublon possible" in text(clerk, f"{LIST}fiche/C1/")
