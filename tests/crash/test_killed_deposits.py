"""Deposits killed in the middle: the portal's own records say that nothing is sent twice.

A short trial: real processes, SIGKILL around the arrival of a deposit, answers lost by the portal
on top. What was killed is started again until nothing is left to do.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from simulator.running import a_simulator
from support.commands import COMMAND, command_environment, run_command
from support.month import Month, set_up

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from simulator.running import Simulator

INVOICES = 30
KILLS = 6
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
        run = partial(run_command, home=data_folder, database_url=database_url, variables=portal)
        simulator.admin.fault("slow", operation="*deposer/flux", probability=0.5, seconds=0.1)
        simulator.admin.fault("cut_after_recording", probability=0.1, seed=3)
        simulator.admin.fault("cut_before_recording", probability=0.1, seed=4)
        kills = 0
        for attempt in range(KILLS):
            mode = "batch" if attempt == KILLS // 2 else "sequential"
            command = _start(mode, data_folder, database_url, portal)
            _wait_for_arrivals(simulator, command, chance.randint(1, 4))
            time.sleep(chance.uniform(0, 0.15))
            kills += _kill(command)
        assert kills >= KILLS // 2, "most commands ended before they were killed"
        simulator.admin.clear_faults()
        _finish(run)
        held = Counter(row["number"] for row in simulator.admin.invoices())
        assert held == {f"FA-{rank}": 1 for rank in range(1, INVOICES + 1)}
        listed = run("journal", "list", "--state", "integree")
        assert f"{INVOICES} / {INVOICES} affichés" in listed.stdout


def _start(
    mode: str, home: Path, database_url: str, portal: dict[str, str]
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [COMMAND, "deposit", "--mode", mode, "--continue-on-error", "--no-follow"],
        env=command_environment(home, database_url, portal),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _wait_for_arrivals(simulator: Simulator, command: subprocess.Popen[bytes], count: int) -> None:
    """Wait until the portal received ``count`` more deposits, or the command ended."""
    wanted = len(simulator.admin.ledger("*deposer/flux")) + count
    while command.poll() is None and len(simulator.admin.ledger("*deposer/flux")) < wanted:
        time.sleep(0.01)


def _kill(command: subprocess.Popen[bytes]) -> bool:
    """Kill the command; tell whether it was still running."""
    running = command.poll() is None
    if running:
        os.kill(command.pid, signal.SIGKILL)
    command.wait()
    return running


def _finish(run: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    """Follow, then deposit what is free, until both say that all is done."""
    for _ in range(10):
        followed = run("follow", "--patience", "1", "--for", "30")
        deposited = run("deposit", "--mode", "batch")
        if followed.returncode == 0 and deposited.returncode == 0:
            return
    raise AssertionError(followed.stdout + followed.stderr + deposited.stdout + deposited.stderr)
