"""What a worker does every few seconds: look at what waits, whatever happened to the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import OperationalError, connection

from support.orders import drafted
from wochorus.accounts.models import ChorusAccess
from wochorus.deposits import tasks
from wochorus.deposits.background import company_steps
from wochorus.deposits.background.company_steps import CompanyStep
from wochorus.deposits.background.steps import Turn, carry_on
from wochorus.deposits.models import DepositOrder

if TYPE_CHECKING:
    from pathlib import Path

    from support.portal import Portal


@pytest.fixture(autouse=True)
def _empty_queue(transactional_db: None) -> None:  # noqa: ARG001 - a real database, committed
    """Forget the jobs of other tests: the tables of the queue are not Django's to empty."""
    sql("DELETE FROM procrastinate_jobs")


def test_a_worker_looks_again_after_its_database_has_come_back() -> None:
    ours = connection.cursor().execute("SELECT pg_backend_pid()").fetchone()
    other = connection.copy()
    other.cursor().execute("SELECT pg_terminate_backend(%s)", ours)
    other.close()
    with pytest.raises(OperationalError):
        DepositOrder.objects.exists()
    assert tasks._missing() == []  # noqa: SLF001 - the rest of a look goes through the queue's own sessions


def test_what_waits_is_queued_once(portal: Portal, tmp_path: Path) -> None:
    portal.invoices(tmp_path, 1)
    drafted(portal, unattended=True)
    tasks.wake_workers()
    tasks.wake_workers()
    assert queue() == [("carry_out_order", "orders", "todo")]


def test_an_order_leaves_its_slot_only_to_one_that_could_run_now(
    portal: Portal, tmp_path: Path
) -> None:
    portal.invoices(tmp_path, 1)
    drafted(portal, unattended=True)
    tasks.wake_workers()
    assert tasks.orders_wait_for_a_slot()
    sql("UPDATE procrastinate_jobs SET status = 'doing'")
    drafted(portal, unattended=True)
    tasks.wake_workers()
    assert not tasks.orders_wait_for_a_slot(), "the other one is of the same account"
    ChorusAccess.objects.update(technical_login="another")
    drafted(portal, unattended=True)
    tasks.wake_workers()
    assert tasks.orders_wait_for_a_slot()


def test_an_order_whose_turn_is_over_sends_nothing_more_and_waits(
    portal: Portal, tmp_path: Path
) -> None:
    portal.invoices(tmp_path, 2)
    drafted(portal, unattended=True)
    order = DepositOrder.objects.select_related("company").get()
    assert carry_on(order, lambda: True, lambda: False) is Turn.LATER
    assert portal.deposits_received() == 0
    assert carry_on(order, lambda: True) is Turn.OVER
    assert set(portal.held().values()) == {1}


def test_a_step_that_cannot_say_what_is_due_stops_no_order(
    portal: Portal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> set[int]:
        raise ValueError("nobody foresaw it")

    steps = {"broken": CompanyStep("broken", broken, lambda *_: None)}
    monkeypatch.setattr(company_steps, "STEPS", steps)
    portal.invoices(tmp_path, 1)
    drafted(portal, unattended=True)
    tasks.wake_workers()
    assert [name for name, *_ in queue()] == ["carry_out_order"]


def queue() -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, queue_name, status FROM procrastinate_jobs ORDER BY id")
        return list(cursor.fetchall())


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
