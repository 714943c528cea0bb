"""What the workers run, on procrastinate: each task is one step, and may be run again.

The queue only says what to do next; the truth is in the orders and the flows. A task that is lost,
doubled or late does no harm: every few seconds each worker looks at what there is to do.

What is done for a company again and again (its flows followed…) is a step, named in
:mod:`wochorus.deposits.background.company_steps`: adding one there is all that it takes.
"""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import structlog
from procrastinate import exceptions
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from procrastinate import App, JobContext
    from procrastinate.jobs import JobDeferrer

    from wochorus.deposits.background.company_steps import CompanyStep

ORDERS_QUEUE = "orders"
SECONDS_OF_A_TURN = 30.0
"""After which an order leaves its slot to one of another account that waits, and waits in turn."""
SECONDS_BEFORE_A_WORKER_IS_DEAD = 25.0


@app.task(name="carry_out_order", pass_context=True, queue=ORDERS_QUEUE)
def carry_out_order(context: JobContext, order_id: int) -> None:
    """Prepare or send what is left of an order."""
    from wochorus.deposits.background.steps import carry_on
    from wochorus.deposits.models import DepositOrder

    order = DepositOrder.objects.select_related("company").get(pk=order_id)
    has_turn = partial(_has_turn, time.monotonic() + SECONDS_OF_A_TURN)
    carry_on(order, lambda: not context.should_abort(), has_turn)
    wake_workers()


def _has_turn(end: float) -> bool:
    """Tell whether an order keeps its slot: its turn is not over, or nothing else waits for one."""
    return time.monotonic() < end or not orders_wait_for_a_slot()


def orders_wait_for_a_slot() -> bool:
    """Tell whether an order could be carried out now, were there a slot for it."""
    from procrastinate.contrib.django.models import ProcrastinateJob

    orders = ProcrastinateJob.objects.filter(queue_name=ORDERS_QUEUE)
    under_way = orders.filter(status=Status.DOING.value).values("lock")
    return orders.filter(status=Status.TODO.value).exclude(lock__in=under_way).exists()


@app.task(name="company_step", pass_context=True)
def company_step(context: JobContext, step: str, company_id: int) -> None:
    """Do one of the `company_steps` for a company, once."""
    from wochorus.accounts.models import Company
    from wochorus.core.errors import Permanent, Transient
    from wochorus.deposits.background.company_steps import STEPS
    from wochorus.deposits.background.telling import tell

    company = Company.objects.get(pk=company_id)
    try:
        STEPS[step].run(company, lambda: not context.should_abort())
    except (Transient, Permanent) as failure:
        _log("step_failed", step=step, company=company_id, error=str(failure))
        tell(f"{company.code} · {failure}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A task that should be waiting or running. No two with the same ``lock`` run at once."""

    task: str
    queue: str
    arguments: dict[str, Any]
    lock: str

    @property
    def place(self) -> str:
        """The one place that it takes in the queue while it waits."""
        return " ".join([self.task, *map(str, self.arguments.values())])

    def on(self, workers: App) -> JobDeferrer:
        """Make it ready to be put in the queue of ``workers``."""
        return workers.configure_task(
            self.task, queue=self.queue, lock=self.lock, queueing_lock=self.place
        )


async def look(workers: App) -> None:
    """Take jobs from dead workers, and give a task to everything that waits for one."""
    from asgiref.sync import sync_to_async

    await _free_stalled_jobs(workers)
    for wanted in await sync_to_async(_missing)():
        with suppress(exceptions.AlreadyEnqueued):
            await wanted.on(workers).defer_async(**wanted.arguments)


def wake_workers() -> None:
    """Give the workers at once what waits, instead of letting them look for it."""
    for wanted in _missing():
        with suppress(exceptions.AlreadyEnqueued):
            wanted.on(app).defer(**wanted.arguments)


def _missing() -> list[Wanted]:
    """List the tasks that should be in the queue and are not."""
    from django.db import close_old_connections
    from django.utils import timezone
    from procrastinate.contrib.django.models import ProcrastinateJob

    # The thread that runs this outlives a database that went away, and so does its connection.
    close_old_connections()
    waiting = ProcrastinateJob.objects.filter(status=Status.TODO.value)
    places = set(waiting.values_list("queueing_lock", flat=True))
    now = timezone.now()
    everything = (*_orders(now), *_steps(now))
    return [wanted for wanted in everything if wanted.place not in places]


def _orders(now: datetime) -> Iterator[Wanted]:
    from wochorus.deposits.background.due import waiting_orders
    from wochorus.deposits.voice import account_of

    for order in waiting_orders(now).select_related("company"):
        arguments = {"order_id": order.pk}
        yield Wanted("carry_out_order", ORDERS_QUEUE, arguments, account_of(order.company))


def _steps(now: datetime) -> Iterator[Wanted]:
    from wochorus.deposits.background.company_steps import STEPS

    for step in STEPS.values():
        for company_id in _due(step, now):
            arguments = {"step": step.name, "company_id": company_id}
            yield Wanted("company_step", step.queue, arguments, f"{step.name} {company_id}")


def _due(step: CompanyStep, now: datetime) -> list[int]:
    """Say for which companies a step is due; one that cannot tell stops no other."""
    from django.db import InterfaceError, OperationalError

    try:
        return sorted(step.due(now))
    except (InterfaceError, OperationalError):
        raise
    except Exception as failure:  # noqa: BLE001 - what nobody foresaw
        _log("due_failed", step=step.name, error=repr(failure))
        return []


async def _free_stalled_jobs(workers: App) -> None:
    """Forget what a dead worker was doing: what is left of it will be wanted again at once."""
    manager = workers.job_manager
    stalled = await manager.get_stalled_jobs(
        seconds_since_heartbeat=SECONDS_BEFORE_A_WORKER_IS_DEAD
    )
    for job in stalled:
        # Two workers may do so at the same moment; the second finds nothing to end.
        with suppress(exceptions.ConnectorException):
            await manager.finish_job(job, status=Status.FAILED, delete_job=True)


def _log(event: str, **facts: object) -> None:
    structlog.get_logger("wochorus.deposits").warning(event, **facts)
