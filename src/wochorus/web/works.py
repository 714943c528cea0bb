"""Work that a page waits for under a progress bar: in a thread of this process, named by a number.

Nothing is lost with the process: what is done so (PDFs made, checks run, Chorus Pro read) may be
asked again at any moment, and a page whose work is gone simply asks for it anew. What must
survive is an order for the workers, never a work of these.
"""

from __future__ import annotations

import threading
import time
import uuid
from contextvars import copy_context
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import structlog
from django.db import connections

from wochorus.core.errors import Transient, WoChorusError

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

KEPT_SECONDS = 600.0
MOST_KEPT = 200


@dataclass(slots=True)
class Work(Generic[T]):
    """One piece of work: what it does now, how far it is, what came of it."""

    owner: tuple[int, int]
    """The company and the person: nobody else may look at it."""
    label: str = ""
    key: str = field(default_factory=lambda: uuid.uuid4().hex)
    step: str = ""
    done: int = 0
    total: int = 0
    result: T | None = None
    error: WoChorusError | None = None
    ended_at: float | None = None
    began_at: float = field(default_factory=time.monotonic)
    _over: threading.Event = field(default_factory=threading.Event)

    @property
    def is_over(self) -> bool:
        """Whether it has ended, well or not."""
        return self._over.is_set()

    @property
    def seconds_left(self) -> float | None:
        """An estimate of the time that its step still takes."""
        spent = time.monotonic() - self.began_at
        if not self.done or spent < 1:
            return None
        return spent * (self.total - self.done) / self.done

    def tell(self, step: str, done: int, total: int) -> None:
        """Note how far it is."""
        if step != self.step:
            self.step, self.began_at = step, time.monotonic()
        self.done, self.total = done, total

    def wait(self, seconds: float) -> bool:
        """Wait for its end a moment; give whether it has ended."""
        return self._over.wait(seconds)

    def run(self, function: Callable[[Work[T]], T]) -> None:
        """Do it, here; whatever happens, it ends."""
        try:
            self.result = function(self)
        except WoChorusError as error:
            self.error = error
        except Exception as error:  # noqa: BLE001 - what nobody foresaw is told, not lost
            structlog.get_logger("wochorus.web").exception("work_failed", step=self.step)
            self.error = Transient(
                f"Arrêt imprévu : {type(error).__name__}", remedy="Rechargez la page."
            )
        finally:
            self.ended_at = time.monotonic()
            self._over.set()


class Works:
    """The works of this process."""

    def __init__(self) -> None:
        self._works: dict[str, Work[Any]] = {}
        self._lock = threading.Lock()

    def start(
        self, owner: tuple[int, int], label: str, function: Callable[[Work[T]], T]
    ) -> Work[T]:
        """Begin a work in a thread of its own, in the context of the caller.

        One of the same owner and ``label`` that is under way is given instead: a page that is
        loaded again and again works once.
        """
        work: Work[T] = Work(owner, label)
        with self._lock:
            self._forget_old()
            for other in self._works.values():
                is_same = (other.owner, other.label) == (owner, label)
                if is_same and not other.is_over:
                    return other
            self._works[work.key] = work
        context = copy_context()

        def run() -> None:
            try:
                context.run(work.run, function)
            finally:
                connections.close_all()

        threading.Thread(target=run, name=f"work-{work.key[:8]}", daemon=True).start()
        return work

    def find(self, owner: tuple[int, int], key: str) -> Work[Any] | None:
        """Give a work of this owner, while it is remembered."""
        work = self._works.get(key)
        return work if work is not None and work.owner == owner else None

    def _forget_old(self) -> None:
        now = time.monotonic()
        over = [work for work in self._works.values() if work.ended_at is not None]
        over.sort(key=lambda work: work.ended_at or now)
        spare = len(self._works) - MOST_KEPT
        for rank, work in enumerate(over):
            if rank < spare or now - (work.ended_at or now) > KEPT_SECONDS:
                del self._works[work.key]


WORKS = Works()
