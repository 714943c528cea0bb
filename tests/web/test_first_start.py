"""A fresh installation: its owner takes it, a stranger cannot."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client

from support.records import SUPPLIER
from wochorus.accounts.models import Company
from wochorus.accounts.users.first_start import first_start_code
from wochorus.accounts.users.models import User

pytestmark = pytest.mark.django_db

NEAR: dict[str, Any] = {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost"}
FAR: dict[str, Any] = {"REMOTE_ADDR": "192.0.2.7", "HTTP_HOST": "localhost"}
TYPED = {
    "email": "racine@propre.example",
    "password": "Balai-brosse-2026",
    "again": "Balai-brosse-2026",
}


def test_every_address_leads_to_the_first_page_while_nobody_has_an_account() -> None:
    for address in ("/", "/societe/propre/", "/compte/login/"):
        answer = Client().get(address, **NEAR)
        assert answer["Location"] == "/premier-demarrage/"


def test_whoever_sits_at_the_machine_opens_the_first_account_and_is_asked_the_question() -> None:
    client = Client()
    answer = client.post("/premier-demarrage/", TYPED, **NEAR)
    assert answer["Location"] == "/bienvenue/"
    assert User.objects.get().is_superuser
    page = client.get("/bienvenue/").content.decode()
    assert "Essayer avec le simulateur" in page
    assert "Connecter mon entreprise" in page


@pytest.mark.parametrize(
    "stranger",
    [
        FAR,
        {**NEAR, "HTTP_X_FORWARDED_FOR": "192.0.2.7"},
        {**NEAR, "HTTP_VIA": "1.1 proxy"},
    ],
    ids=["from elsewhere", "through a proxy", "through a cache"],
)
def test_a_stranger_needs_the_code_of_the_terminal(stranger: dict[str, Any]) -> None:
    refused = Client().post("/premier-demarrage/", TYPED | {"code": "AAAA-BBBB"}, **stranger)
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "le code affiché" in refused.content.decode()
    assert not User.objects.exists()
    code = {"code": first_start_code().lower()}
    assert Client().post("/premier-demarrage/", TYPED | code, **stranger).status_code == 302
    assert User.objects.exists()


def test_the_first_page_is_closed_once_somebody_has_an_account() -> None:
    User.objects.create_superuser("racine@propre.example", "Balai-brosse-2026")
    answer = Client().post("/premier-demarrage/", TYPED | {"email": "intrus@example.fr"}, **NEAR)
    assert answer["Location"] == "/"
    assert User.objects.count() == 1


def test_a_weak_password_is_refused_beside_its_field() -> None:
    weak = TYPED | {"password": "12345678", "again": "12345678"}
    refused = Client().post("/premier-demarrage/", weak, **NEAR)
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "id_password_error" in refused.content.decode()
    differ = Client().post("/premier-demarrage/", TYPED | {"again": "Autre-chose-2026"}, **NEAR)
    assert "diffèrent" in differ.content.decode()
    assert not User.objects.exists()


def test_a_company_is_not_half_registered_when_no_simulator_runs(settings: Any) -> None:
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, simulator_url="http://127.0.0.1:9")
    root = Client()
    root.force_login(User.objects.create_superuser("racine@propre.example", "Balai-brosse-2026"))
    typed = {"siret": SUPPLIER, "name": "Propre SARL", "simulateur": "1"}
    refused = root.post("/bienvenue/", typed)
    assert "ne répond pas" in refused.content.decode()
    assert not Company.objects.exists()
    registered = root.post("/bienvenue/", {"siret": SUPPLIER, "name": "Propre SARL"})
    assert registered["Location"] == "/societe/propre-sarl/reglages/connexion/"
    again = root.post("/bienvenue/", {"siret": SUPPLIER, "name": "Autre nom"})
    assert "id_siret_error" in again.content.decode()


def test_without_a_register_the_name_is_asked_for(settings: Any) -> None:
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, register_url="http://127.0.0.1:9")
    root = Client()
    root.force_login(User.objects.create_superuser("racine@propre.example", "Balai-brosse-2026"))
    refused = root.post("/bienvenue/", {"siret": SUPPLIER})
    assert "ne répond pas" in refused.content.decode().partition("id_name_error")[2]
    assert not Company.objects.exists()
