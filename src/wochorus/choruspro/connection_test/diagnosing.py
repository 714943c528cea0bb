"""The whole test, from the network to the right to deposit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from wochorus.choruspro.connection_test.account import (
    account_step,
    activity_step,
    expiry_step,
    read_expiry,
    right_step,
)
from wochorus.choruspro.connection_test.network import API, ON_THE_NETWORK, TOKENS, reach
from wochorus.choruspro.connection_test.places import (
    accepted_there,
    perhaps_elsewhere,
    wrong_addresses,
)
from wochorus.choruspro.connection_test.probes import subscription_steps, try_each
from wochorus.choruspro.connection_test.steps import (
    Diagnosis,
    Layer,
    Step,
    Verdict,
    broken,
    passed,
    skipped,
)
from wochorus.choruspro.errors import CredentialsRefused
from wochorus.choruspro.simulator_address import how_to_start
from wochorus.choruspro.transport import trusted_authorities
from wochorus.core.errors import WoChorusError

if TYPE_CHECKING:
    from datetime import date

    from wochorus.choruspro.client import ChorusClient
    from wochorus.choruspro.environments import Endpoints

CONNECT_SECONDS = 10.0
_BEYOND_THE_TOKEN = tuple(Layer)[tuple(Layer).index(Layer.TRANSVERSES) :]


@dataclass(frozen=True, slots=True)
class Subject:
    """Who is tried, and where.

    ``siret`` is that of the issuing company. ``known_expiry`` is the end of the technical password
    that an earlier test read, which explains a refusal once it is past.
    """

    environment: str
    endpoints: Endpoints
    siret: str
    known_expiry: date | None = None


def diagnose(client: ChorusClient, subject: Subject, *, today: date) -> Diagnosis:
    """Try every layer between this machine and a deposit; raises nothing that Chorus Pro causes."""
    trust, addresses = trusted_authorities(), subject.endpoints
    remedy = f"{how_to_start(addresses.api_url)}." if addresses.is_simulator else ON_THE_NETWORK
    try_to_reach = partial(reach, trust=trust, timeout=CONNECT_SECONDS, when_silent=remedy)
    crossed = [
        *try_to_reach(TOKENS, addresses.token_url),
        *try_to_reach(API, addresses.api_url),
    ]
    crossed += _application_steps(client, subject, crossed)
    if stop := _first_failure(crossed):
        return Diagnosis((*crossed, *_unseen(stop)))
    trials = try_each(client, subject.siret)
    expires_on, why = read_expiry(client, trials, subject.siret)
    steps = (
        *crossed,
        *subscription_steps(trials),
        account_step(trials, subject.known_expiry, today),
        expiry_step(expires_on, subject.known_expiry, today, why),
        right_step(trials, subject.siret),
        activity_step(trials, subject.siret),
    )
    return Diagnosis(steps, expires_on)


def _application_steps(
    client: ChorusClient, subject: Subject, network: list[Step]
) -> tuple[Step, Step]:
    """Ask PISTE for a token, unless its server cannot be reached."""
    environment, endpoints = subject.environment, subject.endpoints
    wrong = wrong_addresses(environment, endpoints)
    reached = [step for step in network if step.layer.name.startswith("TOKEN_")]
    if _first_failure(reached):
        unseen = "le serveur des jetons ne se joint pas"
        return (
            skipped(Layer.CREDENTIALS, unseen),
            wrong or skipped(Layer.ENVIRONMENT, unseen),
        )
    try:
        client.obtain_token()
    except CredentialsRefused as refusal:
        return broken(Layer.CREDENTIALS, refusal), perhaps_elsewhere(environment, endpoints)
    except WoChorusError as error:
        return (
            broken(Layer.CREDENTIALS, error),
            wrong or skipped(Layer.ENVIRONMENT, "PISTE n'a pas répondu"),
        )
    return (
        passed(Layer.CREDENTIALS, "PISTE donne un jeton à cette application"),
        accepted_there(environment, endpoints),
    )


def _first_failure(steps: list[Step]) -> Step | None:
    return next((step for step in steps if step.verdict is Verdict.FAILED), None)


def _unseen(stop: Step) -> tuple[Step, ...]:
    """Mark what a broken layer hides."""
    why = f"la couche « {stop.layer.value} » est en échec"
    return tuple(skipped(layer, why) for layer in _BEYOND_THE_TOKEN)
