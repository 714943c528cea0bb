"""What the workers run, on procrastinate: each task is one step, and may be run again.

The queue only says what to do next; the truth is in the orders and the flows. A task that is lost,
doubled or late does no harm: every few seconds the worker looks at what there is to do.

What is done for a company again and again (its flows followed…) is a step, named in
:mod:`wochorus.deposits.background.company_steps`: adding one there is all that it takes.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from procrastinate import exceptions
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

if TYPE_CHECKING:
    from procrastinate import App, JobContext

SECONDS_BETWEEN_LOOKS = 10
SECONDS_BEFORE_A_WORKER_IS_DEAD = 25.0


@app.task(name="carry_out_order", pass_context=True, queue="orders")
def carry_out_order(context: JobContext, order_id: int) -> None:
    """Prepare or send what is left of an order."""
    from wochorus.deposits.background.steps import carry_on
    from wochorus.deposits.models import DepositOrder

    order = DepositOrder.objects.select_related("company").get(pk=order_id)
    carry_on(order, lambda: not context.should_abort())
    wake_workers()


@app.task(name="company_step", pass_context=True, queue="follow")
def company_step(context: JobContext, step: str, company_id: int) -> None:
    """Do one of the `company_steps` for a company, once."""
    from wochorus.accounts.models import Company
    from wochorus.core.errors import Permanent, Transient
    from wochorus.deposits.background.company_steps import STEPS

    company = Company.objects.get(pk=company_id)
    try:
        STEPS[step].run(company, lambda: not context.should_abort())
    except (Transient, Permanent) as failure:
        _log_failure(step, company_id, failure)


@app.periodic(cron=f"* * * * * */{SECONDS_BETWEEN_LOOKS}")
@app.task(name="look_after", queue="look", queueing_lock="look_after", pass_context=True)
async def look_after(context: JobContext, timestamp: int) -> None:
    """Take jobs from dead workers, and give a task to everything that waits for one."""
    del timestamp
    await look(context.app)


async def look(workers: App) -> None:
    """Do once what `look_after` does every few seconds; a worker begins with it."""
    from asgiref.sync import sync_to_async

    await _free_stalled_jobs(workers)
    for name, wanted in await sync_to_async(_wanted)():
        await _defer(workers, name, wanted)


def wake_workers() -> None:
    """Have a worker look at once: something new waits."""
    with suppress(exceptions.AlreadyEnqueued):
        app.configure_task("look_after", queueing_lock="look_after").defer(timestamp=0)


def _wanted() -> list[tuple[str, dict[str, Any]]]:
    """List the tasks that should be waiting or running: their names and arguments."""
    from django.db import close_old_connections
    from django.utils import timezone

    from wochorus.deposits.background.company_steps import STEPS
    from wochorus.deposits.background.due import waiting_orders
    from wochorus.deposits.voice import account_of

    # The thread that runs this outlives a database that went away, and so does its connection.
    close_old_connections()
    now = timezone.now()
    orders = [
        ("carry_out_order", {"order_id": order.pk, "lock": account_of(order.company)})
        for order in waiting_orders(now).select_related("company")
    ]
    steps = [
        (
            "company_step",
            {"step": name, "company_id": company_id, "lock": f"{name} {company_id}"},
        )
        for name, step in STEPS.items()
        for company_id in sorted(step.due(now))
    ]
    return [*orders, *steps]


async def _defer(workers: App, name: str, wanted: dict[str, Any]) -> None:
    arguments = {key: value for key, value in wanted.items() if key != "lock"}
    queueing_lock = " ".join([name, *map(str, arguments.values())])
    task = workers.configure_task(name, lock=wanted["lock"], queueing_lock=queueing_lock)
    try:
        await task.defer_async(**arguments)
    except exceptions.AlreadyEnqueued:
        return


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


def _log_failure(step: str, company_id: int, failure: Exception) -> None:
    import structlog

    structlog.get_logger("wochorus.deposits").warning(
        "step_failed", step=step, company=company_id, error=str(failure)
    )
