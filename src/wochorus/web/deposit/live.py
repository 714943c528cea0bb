"""Orders followed live: one look at the database for all who watch an order from this process.

Fifty people before one order cost one look every half second. The table of events is what is
read: it says which flows moved, and the rows of these flows alone are drawn again, once for all.
Each listener has a queue; one that does not drain it is let go, comes back by itself with the id
of the last thing that it saw, and is told what it missed.
"""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from django.db import close_old_connections, connection

from wochorus.web.deposit.news import News, Reader

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

SECONDS_BETWEEN_LOOKS = 0.5
SECONDS_BETWEEN_LOOKS_AT_AN_ENDED_ORDER = 3.0
SECONDS_BETWEEN_SIGNS = 15.0
"""A comment is sent when there is nothing to tell, so that a dead connection is noticed."""
LONGEST_STREAM = 900.0
"""After which the browser comes back by itself, and is asked again who it is."""
MOST_WAITING = 200
SIGN = b": rien de neuf\n\n"

_threads = ThreadPoolExecutor(4, thread_name_prefix="live")


def _in_thread(function: Callable[[], News]) -> News:
    close_old_connections()
    try:
        return function()
    finally:
        connection.close()


async def _look(function: Callable[[], News]) -> News:
    return await asyncio.get_running_loop().run_in_executor(_threads, _in_thread, function)


@dataclass(slots=True, eq=False)
class Channel:
    """Those who watch one order, and what reads it for them."""

    reader: Reader
    queues: set[asyncio.Queue[bytes | None]] = field(default_factory=set)
    task: asyncio.Task[None] | None = None

    async def look_again_and_again(self) -> None:
        """Tell every listener what is new, until nobody listens."""
        while self.queues:
            try:
                news = await _look(self.reader.read)
            except Exception:  # noqa: BLE001 - the database is away: the browsers come back
                self._let_all_go()
                return
            for message in news.messages:
                self._tell(message)
            await asyncio.sleep(
                SECONDS_BETWEEN_LOOKS_AT_AN_ENDED_ORDER if news.is_over else SECONDS_BETWEEN_LOOKS
            )

    def _tell(self, message: bytes) -> None:
        for queue in list(self.queues):
            if queue.full():
                self._let_go(queue)
            else:
                queue.put_nowait(message)

    def _let_go(self, queue: asyncio.Queue[bytes | None]) -> None:
        self.queues.discard(queue)
        while not queue.empty():
            queue.get_nowait()
        queue.put_nowait(None)

    def _let_all_go(self) -> None:
        for queue in list(self.queues):
            self._let_go(queue)


class Hub:
    """The channels of one event loop."""

    def __init__(self) -> None:
        self._channels: dict[int, Channel] = {}

    @property
    def readers(self) -> int:
        """How many orders are read."""
        return len(self._channels)

    def listeners(self, order_id: int) -> int:
        """Count those who watch an order."""
        channel = self._channels.get(order_id)
        return 0 if channel is None else len(channel.queues)

    async def listen(self, order_id: int, since: int) -> AsyncIterator[bytes]:
        """Yield what happens to an order, from what came after the event ``since`` on."""
        queue: asyncio.Queue[bytes | None] = asyncio.Queue(MOST_WAITING)
        channel = self._join(order_id, since, queue)
        end = time.monotonic() + LONGEST_STREAM
        try:
            missed = await _look(Reader(order_id, since).read_since)
            for message in missed.messages:
                yield message
            while time.monotonic() < end:
                try:
                    # Before Python 3.12 `wait_for` forgets a cancellation that comes with a message
                    # and a browser that left would be listened for until the end of its stream.
                    async with asyncio.timeout(SECONDS_BETWEEN_SIGNS):
                        told = await queue.get()
                except TimeoutError:
                    yield SIGN
                    continue
                if told is None:
                    return
                yield told
        finally:
            self._leave(order_id, channel, queue)

    def _join(self, order_id: int, since: int, queue: asyncio.Queue[bytes | None]) -> Channel:
        channel = self._channels.get(order_id)
        if channel is None or channel.task is None or channel.task.done():
            channel = self._channels[order_id] = Channel(Reader(order_id, since))
            channel.queues.add(queue)
            channel.task = asyncio.create_task(channel.look_again_and_again())
        channel.queues.add(queue)
        return channel

    def _leave(self, order_id: int, channel: Channel, queue: asyncio.Queue[bytes | None]) -> None:
        channel.queues.discard(queue)
        if channel.queues:
            return
        if channel.task is not None:
            channel.task.cancel()
        if self._channels.get(order_id) is channel:
            del self._channels[order_id]


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub() -> Hub:
    """Give the hub of the running event loop."""
    return _hubs.setdefault(asyncio.get_running_loop(), Hub())
