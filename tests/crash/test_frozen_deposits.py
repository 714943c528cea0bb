"""A deposit frozen in the middle (a closed lid), taken over, and woken: still each invoice once."""

from __future__ import annotations

import os
import signal
from collections import Counter
from typing import TYPE_CHECKING

import psycopg
import pytest

from crash.finishing import wait_for_calls
from simulator.running import a_simulator
from support.forked import Place, run_forked, start_forked
from support.month import Month, set_up

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

INVOICES = 12
DEPOSIT = ("deposit", "--mode", "sequential", "--continue-on-error", "--no-follow")


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="no way to freeze a process here")
def test_a_frozen_deposit_that_is_taken_over_sends_nothing_when_it_wakes(
    a_database_url: Callable[[], str], data_folder: Path, tmp_path: Path
) -> None:
    month = Month(tmp_path)
    for rank in range(1, INVOICES + 1):
        month.invoice(f"FA-{rank}")
    database_url = a_database_url()
    with a_simulator(tmp_path / "portal", integration_delay=0, routing_delay=0) as simulator:
        portal = set_up(data_folder, database_url, month, simulator.url)
        place: Place = {"home": data_folder, "database_url": database_url, "variables": portal}
        # Each deposit waits a little, so that the freeze falls now on a wait, now on a call.
        frozen = start_forked(*DEPOSIT, "--wait-ms", "150", outputs=tmp_path, **place)
        wait_for_calls(simulator, frozen, "*deposer/flux", INVOICES // 3)
        os.kill(frozen.pid or 0, signal.SIGSTOP)
        told = run_forked(*DEPOSIT, **place)
        # Frozen inside a transaction, its session is ended and the next program goes on at once.
        assert "déjà en cours" in told.stderr or told.returncode == 0, told.stderr
        _let_time_pass(database_url)
        taken_over = run_forked(*DEPOSIT, **place)
        assert taken_over.returncode in (0, 1), taken_over.stderr
        os.kill(frozen.pid or 0, signal.SIGCONT)
        frozen.join()
        assert frozen.exitcode != 0
        assert "un autre a repris son dépôt" in (tmp_path / "stderr").read_text("utf-8")
        followed = run_forked("follow", "--patience", "1", "--for", "60", **place)
        assert followed.returncode == 0, followed.stdout + followed.stderr
        left = run_forked(*DEPOSIT, **place)
        assert left.returncode == 0, left.stdout + left.stderr
        received = [call for call in simulator.admin.ledger("*deposer/flux") if call["flow_number"]]
        held = Counter(row["number"] for row in simulator.admin.invoices())
    assert held == {f"FA-{rank}": 1 for rank in range(1, INVOICES + 1)}
    assert len(received) == INVOICES


def _let_time_pass(database_url: str) -> None:
    """Make the last sign of life of the frozen program an old one, instead of waiting."""
    with psycopg.connect(database_url) as connection:
        connection.execute("UPDATE deposits_voice SET beat_at = beat_at - interval '1 minute'")
