"""Orders left to workers: real processes, killed or frozen, on one database."""

from __future__ import annotations

import json
import os
import signal
import time
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from support.forked import Place, run_forked, start_forked
from support.month import Month, set_up

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.context import ForkServerProcess
    from pathlib import Path

    from simulator.running import Simulator

INVOICES = 15
LEFT = ("deposit", "--mode", "sequential", "--continue-on-error", "--background")


@pytest.fixture
def place(
    a_database_url: Callable[[], str], data_folder: Path, tmp_path: Path, simulator: Simulator
) -> Place:
    month = Month(tmp_path)
    for rank in range(1, INVOICES + 1):
        month.invoice(f"FA-{rank}")
    database_url = a_database_url()
    portal = set_up(data_folder, database_url, month, simulator.url)
    return {
        "home": data_folder,
        "database_url": database_url,
        "variables": portal,
        "hurried": True,
    }


def test_an_order_left_to_the_workers_is_sent_and_followed_to_its_end(
    place: Place, simulator: Simulator
) -> None:
    left = run_forked(*LEFT, **place)
    assert left.returncode == 0, left.stderr
    assert "confié au service" in left.stdout
    assert simulator.admin.flows() == []
    worker = start_forked("worker", **place)
    _wait_until_integrated(place, worker)
    os.kill(worker.pid or 0, signal.SIGTERM)
    worker.join()
    assert worker.exitcode == 0
    assert _held(simulator) == {f"FA-{rank}": 1 for rank in range(1, INVOICES + 1)}
    told = json.loads(run_forked("invoice", "history", "FA-1", "--json", **place).stdout)
    assert "service de dépôt" in {each["who"] for each in told["history"]}


def test_a_killed_worker_is_replaced_and_each_invoice_leaves_once(
    place: Place, simulator: Simulator
) -> None:
    simulator.admin.fault("slow", operation="*deposer/flux", probability=1, seconds=0.1)
    assert run_forked(*LEFT, **place).returncode == 0
    first = start_forked("worker", **place)
    _wait_for_arrivals(simulator, first, INVOICES // 3)
    first.kill()
    first.join()
    age_the_dead(place["database_url"])
    second = start_forked("worker", **place)
    _wait_until_integrated(place, second)
    second.terminate()
    second.join()
    assert _held(simulator) == {f"FA-{rank}": 1 for rank in range(1, INVOICES + 1)}


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="no way to freeze a process here")
def test_a_worker_frozen_and_woken_beside_another_sends_nothing_twice(
    place: Place, simulator: Simulator
) -> None:
    simulator.admin.fault("slow", operation="*deposer/flux", probability=1, seconds=0.1)
    assert run_forked(*LEFT, **place).returncode == 0
    frozen = start_forked("worker", **place)
    _wait_for_arrivals(simulator, frozen, INVOICES // 3)
    os.kill(frozen.pid or 0, signal.SIGSTOP)
    age_the_dead(place["database_url"])
    second = start_forked("worker", **place)
    _wait_for_arrivals(simulator, second, INVOICES * 2 // 3)
    os.kill(frozen.pid or 0, signal.SIGCONT)
    _wait_until_integrated(place, second)
    for process in (frozen, second):
        process.kill()
        process.join()
    assert _held(simulator) == {f"FA-{rank}": 1 for rank in range(1, INVOICES + 1)}


def test_a_worker_waits_for_a_database_that_went_away(
    place: Place, simulator: Simulator, tmp_path: Path
) -> None:
    simulator.admin.fault("slow", operation="*deposer/flux", probability=1, seconds=0.1)
    assert run_forked(*LEFT, **place).returncode == 0
    outputs = tmp_path / "outputs"
    outputs.mkdir()
    worker = start_forked("worker", outputs=outputs, **place)
    _wait_for_arrivals(simulator, worker, INVOICES // 3)
    with _no_way_in(place["database_url"]):
        while worker.is_alive() and "ne répond plus" not in (outputs / "stdout").read_text("utf-8"):
            time.sleep(0.1)
    age_the_dead(place["database_url"])
    _wait_until_integrated(place, worker)
    os.kill(worker.pid or 0, signal.SIGINT)
    worker.join()
    assert worker.exitcode == 0
    assert "rien n'est perdu" in (outputs / "stdout").read_text("utf-8")
    assert _held(simulator) == {f"FA-{rank}": 1 for rank in range(1, INVOICES + 1)}


@contextmanager
def _no_way_in(database_url: str) -> Iterator[None]:
    """End every session of the database and refuse new ones, as a server that stops does."""
    name = conninfo_to_dict(database_url)["dbname"]
    shut = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    aside = make_conninfo(database_url, dbname="postgres")
    with psycopg.connect(aside, autocommit=True) as server:
        server.execute(shut.format(sql.Identifier(str(name)), sql.SQL("false")))
        server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,)
        )
        yield
        server.execute(shut.format(sql.Identifier(str(name)), sql.SQL("true")))


def _held(simulator: Simulator) -> Counter[str]:
    return Counter(row["number"] for row in simulator.admin.invoices())


def _wait_for_arrivals(simulator: Simulator, worker: ForkServerProcess, count: int) -> None:
    while worker.is_alive() and len(simulator.admin.flows()) < count:
        time.sleep(0.02)
    assert worker.is_alive()


def _wait_until_integrated(place: Place, worker: ForkServerProcess) -> None:
    """Wait until the journal shows every invoice integrated; the worker must live till then."""
    with psycopg.connect(place["database_url"], autocommit=True) as database:
        while worker.is_alive():
            row = database.execute(
                "SELECT count(*) FROM billing_invoice WHERE deposit_state <> 'integrated'"
            ).fetchone()
            if row == (0,):
                return
            time.sleep(0.1)
    raise AssertionError("the worker ended by itself")


def age_the_dead(database_url: str) -> None:
    """Make the last signs of life old ones, instead of waiting for the time to pass."""
    with psycopg.connect(database_url) as database:
        database.execute("UPDATE deposits_voice SET beat_at = beat_at - interval '2 minutes'")
        database.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '1 hour'"
        )
