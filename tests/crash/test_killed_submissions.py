"""Submissions killed in the middle by SIGKILL: the portal has each invoice once."""

from __future__ import annotations

import random
import time
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

import pytest

from crash.finishing import finish, wait_for_calls
from crash.victims import kill
from simulator.running import a_simulator
from support.forked import Place, run_forked, start_forked
from support.month import Month, set_up

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

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
            wait_for_calls(simulator, command, SUBMIT)
            time.sleep(chance.uniform(0, 0.2))
            kills += kill(command)
        assert kills == 3
        simulator.admin.clear_faults()
        finish(partial(run_forked, **place), "--mode", "sequential", "--way", "pdf")
        held = Counter(row["number"] for row in simulator.admin.invoices())
        assert held == dict.fromkeys(numbers, 1)
