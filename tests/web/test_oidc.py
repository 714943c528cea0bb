"""People come in by the company's own OpenID Connect, when they have an account here."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from support.people import PASSWORD, a_person
from wochorus.accounts.users.models import User
from wochorus.config.environment import read_environment
from wochorus.config.oidc import oidc_providers
from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db


@dataclass
class Issuer:
    """A server that vouches for one person."""

    url: str
    person: dict[str, Any] = field(default_factory=dict)
    asked: list[dict[str, list[str]]] = field(default_factory=list)


class _Desk(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        issuer: Issuer = self.server.issuer  # type: ignore[attr-defined]
        if self.path.endswith("/.well-known/openid-configuration"):
            names = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
            self._say({name: f"{issuer.url}/{name}" for name in names} | {"issuer": issuer.url})
        else:
            self._say(issuer.person)

    def do_POST(self) -> None:
        issuer: Issuer = self.server.issuer  # type: ignore[attr-defined]
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        issuer.asked.append(parse_qs(text))
        self._say({"access_token": "jeton", "token_type": "Bearer"})

    def _say(self, answer: dict[str, Any]) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def issuer(settings: Any) -> Iterator[Issuer]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Desk) as server:
        found = Issuer(f"http://127.0.0.1:{server.server_address[1]}")
        server.issuer = found  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        settings.SOCIALACCOUNT_PROVIDERS = oidc_providers(with_issuer(found.url))
        yield found
        server.shutdown()
        thread.join()


def with_issuer(url: str) -> Any:
    known: dict[str, Any] = {
        "oidc_client_id": "nous",
        "oidc_client_secret": "secret",
        "oidc_name": "Annuaire",
    }
    return replace(read_environment({}), oidc_issuer=url, **known)


def come_in(client: Client) -> Any:
    sent = client.post("/compte/oidc/oidc/login/")
    assert sent.status_code == HTTPStatus.FOUND
    state = parse_qs(urlsplit(sent["Location"]).query)["state"][0]
    return client.get("/compte/oidc/oidc/login/callback/", {"code": "abc", "state": state})


def test_a_person_with_an_account_comes_in_and_keeps_the_password(issuer: Issuer) -> None:
    marie = a_person("marie@propre.example")
    issuer.person = {"sub": "42", "email": "Marie@propre.example", "email_verified": True}
    client = Client()
    assert "Se connecter avec Annuaire" in client.get("/compte/login/").content.decode()
    assert come_in(client).status_code == HTTPStatus.FOUND
    assert client.session["_auth_user_id"] == str(marie.pk)
    marie.refresh_from_db()
    assert marie.check_password(PASSWORD)
    assert "code_verifier" in issuer.asked[0]


@pytest.mark.parametrize(
    "person",
    [
        {"sub": "7", "email": "intrus@example.fr", "email_verified": True},
        {"sub": "8", "email": "marie@propre.example", "email_verified": False},
        {"sub": "9"},
    ],
    ids=["unknown", "not vouched for", "without an address"],
)
def test_nobody_else_comes_in(person: dict[str, Any], issuer: Issuer) -> None:
    a_person("marie@propre.example")
    issuer.person = person
    client = Client()
    answer = come_in(client)
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert "Aucun compte" in answer.content.decode()
    assert "_auth_user_id" not in client.session
    assert User.objects.count() == 1


def test_a_closed_account_stays_closed(issuer: Issuer) -> None:
    a_person("marie@propre.example", is_active=False)
    issuer.person = {"sub": "42", "email": "marie@propre.example", "email_verified": True}
    client = Client()
    come_in(client)
    assert "_auth_user_id" not in client.session


def test_an_issuer_that_does_not_answer_is_told(issuer: Issuer, settings: Any) -> None:
    a_person("marie@propre.example")
    settings.SOCIALACCOUNT_PROVIDERS = oidc_providers(with_issuer("http://127.0.0.1:9"))
    answer = Client().post("/compte/oidc/oidc/login/")
    assert "fournisseur d'identité" in answer.content.decode().replace("&#x27;", "'")
    assert issuer.asked == []


def test_an_issuer_without_tls_or_without_a_secret_is_refused() -> None:
    with pytest.raises(InvalidInput, match="https"):
        oidc_providers(with_issuer("http://identite.example"))
    alone = read_environment({"WOCHORUS_OIDC_ISSUER": "https://identite.example"})
    with pytest.raises(InvalidInput, match="identifiant"):
        oidc_providers(alone)
    assert oidc_providers(read_environment({}))["openid_connect"]["APPS"] == []
