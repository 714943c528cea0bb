"""A running simulator for the tests of the deposit, emptied before each of them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.db import connection

from simulator.running import a_simulator
from support.commands import Done, call_command
from support.database import address_of
from support.portal import Portal
from wochorus.deposits.workshop import Workshop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from simulator.running import Simulator


@pytest.fixture(scope="session")
def running_simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    folder = tmp_path_factory.mktemp("portal")
    with a_simulator(folder, integration_delay=0, routing_delay=0) as simulator:
        yield simulator


@pytest.fixture
def portal(
    running_simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
    transactional_db: None,  # noqa: ARG001 - a real database, committed as in life
) -> Portal:
    """Give a company on the portal, with an account and two public customers."""
    running_simulator.admin.reset()
    running_simulator.admin.settings(integration_delay=0, routing_delay=0)
    here = replace(
        settings.ENVIRONMENT,
        simulator_url=running_simulator.url,
        database_url=address_of(connection.settings_dict["NAME"]),
    )
    monkeypatch.setattr(settings, "ENVIRONMENT", here)
    return Portal.open(running_simulator)


@pytest.fixture
def workshop() -> Iterator[Workshop]:
    """Give a place to make files."""
    with Workshop() as place:
        yield place


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """Give `wochorus`, run in this process."""
    return partial(call_command, capsys)
