"""A portal for the session, emptied before each test; a company in real processes beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from simulator.running import a_simulator
from support.month import Month
from support.office import Office

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from simulator.running import Simulator


@pytest.fixture(scope="session")
def running_simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    folder = tmp_path_factory.mktemp("portal")
    options = {"integration_delay": 0, "routing_delay": 0, "format_rules": "on"}
    with a_simulator(folder, **options) as simulator:
        yield simulator


@pytest.fixture
def simulator(running_simulator: Simulator) -> Simulator:
    running_simulator.admin.reset()
    running_simulator.admin.settings(integration_delay=0, routing_delay=0)
    return running_simulator


@pytest.fixture
def month(tmp_path: Path) -> Month:
    return Month(tmp_path)


@pytest.fixture
def office(data_folder: Path, a_database_url: Callable[[], str], simulator: Simulator) -> Office:
    return Office(data_folder, a_database_url(), simulator)
