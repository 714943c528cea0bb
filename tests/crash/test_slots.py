"""Workers with one slot for orders: they follow beside it, and see who is dead as they go."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import psycopg
import pytest

from crash.test_workers import age_the_dead
from support.forked import Place, run_forked, start_forked
from support.month import KNOWN, Month, set_up

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.context import ForkServerProcess
    from pathlib import Path

    from simulator.running import Simulator

OTHER = "55208131766522"
ONE_BY_ONE = ("deposit", "--mode", "sequential", "--background")


@pytest.fixture
def place(
    a_database_url: Callable[[], str], data_folder: Path, tmp_path: Path, simulator: Simulator
) -> Place:
    """Two companies, each with its account: one with many invoices, one with two."""
    month = Month(tmp_path)
    for rank in range(1, 41):
        month.invoice(f"FA-{rank}")
    url = a_database_url()
    portal = set_up(data_folder, url, month, simulator.url)
    where: Place = {
        "home": data_folder,
        "database_url": url,
        "variables": portal,
        "hurried": True,
    }
    (tmp_path / "other").mkdir()
    other = Month(tmp_path / "other")
    other.invoice("AU-1")
    other.invoice("AU-2")
    for words in (
        ("company", "add", "autre", "--name", "Autre SARL", "--siret", OTHER, *KNOWN),
        ("company", "simulator", "autre"),
        ("journal", "import", "--company", "autre", *other.files),
    ):
        done = run_forked(*words, **where)
        assert done.returncode == 0, done.stderr
    return where


def test_a_worker_full_of_a_long_order_follows_another_company(
    place: Place, simulator: Simulator
) -> None:
    sent = run_forked("deposit", "--company", "autre", "--mode", "batch", "--no-follow", **place)
    assert sent.returncode == 0, sent.stderr
    simulator.admin.fault("slow", operation="*deposer/flux", probability=1, seconds=1)
    assert run_forked(*ONE_BY_ONE, "--company", "propre", **place).returncode == 0
    worker = start_forked("worker", "--at-once", "1", **place)
    _wait(place, worker, "FA-%", "deposited", 1)
    _wait(place, worker, "AU-%", "integrated", 2)
    assert _count(place, "FA-%", "to_deposit") > 0, "the one slot is still taken"
    worker.kill()
    worker.join()


def test_a_worker_that_was_there_all_along_takes_up_what_a_dead_one_was_doing(
    place: Place, simulator: Simulator
) -> None:
    simulator.admin.fault("slow", operation="*deposer/flux", probability=1, seconds=0.5)
    assert run_forked(*ONE_BY_ONE, "--company", "propre", **place).returncode == 0
    first = start_forked("worker", "--at-once", "1", **place)
    _wait(place, first, "FA-%", "deposited", 1)
    assert run_forked(*ONE_BY_ONE, "--company", "autre", **place).returncode == 0
    second = start_forked("worker", "--at-once", "1", **place)
    _wait(place, second, "AU-%", "deposited", 1)
    first.kill()
    first.join()
    age_the_dead(place["database_url"])
    before = _count(place, "FA-%", "to_deposit")
    while second.is_alive() and _count(place, "FA-%", "to_deposit") > before - 3:
        time.sleep(0.1)
    assert second.is_alive()
    second.kill()
    second.join()
    held = [row["number"] for row in simulator.admin.invoices()]
    assert len(held) == len(set(held))


def _count(place: Place, numbers: str, state: str) -> int:
    with psycopg.connect(place["database_url"], autocommit=True) as database:
        row = database.execute(
            "SELECT count(*) FROM billing_invoice WHERE number LIKE %s AND deposit_state = %s",
            (numbers, state),
        ).fetchone()
    return int(row[0]) if row else 0


def _wait(place: Place, worker: ForkServerProcess, numbers: str, state: str, at_least: int) -> None:
    while worker.is_alive() and _count(place, numbers, state) < at_least:
        time.sleep(0.05)
    assert worker.is_alive()
