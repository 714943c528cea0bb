"""A fresh installation: its owner takes it, a stranger cannot."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client

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
