"""Browsers that watch an order, as many as asked, in a process that knows no Django."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import httpx2

if TYPE_CHECKING:
    from multiprocessing.queues import SimpleQueue
    from multiprocessing.synchronize import Event


def listen(
    address: str,
    cookies: dict[str, str],
    count: int,
    ready: Event,
    over: Event,
    told: SimpleQueue[tuple[int, int]],
) -> None:
    """Watch an order ``count`` times until told to stop; count the messages and the rows."""
    told.put(asyncio.run(_listen(address, cookies, count, ready, over)))


async def _listen(
    address: str, cookies: dict[str, str], count: int, ready: Event, over: Event
) -> tuple[int, int]:
    messages, rows = [0] * count, [0] * count

    async def watch(rank: int, client: httpx2.AsyncClient) -> None:
        async with client.stream("GET", address) as answer:
            answer.raise_for_status()
            async for line in answer.aiter_lines():
                messages[rank] += line.startswith("event: ")
                rows[rank] += line.count("<tr id=")

    limits = httpx2.Limits(max_connections=count)
    async with httpx2.AsyncClient(
        cookies=cookies, limits=limits, timeout=None, trust_env=False
    ) as client:
        watching = [asyncio.create_task(watch(rank, client)) for rank in range(count)]
        while not all(messages):  # noqa: ASYNC110 - a count, not an event
            await asyncio.sleep(0.05)
        ready.set()
        await asyncio.to_thread(over.wait)
        for task in watching:
            task.cancel()
    return min(messages), sum(rows)
