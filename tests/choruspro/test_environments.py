from __future__ import annotations

import pytest

from choruspro.desk import PASSWORD, SECRET, credentials
from wochorus.choruspro import ENDPOINTS, Endpoints, endpoints
from wochorus.core.errors import InvalidInput


def test_qualification_and_production_have_their_public_addresses() -> None:
    assert endpoints("qualification") == Endpoints(
        "https://sandbox-oauth.piste.gouv.fr/api/oauth/token", "https://sandbox-api.piste.gouv.fr"
    )
    assert endpoints("production") == Endpoints(
        "https://oauth.piste.gouv.fr/api/oauth/token", "https://api.piste.gouv.fr"
    )
    assert set(ENDPOINTS) == {"qualification", "production"}


def test_overrides_never_turn_production_into_something_else() -> None:
    elsewhere = "https://elsewhere.example"
    found = endpoints("production", simulator_url=elsewhere, token_url=elsewhere, api_url=elsewhere)
    assert found == ENDPOINTS["production"]


def test_the_simulator_serves_tokens_and_calls_at_one_address() -> None:
    assert endpoints("simulator", simulator_url="http://127.0.0.1:8765/") == Endpoints(
        "http://127.0.0.1:8765/api/oauth/token", "http://127.0.0.1:8765"
    )


def test_other_needs_both_addresses_and_names_both_settings() -> None:
    assert endpoints("other", token_url="https://a.example/t", api_url="https://b.example/") == (
        Endpoints("https://a.example/t", "https://b.example")
    )
    for given in ({}, {"token_url": "https://a.example"}, {"api_url": "https://b.example"}):
        with pytest.raises(InvalidInput) as caught:
            endpoints("other", **given)
        assert "WOCHORUS_CHORUS_TOKEN_URL" in str(caught.value)
        assert "WOCHORUS_CHORUS_API_URL" in str(caught.value)


@pytest.mark.parametrize("name", ["", "PRODUCTION", "prod", "sandbox", "production "])
def test_no_environment_is_guessed(name: str) -> None:
    with pytest.raises(InvalidInput, match="n'existe pas"):
        endpoints(name, simulator_url="http://127.0.0.1:1")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "localhost", "[::1]"])
def test_clear_http_is_accepted_on_this_machine(host: str) -> None:
    assert endpoints("simulator", simulator_url=f"http://{host}:80").api_url == f"http://{host}:80"


@pytest.mark.parametrize(
    "address",
    [
        "http://api.piste.gouv.fr",
        "http://127.0.0.1.example",
        "http://localhost.example",
        "http://0.0.0.0",
        "ftp://127.0.0.1",
        "api.piste.gouv.fr",
        "https://",
        "https://user:password@api.example",
        "https://api.example/?a=b",
        "https://api.example:99999",
        "https://[::1",
    ],
)
def test_unsafe_or_broken_addresses_are_refused(address: str) -> None:
    with pytest.raises(InvalidInput):
        endpoints("other", token_url=address, api_url="https://api.example")
    with pytest.raises(InvalidInput):
        Endpoints("https://api.example", address)


def test_secrets_do_not_show() -> None:
    shown = f"{credentials()} {credentials()!r}"
    assert SECRET not in shown
    assert PASSWORD not in shown
    assert credentials().account_header not in shown
