from __future__ import annotations

from typing import Any

import pytest

from choruspro import portal
from choruspro.desk import (
    FLOW_NUMBER,
    GIVES_TOKEN,
    INVALID_CLIENT,
    SECRET,
    a_desk,
    credentials,
    gives_token,
)
from choruspro.portal import Conduct, answers
from wochorus.choruspro import (
    ChorusClient,
    CredentialsRefused,
    Endpoints,
    NoAnswer,
    TokenCache,
    TooManyCalls,
)
from wochorus.choruspro.tokens import _life
from wochorus.core.errors import Permanent, Transient


def test_the_token_is_asked_as_piste_documents_it() -> None:
    with a_desk() as desk:
        desk.deposit()
        [request] = desk.tokens.seen
    assert (request.method, request.path) == ("POST", "/api/oauth/token")
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert request.body.decode().split("&") == [
        "grant_type=client_credentials",
        "client_id=app",
        f"client_secret={SECRET}",
        "scope=openid",
    ]


def test_a_token_serves_until_240_seconds_before_its_end() -> None:
    with a_desk() as desk:
        desk.deposit()
        desk.time.now += 3600 - 241
        desk.deposit()
        assert len(desk.tokens.seen) == 1
        desk.time.now += 1
        desk.tokens.play(gives_token("new"))
        desk.deposit()
        assert len(desk.tokens.seen) == 2
        assert desk.api.seen[-1].headers["authorization"] == "Bearer new"


@pytest.mark.parametrize(
    ("expires_in", "life"),
    [(3600, 3360), ("3600", 3360), (100, 1), (0, 3360), (None, 3360), ("soon", 3360), (1e9, 3360)],
)
def test_an_absurd_duration_counts_as_one_hour(expires_in: object, life: float) -> None:
    assert _life(expires_in) == life
    assert _life(float("nan")) == 3360


def test_a_spurious_invalid_client_is_tried_again() -> None:
    with a_desk() as desk:
        desk.tokens.play(*[INVALID_CLIENT] * 4)
        assert desk.deposit().flow_number == FLOW_NUMBER
        assert len(desk.tokens.seen) == 5
        assert desk.time.slept == [0.3, 0.6, 1.2, 2.4]


def test_five_invalid_client_end_in_one_message_with_the_three_causes() -> None:
    with a_desk() as desk:
        desk.tokens.usual = INVALID_CLIENT
        with pytest.raises(CredentialsRefused) as caught:
            desk.client.flow_report(FLOW_NUMBER)
        assert len(desk.tokens.seen) == 5
        assert desk.api.seen == []
    assert isinstance(caught.value, Permanent)
    for cause in ("client_id", "client_secret", "autre environnement"):
        assert cause in caught.value.what


def test_another_oauth_refusal_is_believed_at_once() -> None:
    with a_desk() as desk:
        desk.tokens.usual = answers(400, {"error": "unauthorized_client", "x": SECRET})
        with pytest.raises(CredentialsRefused, match="unauthorized_client") as caught:
            desk.deposit()
        assert len(desk.tokens.seen) == 1
    assert SECRET not in str(caught.value)


BROKEN_ANSWERS: dict[str, Conduct] = {
    "502": answers(502, b"<html>"),
    "HTML": answers(200, b"<html>"),
    "no token": answers(200, {"token_type": "Bearer"}),
    "token with a line break": gives_token("abc\r\nX-Injected: 1"),
    "token that is a number": answers(200, {"access_token": 12}),
    "cut": portal.cuts_after_body,
    "gibberish": portal.speaks_gibberish,
}


@pytest.mark.parametrize("conduct", BROKEN_ANSWERS.values(), ids=BROKEN_ANSWERS)
def test_a_broken_token_portal_is_transient_and_the_deposit_never_leaves(conduct: Conduct) -> None:
    with a_desk() as desk:
        desk.tokens.play(conduct)
        assert desk.deposit().flow_number == FLOW_NUMBER
    with a_desk() as desk:
        desk.tokens.usual = conduct
        with pytest.raises(NoAnswer) as caught:
            desk.deposit()
        assert len(desk.tokens.seen) == 5
        assert desk.api.seen == []
    assert isinstance(caught.value, Transient)


def test_the_quota_of_tokens_is_waited_for_when_short() -> None:
    with a_desk() as desk:
        desk.tokens.play(answers(429, b"", ("Retry-After", "5")))
        desk.deposit()
        assert desk.time.slept == [5]
    with a_desk() as desk:
        desk.tokens.usual = answers(429)
        with pytest.raises(TooManyCalls):
            desk.deposit()
        assert len(desk.tokens.seen) == 1


def test_a_shared_cache_serves_several_clients_but_not_another_secret() -> None:
    cache = TokenCache()
    with a_desk(tokens=cache) as desk:
        desk.deposit()
        where = Endpoints(f"{desk.tokens.url}/api/oauth/token", desk.api.url)
        options: dict[str, Any] = {"tokens": cache, "clock": desk.time.clock, "interval_ms": 0}
        with ChorusClient(where, credentials(), **options) as twin:
            twin.deposit_flow("lot.xml", b"x", "S")
        assert len(desk.tokens.seen) == 1
        other = credentials(client_secret="other")
        with ChorusClient(where, other, **options) as stranger:
            stranger.deposit_flow("lot.xml", b"x", "S")
        assert len(desk.tokens.seen) == 2


def test_a_token_line_closed_while_idle_is_only_tried_again() -> None:
    with a_desk() as desk:
        desk.tokens.play(portal.cuts_before_reading, GIVES_TOKEN)
        assert desk.deposit().flow_number == FLOW_NUMBER
