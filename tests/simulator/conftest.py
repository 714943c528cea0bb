"""One simulator for all these tests, brought back to its first start before each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from simulator.running import Simulator, a_simulator
from simulator.speaking import Supplier

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    with a_simulator(
        tmp_path_factory.mktemp("simulated"), integration_delay=0, routing_delay=0
    ) as simulator:
        yield simulator
        log = (simulator.state.parent / "simulator.log").read_text()
        assert log.count("\n") == 1, f"the simulator complained: {log}"


@pytest.fixture
def simulator(shared: Simulator) -> Simulator:
    shared.admin.reset()
    return shared


@pytest.fixture
def supplier(simulator: Simulator) -> Iterator[Supplier]:
    with Supplier(simulator) as found:
        yield found
