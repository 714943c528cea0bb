"""An account that is wrong, ended or without rights: every operation says so, and does nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from contract.leaks import leaks_in
from contract.operation import Nature
from contract.operations import OBTAINING, OPERATIONS
from contract.place import PATIENT, SUPPLIER
from wochorus.choruspro import (
    AccessDenied,
    ChorusClient,
    CredentialsRefused,
    Endpoints,
    TechnicalAccountRefused,
    TokenCache,
)
from wochorus.core.errors import WoChorusError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract.place import Place
    from wochorus.choruspro import Credentials

ALL = [each for each in OPERATIONS.values() if each is not OBTAINING]


def a_client(place: Place, credentials: Credentials) -> ChorusClient:
    """Open a client with other credentials, and a token of its own."""
    simulator = place.simulator
    return ChorusClient(
        Endpoints(simulator.token_url, simulator.api_url),
        credentials,
        interval_ms=0,
        sleep=place.slept.append,
        timeouts=PATIENT,
        tokens=TokenCache(),
    )


def assert_each_is_refused(place: Place, client: ChorusClient, kind: type[WoChorusError]) -> None:
    """Make every call: all are refused alike, and the portal holds what it held."""
    for operation in ALL:
        about = operation.prepare(place)
        held, done = place.witness.holdings(), operation.done(place, about)
        with capture_logs() as logs, pytest.raises(WoChorusError) as caught:
            operation.call(client, place, about)
        assert type(caught.value) is kind, operation.name
        assert leaks_in(caught.value, logs, place) == []
        assert place.witness.holdings() == held, operation.name
        assert operation.done(place, about) == done, operation.name


@pytest.fixture
def repaired(place: Place) -> Iterator[Place]:
    """Give a place whose account is put right again afterwards."""
    yield place
    place.simulator.admin.change_supplier(SUPPLIER, password_expired=False, granted=True)


def test_a_wrong_secret_stops_every_operation_before_the_api(place: Place) -> None:
    line = place.witness.last_line()
    wrong = replace(place.credentials, client_secret="0" * 40)
    with a_client(place, wrong) as client:
        assert_each_is_refused(place, client, CredentialsRefused)
    received = place.witness.lines_since(line)
    assert {each.operation for each in received} == {"oauth/token"}
    assert len(received) == 5 * len(ALL)


def test_a_wrong_password_is_refused_by_every_operation(place: Place) -> None:
    wrong = replace(place.credentials, technical_password="faux mot de passe")
    with a_client(place, wrong) as client:
        assert_each_is_refused(place, client, TechnicalAccountRefused)


def test_a_password_that_has_ended_is_refused_by_every_operation(repaired: Place) -> None:
    repaired.simulator.admin.change_supplier(SUPPLIER, password_expired=True)
    assert_each_is_refused(repaired, repaired.patient, TechnicalAccountRefused)


def test_an_account_without_rights_is_refused_by_every_operation(repaired: Place) -> None:
    repaired.simulator.admin.change_supplier(SUPPLIER, granted=False)
    assert_each_is_refused(repaired, repaired.patient, AccessDenied)


def test_a_token_that_the_portal_has_forgotten_is_renewed_by_every_operation(
    place: Place,
) -> None:
    for operation in ALL:
        about = operation.prepare(place)
        forgotten = "0" * 54
        place.tokens.keep(place.simulator.token_url, place.credentials, forgotten, float("inf"))
        done, line = operation.done(place, about), place.witness.last_line()
        operation.call(place.patient, place, about)
        place.settle()
        received = place.witness.lines_since(line)
        assert [each.operation for each in received][:3] == [
            operation.path,
            "oauth/token",
            operation.path,
        ]
        assert received[0].http_status == 401
        expected = 0 if operation.nature is Nature.READING else 1
        assert operation.done(place, about) - done == expected, operation.name
