"""One worker process: its slots, and the look around that keeps them busy.

Orders, quick company steps and long ones have slots of their own: a program full of long orders
still follows every company, and still sees within seconds that another worker is dead. The look
itself takes no slot at all.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wochorus.deposits.background.company_steps import LONG_QUEUE, STEPS_QUEUE
from wochorus.deposits.tasks import ORDERS_QUEUE, SECONDS_BEFORE_A_WORKER_IS_DEAD, look

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from procrastinate import App

SECONDS_BETWEEN_LOOKS = 10.0
SECONDS_BETWEEN_BEATS = 5.0
_SECONDS_BETWEEN_ASKINGS = 2.0
"""Of the queue, when no notice of a new job came through."""


@dataclass(frozen=True, slots=True)
class Slots:
    """How many things of each kind one worker does at the same time."""

    orders: int = 4
    steps: int = 4
    long_steps: int = 2

    @property
    def total(self) -> int:
        """How many threads they need."""
        return self.orders + self.steps + self.long_steps


async def work(workers: App, slots: Slots, asked: asyncio.Event) -> None:
    """Work until ``asked`` to stop: what is being sent ends, the rest waits for the next worker.

    Raises what procrastinate and Django raise when the database goes away.
    """
    with ThreadPoolExecutor(slots.total, thread_name_prefix="worker") as threads:
        # The usual one may have fewer threads than there are slots: a slot would wait for another.
        asyncio.get_running_loop().set_default_executor(threads)
        async with workers.open_async():
            await look(workers)
            await _until_one_ends(
                _worker(workers, ORDERS_QUEUE, slots.orders),
                _worker(workers, STEPS_QUEUE, slots.steps),
                _worker(workers, LONG_QUEUE, slots.long_steps),
                _looking(workers),
                _wait(asked),
            )


def _worker(workers: App, queue: str, slots: int) -> Coroutine[None, None, None]:
    return workers.run_worker_async(
        queues=[queue],
        name=queue,
        concurrency=slots,
        fetch_job_polling_interval=_SECONDS_BETWEEN_ASKINGS,
        # What is being sent ends; a task looks at this between two flows.
        shutdown_graceful_timeout=0,
        update_heartbeat_interval=SECONDS_BETWEEN_BEATS,
        stalled_worker_timeout=SECONDS_BEFORE_A_WORKER_IS_DEAD,
        delete_jobs="always",
        install_signal_handlers=False,
    )


async def _looking(workers: App) -> None:
    while True:
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
        await look(workers)


async def _wait(asked: asyncio.Event) -> None:
    await asked.wait()


async def _until_one_ends(*activities: Coroutine[None, None, None]) -> None:
    """Run all of them until one ends, then stop the others; raise what one of them raised."""
    tasks = [asyncio.create_task(each) for each in activities]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
    for end in ends:
        if isinstance(end, Exception):
            raise end
