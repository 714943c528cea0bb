"""Submissions killed in the middle by SIGKILL: the portal has each invoice once."""

from __future__ import annotations

import random
import time
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

import pytest

from simulator.running import a_simulator
from support.forked import Place, run_forked, start_forked
from support.month import Month, set_up

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from multiprocessing.context import ForkServerProcess
    from pathlib import Path

    from simulator.running import Simulator

INVOICES = 4
SEED = 20261124
SUBMIT = "*soumettre"


@pytest.mark.parametrize("fault", ["slow", "slow_before_recording"])
def test_submissions_killed_around_their_call_send_each_invoice_exactly_once(
    a_database_url: Callable[[], str],
    data_folder: Path,
    tmp_path: Path,
    fault: str,
) -> None:
    chance = random.Random(SEED)  # noqa: S311 - a trial that can be played again
    month = Month(tmp_path)
    numbers = [f"FA-{rank}" for rank in range(1, INVOICES + 1)]
    for number in numbers:
        month.invoice(number)
    database_url = a_database_url()
    with a_simulator(tmp_path / "portal", integration_delay=0, routing_delay=0) as simulator:
        portal = set_up(data_folder, database_url, month, simulator.url)
        place: Place = {"home": data_folder, "database_url": database_url, "variables": portal}
        simulator.admin.fault(fault, operation=SUBMIT, probability=1, seconds=0.3)
        deposit = ("deposit", "--mode", "sequential", "--way", "pdf", "--no-follow")
        kills = 0
        for _ in range(3):
            command = start_forked(*deposit, "--continue-on-error", **place)
            _wait_for_a_call(simulator, command)
            time.sleep(chance.uniform(0, 0.2))
            kills += _kill(command)
        assert kills == 3
        simulator.admin.clear_faults()
        _finish(partial(run_forked, **place))
        held = Counter(row["number"] for row in simulator.admin.invoices())
        assert held == dict.fromkeys(numbers, 1)


def _wait_for_a_call(simulator: Simulator, command: ForkServerProcess) -> None:
    """Wait until one more invoice was submitted, or the command ended."""
    before = len(simulator.admin.ledger(SUBMIT))
    while command.is_alive() and len(simulator.admin.ledger(SUBMIT)) == before:
        time.sleep(0.01)


def _kill(command: ForkServerProcess) -> bool:
    """Kill the command; tell whether it was still running."""
    running = command.is_alive()
    if running:
        command.kill()
    command.join()
    return running


def _finish(run: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    """Follow, then deposit what is free, until both say that all is done."""
    for _ in range(10):
        followed = run("follow", "--patience", "1", "--for", "30")
        deposited = run("deposit", "--mode", "sequential", "--way", "pdf")
        if followed.returncode == 0 and deposited.returncode == 0:
            return
    raise AssertionError(followed.stdout + followed.stderr + deposited.stdout + deposited.stderr)
