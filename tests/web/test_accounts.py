"""Coming in: passwords, links, the second factor, sessions; all of it in French."""

from __future__ import annotations

import re
from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.test import Client

from support.people import PASSWORD, a_person
from wochorus.accounts.users.models import AuditEntry, AuditKind, Membership, Role, User

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytest_django import DjangoCaptureOnCommitCallbacks

    from wochorus.accounts.models import Company

PEOPLE = "/societe/propre/reglages/personnes/"


@pytest.fixture(autouse=True)
def no_attempt_remembered() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def marie(company: Company) -> User:
    person = a_person("marie@propre.example")
    Membership.objects.create(user=person, company=company, role=Role.CLERK)
    return person


def enter(password: str = PASSWORD, client: Client | None = None) -> tuple[Client, str]:
    client = client or Client()
    typed = {"login": "marie@propre.example", "password": password}
    answer = client.post("/compte/login/", typed)
    return client, answer.content.decode() if answer.status_code == 200 else answer["Location"]


def code_of(secret: str) -> str:
    counter = list(yield_hotp_counters_from_time())[1]
    return str(format_hotp_value(hotp_value(secret, counter)))


@pytest.mark.usefixtures("marie")
def test_a_sign_in_is_written_down_and_so_is_a_refused_one() -> None:
    assert "n’est pas correct" in enter("faux")[1] or "incorrect" in enter("faux")[1]
    assert enter()[1] == "/"
    kinds = set(AuditEntry.objects.values_list("kind", flat=True))
    assert {AuditKind.SIGNED_IN, AuditKind.SIGN_IN_REFUSED} <= kinds


@pytest.mark.usefixtures("marie")
def test_five_wrong_passwords_lock_the_account_for_a_while() -> None:
    for _ in range(5):
        enter("faux")
    client, page = enter(PASSWORD)
    assert "Trop de tentatives" in page
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "address", ["/compte/login/", "/compte/password/reset/", "/compte/signup/"]
)
@pytest.mark.usefixtures("marie")
def test_the_pages_of_entry_are_ours_and_in_french(address: str) -> None:
    page = Client().get(address).content.decode()
    assert 'lang="fr"' in page
    assert "WO CHORUS" in page
    assert "Sign" not in re.sub(r"<[^>]*>", "", page)


@pytest.mark.usefixtures("marie")
def test_nobody_opens_an_account_for_themselves() -> None:
    typed = {"email": "intrus@example.fr", "password1": PASSWORD, "password2": PASSWORD}
    page = Client().post("/compte/signup/", typed)
    assert "Sur invitation" in page.content.decode()
    assert User.objects.count() == 1


def test_an_application_asks_for_its_code_and_its_secret_is_kept_encrypted(
    marie: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    client, _ = enter()
    asked = client.get("/compte/2fa/totp/activate/")
    assert asked["Location"].startswith("/compte/reauthenticate/")
    page = client.post(asked["Location"], {"password": PASSWORD}, follow=True).content.decode()
    assert "data:image/svg+xml" in page
    secret = client.session["mfa.totp.secret"]
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post("/compte/2fa/totp/activate/", {"code": code_of(secret)})
    assert done.status_code == HTTPStatus.FOUND
    kept = Authenticator.objects.get(user=marie, type="totp")
    assert secret not in str(kept.data)
    told = AuditEntry.objects.filter(kind=AuditKind.SECOND_FACTOR).values_list("detail", flat=True)
    assert "ajout : application d'authentification" in told

    cache.clear()  # the same code serves once, and a test does not wait for the next
    second, place = enter()
    assert place.startswith("/compte/2fa/authenticate/")
    refused = second.post("/compte/2fa/authenticate/", {"code": "000000"})
    assert "_auth_user_id" not in second.session
    assert "incorrect" in refused.content.decode().lower()
    second.post("/compte/2fa/authenticate/", {"code": code_of(secret)})
    assert "_auth_user_id" in second.session


@pytest.mark.usefixtures("marie")
def test_without_a_mail_server_the_way_of_the_administrator_is_named() -> None:
    page = Client().get("/compte/password/reset/").content.decode()
    assert "wochorus user password" in page
    assert "Recevoir le lien" not in page


@pytest.fixture
def with_mail(settings: Any) -> None:
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, smtp_url="smtp://courriel.example")


@pytest.mark.usefixtures("with_mail", "marie")
def test_a_forgotten_password_is_chosen_anew_by_a_link_that_serves_once() -> None:
    Client().post("/compte/password/reset/", {"email": "marie@propre.example"})
    (sent,) = mail.outbox
    assert sent.to == ["marie@propre.example"]
    link = re.search(r"http://testserver(\S+)", str(sent.body))
    assert link, sent.body
    client = Client()
    form = client.get(link[1], follow=True)
    new = {"password1": "Serpillière-2027", "password2": "Serpillière-2027"}
    assert client.post(form.redirect_chain[-1][0], new).status_code == HTTPStatus.FOUND
    assert enter("Serpillière-2027")[1] == "/"
    assert "Ce lien ne sert plus" in Client().get(link[1], follow=True).content.decode()


def test_an_invited_person_chooses_a_password_by_the_link_shown(
    company: Company, administrator: Client
) -> None:
    page = administrator.post(PEOPLE, {"email": "neuve@propre.example", "role": "reader"})
    link = re.search(r"http://testserver(/compte/password/reset/key/\S+?)<", page.content.decode())
    assert link, page.content.decode()
    client = Client()
    form = client.get(link[1], follow=True)
    new = {"password1": PASSWORD, "password2": PASSWORD}
    client.post(form.redirect_chain[-1][0], new)
    assert company.name in client.get("/societe/propre/").content.decode()


@pytest.mark.usefixtures("with_mail", "company")
def test_an_invitation_leaves_by_mail_when_it_can(administrator: Client) -> None:
    answer = administrator.post(PEOPLE, {"email": "neuve@propre.example", "role": "clerk"})
    assert answer.status_code == HTTPStatus.FOUND
    assert mail.outbox[0].to == ["neuve@propre.example"]


@pytest.mark.parametrize("role", [Role.READER, Role.CLERK])
def test_only_an_administrator_sees_the_settings(
    role: Role, company: Company, sign_in: Callable[..., Client]
) -> None:
    client = sign_in(role)
    for page in ("identite/", "personnes/", "traces/", "traces.csv", "acces/production/"):
        answer = client.get(f"/societe/{company.code}/reglages/{page}")
        assert answer.status_code == HTTPStatus.FORBIDDEN, page
    answer = client.post(PEOPLE, {"email": "ami@example.fr", "role": "administrator"})
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert not User.objects.filter(email="ami@example.fr").exists()


def test_a_role_is_changed_and_withdrawn(marie: User, administrator: Client) -> None:
    administrator.post(f"{PEOPLE}{marie.pk}/role/", {"role": "reader"})
    assert marie.memberships.get().role == Role.READER
    administrator.post(f"{PEOPLE}{marie.pk}/retirer/")
    assert not marie.memberships.exists()


def test_the_last_administrator_is_not_let_go(company: Company, administrator: Client) -> None:
    only = Membership.objects.get(company=company, role=Role.ADMINISTRATOR).user
    refused = administrator.post(f"{PEOPLE}{only.pk}/retirer/")
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "dernier administrateur" in refused.content.decode()
    assert only.memberships.exists()


def test_an_administrator_signs_a_person_out_everywhere(marie: User, administrator: Client) -> None:
    client, _ = enter()
    assert client.get("/societe/propre/").status_code == HTTPStatus.OK
    administrator.post(f"{PEOPLE}{marie.pk}/fermer/")
    assert client.get("/societe/propre/").status_code == HTTPStatus.FOUND


def test_a_person_closes_their_other_sessions(marie: User) -> None:
    first, _ = enter()
    second, _ = enter()
    assert Session.objects.count() == 2
    second.post("/compte/sessions/")
    assert first.get("/societe/propre/").status_code == HTTPStatus.FOUND
    assert second.get("/societe/propre/").status_code == HTTPStatus.OK
    assert marie.is_active


def test_who_administers_one_company_gets_no_link_to_another(
    marie: User, administrator: Client
) -> None:
    from support.records import a_company

    Membership.objects.create(user=marie, company=a_company("voisine", ""), role=Role.READER)
    refused = administrator.post(f"{PEOPLE}{marie.pk}/lien/")
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "password/reset/key" not in refused.content.decode()


def test_the_trail_is_shown_and_taken_away(company: Company, administrator: Client) -> None:
    administrator.post(PEOPLE, {"email": "neuve@propre.example", "role": "reader"})
    page = administrator.get(f"/societe/{company.code}/reglages/traces/").content.decode()
    assert "neuve@propre.example : lecture" in page
    file = administrator.get(f"/societe/{company.code}/reglages/traces.csv")
    assert "neuve@propre.example" in b"".join(file).decode()


def test_the_installation_is_seen_by_its_administrators_alone(
    administrator: Client, marie: User
) -> None:
    assert administrator.get("/installation/").status_code == HTTPStatus.NOT_FOUND
    assert administrator.get("/bienvenue/").status_code == HTTPStatus.NOT_FOUND
    root = Client()
    root.force_login(User.objects.create_superuser("racine@propre.example", PASSWORD))
    assert "marie@propre.example" in root.get("/installation/").content.decode()
    root.post(f"/installation/{marie.pk}/fermer/")
    assert "compte fermé : marie" in root.get("/installation/traces/").content.decode()
    assert b"racine@propre.example" in b"".join(root.get("/installation/traces.csv"))
    assert "fermé" in enter()[1] or enter()[1].startswith("/compte/inactive")
    root.post(f"/installation/{marie.pk}/rouvrir/")
    assert enter()[1] == "/"
