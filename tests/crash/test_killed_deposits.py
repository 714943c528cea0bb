"""Deposits killed in the middle: the portal's own records say that nothing is sent twice.

A short trial: real processes, SIGKILL around the arrival of a deposit, answers lost by the portal
on top. What was killed is started again until nothing is left to do.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from crash.finishing import finish, wait_for_calls
from crash.victims import kill
from simulator.running import a_simulator
from support.forked import Place, run_forked, start_forked
from support.month import Month, set_up

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.context import ForkServerProcess
    from pathlib import Path

INVOICES = 40
KILLS = 8
DETAILED = 6
SEED = 20261124
DEPOSIT = "*deposer/flux"


def test_deposits_killed_at_random_moments_send_each_invoice_exactly_once(
    a_database_url: Callable[[], str],
    data_folder: Path,
    tmp_path: Path,
) -> None:
    database_url = a_database_url()
    chance = random.Random(SEED)  # noqa: S311 - a trial that can be played again
    month = Month(tmp_path)
    for rank in range(1, INVOICES + 1):
        month.invoice(f"FA-{rank}")
    with a_simulator(tmp_path / "portal", integration_delay=0, routing_delay=0) as simulator:
        portal = set_up(data_folder, database_url, month, simulator.url)
        place: Place = {"home": data_folder, "database_url": database_url, "variables": portal}
        simulator.admin.fault("slow", operation=DEPOSIT, probability=0.5, seconds=0.1)
        simulator.admin.fault("cut_after_recording", probability=0.1, seed=3)
        simulator.admin.fault("cut_before_recording", probability=0.1, seed=4)
        kills = 0
        for attempt in range(KILLS):
            mode = "batch" if attempt == KILLS // 2 else "sequential"
            command = start_forked(
                *("deposit", "--mode", mode, "--continue-on-error", "--no-follow"), **place
            )
            wait_for_calls(simulator, command, DEPOSIT, chance.randint(1, 4))
            time.sleep(chance.uniform(0, 0.15))
            kills += kill(command)
        assert kills >= KILLS // 2, "most commands ended before they were killed"
        simulator.admin.clear_faults()
        finish(partial(run_forked, **place), "--mode", "batch")
        held = Counter(row["number"] for row in simulator.admin.invoices())
        assert held == {f"FA-{rank}": 1 for rank in range(1, INVOICES + 1)}
        listed = run_forked("journal", "list", "--state", "integree", **place)
        assert f"{INVOICES} / {INVOICES} affichés" in listed.stdout


def test_a_factur_x_flow_killed_while_it_is_made_or_sent_arrives_exactly_once(
    a_database_url: Callable[[], str],
    data_folder: Path,
    tmp_path: Path,
) -> None:
    chance = random.Random(SEED)  # noqa: S311 - same
    month = Month(tmp_path)
    numbers = [f"FX-{rank}" for rank in range(1, DETAILED + 1)]
    for number in numbers:
        month.detailed(number)
    database_url = a_database_url()
    with a_simulator(tmp_path / "portal", integration_delay=0, routing_delay=0) as simulator:
        portal = set_up(data_folder, database_url, month, simulator.url)
        place: Place = {"home": data_folder, "database_url": database_url, "variables": portal}
        simulator.admin.fault("slow", operation=DEPOSIT, probability=1, seconds=0.2)
        kills = Counter[bool]()
        for mode in ("batch", "sequential", "batch"):
            command = start_forked(
                *("deposit", "--mode", mode, "--continue-on-error", "--no-follow"), **place
            )
            while_made = _wait_until_a_file_is_made(data_folder, command)
            time.sleep(chance.uniform(0, 0.1))
            kills[while_made] += kill(command)
        assert kills[True], "no command was killed while it made its files"
        simulator.admin.clear_faults()
        finish(partial(run_forked, **place), "--mode", "batch")
        held = Counter(row["number"] for row in simulator.admin.invoices())
        assert held == dict.fromkeys(numbers, 1)
        assert {flow["syntax"] for flow in simulator.admin.flows()} == {"IN_DP_E2_CII_FACTURX"}


def _wait_until_a_file_is_made(home: Path, command: ForkServerProcess) -> bool:
    """Wait until a file of a flow is being written; tell whether one was before the end."""
    known = set((home / "files").glob("flows/*"))
    while command.is_alive():
        if set((home / "files").glob("flows/*")) - known:
            return True
        time.sleep(0.005)
    return False
