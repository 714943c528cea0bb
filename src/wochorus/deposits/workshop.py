"""Where invoices are judged and made: here for a few, in processes of their own for many.

A process of its own takes about two seconds to get ready, and then each of the processor's cores
works. What fails for one invoice is given back as its error: the others go on.
"""

from __future__ import annotations

import os
from collections import deque
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Self, TypeVar

from wochorus.core.errors import WoChorusError
from wochorus.einvoice.workers import WorkerPool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future
    from types import TracebackType

_Job = TypeVar("_Job")
_Result = TypeVar("_Result")

FEW = 50
"""Up to as many invoices, the start of processes costs more than it gains."""
MOST_PROCESSES = 4
_SECONDS_PER_INVOICE = 300.0
_WAITING_JOBS_PER_PROCESS = 4


class Workshop:
    """A place to work, used with ``with``; its processes start when there is much to do.

    Leaving it by an error, Ctrl-C included, stops the work at once.
    """

    def __init__(self, *, few: int = FEW, processes: int | None = None) -> None:
        self._few = few
        self._processes = processes or min(MOST_PROCESSES, _usable_cores())
        self._pool: WorkerPool | None = None
        self._look: Callable[[], None] = _do_nothing

    @contextmanager
    def watched(self, look: Callable[[], None]) -> Iterator[None]:
        """Have ``look`` called after each invoice while the block lasts; what it raises stops."""
        self._look = look
        try:
            yield
        finally:
            self._look = _do_nothing

    def expect(self, count: int) -> None:
        """Get ready for ``count`` invoices in all, whatever the number of each call."""
        if self._pool is None and count > self._few:
            self._pool = WorkerPool(processes=self._processes, seconds_per_job=_SECONDS_PER_INVOICE)

    def outcomes(
        self, function: Callable[[_Job], _Result], jobs: Iterable[_Job]
    ) -> Iterator[tuple[_Job, _Result | WoChorusError]]:
        """Yield each job with its result or its error, in order.

        Jobs are taken as they can be done, never all at once. ``function`` is one of a module.
        """
        if self._pool is None:
            for job in jobs:
                yield job, _outcome(partial(function, job))
                self._look()
            return
        window = self._processes * _WAITING_JOBS_PER_PROCESS
        waiting: deque[tuple[_Job, Future[_Result]]] = deque()
        try:
            for job in jobs:
                waiting.append((job, self._pool.submit(function, job)))
                if len(waiting) >= window:
                    oldest, future = waiting.popleft()
                    yield oldest, _outcome(future.result)
                    self._look()
            while waiting:
                oldest, future = waiting.popleft()
                yield oldest, _outcome(future.result)
        finally:
            for _, future in waiting:
                future.cancel()

    def close(self, *, at_once: bool = False) -> None:
        """Stop the processes, if any was started."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.close(at_once=at_once)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close(at_once=kind is not None)


def _do_nothing() -> None:
    pass


def _outcome(result: Callable[[], _Result]) -> _Result | WoChorusError:
    try:
        return result()
    except WoChorusError as error:
        return error


def _usable_cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
