"""A company registered on a running simulator, for the commands that speak to Chorus Pro."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.db import connection

from simulator.running import a_simulator
from support.database import address_of
from support.portal import Portal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulator.running import Simulator


@pytest.fixture(scope="session")
def running_simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    with a_simulator(tmp_path_factory.mktemp("portal")) as simulator:
        yield simulator


@pytest.fixture
def portal(
    running_simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
    transactional_db: None,  # noqa: ARG001 - a real database, committed as in life
) -> Portal:
    """Give a company on the portal, with its access stored."""
    running_simulator.admin.reset()
    here = replace(
        settings.ENVIRONMENT,
        simulator_url=running_simulator.url,
        chorus_token_url=None,
        chorus_api_url=None,
        database_url=address_of(connection.settings_dict["NAME"]),
    )
    monkeypatch.setattr(settings, "ENVIRONMENT", here)
    return Portal.open(running_simulator)
