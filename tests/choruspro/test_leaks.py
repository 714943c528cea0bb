"""What the other side repeats of our secrets is not shown to anybody."""

from __future__ import annotations

import pytest

from choruspro.desk import PASSWORD, a_desk
from choruspro.portal import Request, answers, computes
from wochorus.choruspro import NoAnswer, UncertainDeposit
from wochorus.choruspro.evidence import excerpt

TOKEN = "k7" * 27


def echo(request: Request) -> object:
    """A proxy that shows what it received."""
    return "\n".join(f"{name}: {value}" for name, value in request.headers.items()).encode()


@pytest.mark.parametrize(
    "body",
    [
        {"access_token": [TOKEN], "expires_in": 3600},
        {"access_token": {"value": TOKEN}},
        {"scope": "openid", "id_token": TOKEN, "access_token": None},
        b'{"expires_in": 3600, "access_token": "' + TOKEN.encode()[:30],
        f'access_token={TOKEN}&scope="openid"'.encode(),
    ],
)
def test_a_token_that_comes_out_of_shape_is_not_shown(body: object) -> None:
    with a_desk() as desk:
        desk.tokens.usual = answers(200, body)
        with pytest.raises(NoAnswer) as caught:
            desk.client.health()
    assert TOKEN[:8] not in str(caught.value)
    assert "token***" in str(caught.value.evidence)


def test_headers_that_come_back_are_not_shown() -> None:
    with a_desk(computes(echo)) as desk, pytest.raises(UncertainDeposit) as caught:
        desk.deposit()
    told = str(caught.value)
    assert "authorization: Bearer ***" in told
    assert "cpro-account: ***" in told
    assert PASSWORD not in told
    assert "TTTT" not in told


def test_the_challenge_of_a_refusal_stays_readable() -> None:
    assert excerpt(b'Bearer realm="DefaultRealm", error="invalid_token"') == (
        'Bearer realm="DefaultRealm", error="invalid_token"'
    )
