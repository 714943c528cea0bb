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

from simulator.running import a_simulator
from support.forked import Place, run_forked, start_forked
from support.month import Month, set_up

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from multiprocessing.context import ForkServerProcess
    from pathlib import Path

    from simulator.running import Simulator

INVOICES = 40
KILLS = 8
DETAILED = 6
SEED = 20261124


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
        simulator.admin.fault("slow", operation="*deposer/flux", probability=0.5, seconds=0.1)
        simulator.admin.fault("cut_after_recording", probability=0.1, seed=3)
        simulator.admin.fault("cut_before_recording", probability=0.1, seed=4)
        kills = 0
        for attempt in range(KILLS):
            mode = "batch" if attempt == KILLS // 2 else "sequential"
            command = start_forked(
                *("deposit", "--mode", mode, "--continue-on-error", "--no-follow"), **place
            )
            _wait_for_arrivals(simulator, command, chance.randint(1, 4))
            time.sleep(chance.uniform(0, 0.15))
            kills += _kill(command)
        assert kills >= KILLS // 2, "most commands ended before they were killed"
        simulator.admin.clear_faults()
        _finish(partial(run_forked, **place))
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
        simulator.admin.fault("slow", operation="*deposer/flux", probability=1, seconds=0.2)
        kills = Counter[bool]()
        for mode in ("batch", "sequential", "batch"):
            command = start_forked(
                *("deposit", "--mode", mode, "--continue-on-error", "--no-follow"), **place
            )
            while_made = _wait_until_a_file_is_made(data_folder, command)
            time.sleep(chance.uniform(0, 0.1))
            kills[while_made] += _kill(command)
        assert kills[True], "no command was killed while it made its files"
        simulator.admin.clear_faults()
        _finish(partial(run_forked, **place))
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


def _wait_for_arrivals(simulator: Simulator, command: ForkServerProcess, count: int) -> None:
    """Wait until the portal received ``count`` more deposits, or the command ended."""
    wanted = len(simulator.admin.ledger("*deposer/flux")) + count
    while command.is_alive() and len(simulator.admin.ledger("*deposer/flux")) < wanted:
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
        deposited = run("deposit", "--mode", "batch")
        if followed.returncode == 0 and deposited.returncode == 0:
            return
    raise AssertionError(followed.stdout + followed.stderr + deposited.stdout + deposited.stderr)
