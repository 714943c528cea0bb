"""A Chorus Pro to test against: a token portal, an API portal, and a client of both."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from choruspro.portal import Conduct, Portal, answers
from wochorus.choruspro import ChorusClient, Credentials, Endpoints, Timeouts

if TYPE_CHECKING:
    from collections.abc import Iterator

FLOW_NUMBER = "CPP0011113000000000044750"
SECRET = "s3cret-of-the-application"
PASSWORD = "passw0rd-of-the-account"

GIVES_TOKEN = answers(200, {"access_token": "T" * 54, "token_type": "Bearer", "expires_in": 3600})
INVALID_CLIENT = answers(400, {"error": "invalid_client"})
RECEIPT = {
    "codeRetour": 0,
    "libelle": "GCU_MSG_01_000",
    "numeroFluxDepot": FLOW_NUMBER,
    "dateDepot": "2026-11-24",
    "syntaxeFlux": "IN_DP_E2_CPP_FACTURE_MIN",
}
ACCEPTS = answers(200, RECEIPT)


def gives_token(text: str, life: object = 3600) -> Conduct:
    return answers(200, {"access_token": text, "token_type": "Bearer", "expires_in": life})


@dataclass
class Time:
    """A clock that only moves when somebody sleeps or when the test says so."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@dataclass
class Desk:
    """All that a test needs at hand."""

    tokens: Portal
    api: Portal
    client: ChorusClient
    time: Time

    def deposit(self, content: bytes = b"<CPPFactureMixte/>") -> Any:
        return self.client.deposit_flow("lot.xml", content, "IN_DP_E2_CPP_FACTURE_MIN")


def credentials(**changes: str) -> Credentials:
    usual = {
        "client_id": "app",
        "client_secret": SECRET,
        "technical_login": "TECH_1_1@cpro.fr",
        "technical_password": PASSWORD,
    }
    return Credentials(**(usual | changes))


@contextmanager
def a_desk(usual: Conduct = ACCEPTS, **options: Any) -> Iterator[Desk]:
    """Open a desk whose API answers ``usual``; ``options`` go to the client."""
    time = Time()
    settings: dict[str, Any] = {
        "interval_ms": 0,
        "sleep": time.sleep,
        "clock": time.clock,
        "timeouts": Timeouts(connect=5, write=5, token=5, read=5, deposit=5),
    } | options
    with Portal(GIVES_TOKEN) as tokens, Portal(usual) as api:
        where = Endpoints(f"{tokens.url}/api/oauth/token", api.url)
        with ChorusClient(where, credentials(), **settings) as client:
            yield Desk(tokens, api, client, time)
