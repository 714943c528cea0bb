"""One simulator for all the tests of the contract, brought back to its start for each module."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contract.furnishing import a_place
from simulator.running import Simulator, a_simulator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract.place import Place


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    folder = tmp_path_factory.mktemp("contract")
    with a_simulator(folder, integration_delay=0, routing_delay=0) as simulator:
        yield simulator
        log = (simulator.state.parent / "simulator.log").read_text()
        assert log.count("\n") == 1, f"the simulator complained: {log}"


@pytest.fixture(scope="module")
def furnished(portal: Simulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    portal.admin.reset()
    with a_place(portal, tmp_path_factory.mktemp("place")) as place:
        yield place


@pytest.fixture
def place(furnished: Place) -> Iterator[Place]:
    """Give a place without faults; what the tests before have deposited is still there."""
    furnished.slept.clear()
    yield furnished
    furnished.simulator.admin.clear_faults()
