"""The process that reads flows: what becomes of flows, and of it, when it does not work."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import psutil
import pytest

from simulator.running import Simulator, a_simulator
from simulator.speaking import AnInvoice, Supplier, a_flow
from support.holders import wait_until

if TYPE_CHECKING:
    from pathlib import Path


def reader_of(simulator: Simulator) -> psutil.Process:
    """Find the process that reads the flows of a simulator."""
    found: list[psutil.Process] = []

    def is_there() -> bool:
        found[:] = psutil.Process(simulator.pid).children()
        return len(found) == 1

    wait_until(is_there)
    return found[0]


def states_of(supplier: Supplier, *flows: str) -> list[str]:
    return [supplier.report(flow)["etatCourantDepotFlux"] for flow in flows]


def deposited(supplier: Supplier, number: str) -> str:
    return str(supplier.deposit(a_flow(AnInvoice(number)))["numeroFluxDepot"])


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_deposits_go_on_while_it_sleeps_dies_and_is_started_again(tmp_path: Path) -> None:
    with a_simulator(tmp_path, integration_delay=0) as simulator, Supplier(simulator) as supplier:
        assert states_of(supplier, deposited(supplier, "A")) == ["IN_INTEGRE"]
        reader = reader_of(simulator)
        reader.suspend()
        flows = [deposited(supplier, f"B{n}") for n in range(20)]
        reader.resume()
        assert states_of(supplier, *flows) == ["IN_INTEGRE"] * 20
        reader.suspend()
        struck = deposited(supplier, "C")
        reader.kill()
        next_one = deposited(supplier, "D")
        assert states_of(supplier, struck, next_one) == ["IN_INCIDENTE", "IN_INTEGRE"]
        log = (simulator.state.parent / "simulator.log").read_text()
        assert "le processus de lecture s'est arrêté" in log
        reader = reader_of(simulator)
        os.kill(simulator.pid, signal.SIGKILL)
        wait_until(lambda: not reader.is_running())


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_the_simulator_ends_without_waiting_for_a_reader_that_hangs(tmp_path: Path) -> None:
    with a_simulator(tmp_path, integration_delay=0) as simulator, Supplier(simulator) as supplier:
        assert states_of(supplier, deposited(supplier, "A")) == ["IN_INTEGRE"]
        reader = reader_of(simulator)
        reader.suspend()
        flow = deposited(supplier, "B")
        assert simulator.stop() == 0
        assert not reader.is_running()
        simulator.start()
        assert states_of(supplier, flow) == ["IN_INTEGRE"], "a flow that waited was lost"
