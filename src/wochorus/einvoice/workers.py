"""Processes that do heavy work on invoices, and are replaced before they grow.

Typst and Saxon keep what they have seen: a process that sets invoices for hours swells, and one
damaged document can bring it down. So the work is done in processes of their own, each for a
number of jobs or up to a size of memory, then replaced. A job whose process dies is tried once
more in a fresh one, then fails alone: the others go on. Processes are *spawned*, as Saxon does not
stand being forked.
"""

from __future__ import annotations

import atexit
import contextlib
import multiprocessing
import os
import pickle
import queue
import shutil
import signal
import tempfile
import threading
import traceback
from collections import deque
from concurrent.futures import CancelledError, Future, wait
from dataclasses import dataclass
from multiprocessing import connection, resource_tracker
from typing import TYPE_CHECKING, Any, Self, TypeVar

from wochorus.core.errors import Permanent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from multiprocessing.connection import Connection
    from types import TracebackType

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

_TRIES = 2
_READY = b"ready"
_FOLDER = "wochorus-worker-"
_SECONDS_TO_STOP, _SECONDS_BETWEEN_LOOKS = 5.0, 0.5
_WAITING_JOBS_PER_PROCESS = 4
_DEFAULT_JOBS, _DEFAULT_MEMORY = 500, 700_000_000


class WorkerDiedError(Permanent):
    """The process died while doing the job, each time that it was tried."""


class WorkerTimeoutError(Permanent):
    """The job did not end in time; its process was stopped."""


class JobError(Permanent):
    """The job failed with an error that could not be brought back as it is."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """What comes back from a process: a result or an error, and the memory that it holds."""

    result: Any
    error: BaseException | None
    memory: int


class WorkerPool:
    """Do jobs in ``processes`` processes of their own.

    A job is a function of a module, with arguments and a result that can be pickled. A process
    is replaced after ``jobs_per_worker`` jobs, or when it holds more than ``largest_memory`` bytes
    after one. A job that takes more than ``seconds_per_job`` is stopped and fails with
    :class:`WorkerTimeoutError`; the start of its process is not counted. ``prepare`` runs first
    in each new process, to load what jobs need.

    Temporary files of a process lie in a folder of its own, which goes when the process does,
    however it ends. ``processes`` is one at least (``ValueError``).

    Used with ``with``: leaving it waits for the jobs that were submitted; leaving it by an error,
    Ctrl-C included, drops the waiting jobs and stops the processes at once.
    """

    def __init__(
        self,
        *,
        processes: int,
        jobs_per_worker: int = _DEFAULT_JOBS,
        largest_memory: int = _DEFAULT_MEMORY,
        seconds_per_job: float | None = None,
        prepare: Callable[[], object] | None = None,
    ) -> None:
        if processes < 1:
            raise ValueError("a pool has one process at least")
        _start_tracker()
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._slots = [
            _Slot(self._jobs, _Rules(jobs_per_worker, largest_memory, seconds_per_job, prepare))
            for _ in range(processes)
        ]
        self._is_closed = False

    @property
    def started_processes(self) -> int:
        """Count the processes started so far, replaced ones included."""
        return sum(slot.started for slot in self._slots)

    def submit(self, function: Callable[..., _Result], *arguments: object) -> Future[_Result]:
        """Have ``function(*arguments)`` done; raises at once what cannot be pickled."""
        if self._is_closed:
            raise RuntimeError("the pool is closed")
        job = _Job(pickle.dumps((function, arguments)), Future())
        self._jobs.put(job)
        return job.future

    def map(
        self,
        function: Callable[[_Item], _Result],
        items: Iterable[_Item],
        *,
        progress: Callable[[int], object] | None = None,
    ) -> Iterator[_Result]:
        """Yield ``function(item)`` for each item, in their order.

        Items are taken as processes get free, never all at once. ``progress`` is called with the
        number of results given so far. A job that fails raises its error when its turn comes.
        """
        waiting: deque[Future[_Result]] = deque()
        window = len(self._slots) * _WAITING_JOBS_PER_PROCESS
        done = 0
        try:
            for item in items:
                waiting.append(self.submit(function, item))
                if len(waiting) >= window:
                    yield result_of(waiting.popleft())
                    done = _tell(progress, done)
            while waiting:
                yield result_of(waiting.popleft())
                done = _tell(progress, done)
        finally:
            for future in waiting:
                future.cancel()

    def close(self, *, at_once: bool = False) -> None:
        """End the pool: after the submitted jobs, or ``at_once`` without them."""
        self._is_closed = True
        if at_once:
            self._drop_waiting_jobs()
            for slot in self._slots:
                slot.stop_at_once()
        for _ in self._slots:
            self._jobs.put(None)
        for slot in self._slots:
            slot.join()

    def _drop_waiting_jobs(self) -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                job = self._jobs.get_nowait()
                if job is not None:
                    job.future.cancel()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close(at_once=kind is not None)


def result_of(future: Future[_Result]) -> _Result:
    """Wait for a job and give its result; raise its error, or ``KeyboardInterrupt`` on Ctrl-C."""
    # A signal that comes just before the main thread falls asleep on a lock does not wake it:
    # without these short sleeps a Ctrl-C could be lost, and was.
    while not wait([future], _SECONDS_BETWEEN_LOOKS).done:
        pass
    return future.result()


def _tell(progress: Callable[[int], object] | None, done: int) -> int:
    if progress is not None:
        progress(done + 1)
    return done + 1


@dataclass(frozen=True, slots=True)
class _Job:
    payload: bytes
    future: Future[Any]


@dataclass(frozen=True, slots=True)
class _Rules:
    jobs_per_worker: int
    largest_memory: int
    seconds_per_job: float | None
    prepare: Callable[[], object] | None


class _Died(Exception):
    """The process is gone."""


class _Slot:
    """A place for one process at a time, and the thread that feeds it."""

    def __init__(self, jobs: queue.SimpleQueue[_Job | None], rules: _Rules) -> None:
        self.started = 0
        self._jobs, self._rules = jobs, rules
        self._worker: _Worker | None = None
        self._is_stopped = False
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, daemon=True, name="wochorus-worker")
        self._thread.start()

    def join(self) -> None:
        while self._thread.is_alive():
            self._thread.join(_SECONDS_BETWEEN_LOOKS)

    def stop_at_once(self) -> None:
        with self._lock:
            self._is_stopped = True
            if self._worker is not None:
                self._worker.kill()

    def _run(self) -> None:
        _leave_ctrl_c_alone()
        while (job := self._jobs.get()) is not None:
            if job.future.set_running_or_notify_cancel():
                self._settle(job)
        self._retire()

    def _settle(self, job: _Job) -> None:
        try:
            answer = self._done(job)
        except BaseException as error:  # noqa: BLE001 - whatever it is, the waiting side must know
            job.future.set_exception(error)
            return
        if answer.error is not None:
            job.future.set_exception(answer.error)
        else:
            job.future.set_result(answer.result)

    def _done(self, job: _Job) -> _Answer:
        for _ in range(_TRIES):
            worker = self._ready_worker()
            try:
                answer = worker.ask(job.payload, self._rules.seconds_per_job)
            except _Died:
                self._retire()
                continue
            except TimeoutError:
                self._retire(at_once=True)
                raise _too_slow(self._rules.seconds_per_job or 0) from None
            if self._is_worn(worker, answer):
                self._retire()
            return answer
        raise _dead()

    def _ready_worker(self) -> _Worker:
        with self._lock:
            if self._is_stopped:
                raise CancelledError
            if self._worker is None:
                self._worker = _Worker(self._rules.prepare)
                self.started += 1
            return self._worker

    def _is_worn(self, worker: _Worker, answer: _Answer) -> bool:
        rules = self._rules
        return worker.jobs >= rules.jobs_per_worker or answer.memory > rules.largest_memory

    def _retire(self, *, at_once: bool = False) -> None:
        with self._lock:
            worker, self._worker = self._worker, None
        if worker is not None:
            worker.stop(at_once=at_once)


def _start_tracker() -> None:
    """Start the tracker of multiprocessing here: from a slot's thread it would unblock Ctrl-C."""
    if os.name == "posix":
        resource_tracker.ensure_running()


def _leave_ctrl_c_alone() -> None:
    """Keep Ctrl-C from processes that are being born: they inherit what their thread blocks."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


def _dead() -> WorkerDiedError:
    return WorkerDiedError(
        "Le processus qui traitait cette facture s'est arrêté brutalement",
        remedy="La mémoire a pu manquer : recommencez avec moins de processus, "
        "ou isolez cette facture.",
    )


def _too_slow(seconds: float) -> WorkerTimeoutError:
    return WorkerTimeoutError(
        f"Le traitement de cette facture a été arrêté au bout de {_french(seconds)} s",
        remedy="Vérifiez le modèle de facture et la taille du document.",
    )


def _french(seconds: float) -> str:
    return f"{seconds:g}".replace(".", ",")


class _Worker:
    """A process, and the pipe to it."""

    def __init__(self, prepare: Callable[[], object] | None) -> None:
        context = multiprocessing.get_context("spawn")
        self.jobs = 0
        # A process that is killed removes nothing, and Typst puts logos there.
        self._folder = tempfile.mkdtemp(prefix=_FOLDER)
        self._pipe, far_end = context.Pipe()
        self._process = context.Process(
            target=_serve, args=(far_end, prepare, self._folder), daemon=True
        )
        try:
            self._process.start()
        except BaseException:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise
        far_end.close()

    def ask(self, payload: bytes, seconds: float | None) -> _Answer:
        """Have a job done; raises ``_Died`` or ``TimeoutError``. Getting ready takes its time."""
        try:
            if not self.jobs:
                self._received(None)
            self.jobs += 1
            self._pipe.send_bytes(payload)
            answer: _Answer = pickle.loads(self._received(seconds))  # noqa: S301 - our own process
        except TimeoutError:
            raise
        except (OSError, EOFError) as error:
            raise _Died from error
        return answer

    def _received(self, seconds: float | None) -> bytes:
        ready = connection.wait([self._pipe, self._process.sentinel], seconds)
        if not ready:
            raise TimeoutError
        if self._pipe not in ready:
            raise EOFError
        return self._pipe.recv_bytes()

    def kill(self) -> None:
        self._process.kill()

    def stop(self, *, at_once: bool) -> None:
        """End the process, kindly or not, and leave nothing of it."""
        self._pipe.close()  # an idle worker ends when its pipe does
        if not at_once:
            self._process.join(_SECONDS_TO_STOP)
        if self._process.is_alive():
            self._process.kill()
        self._process.join()
        self._process.close()
        shutil.rmtree(self._folder, ignore_errors=True)


def _serve(pipe: Connection, prepare: Callable[[], object] | None, folder: str) -> None:
    # Ctrl-C reaches the whole group of processes: the parent decides what becomes of its own.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tempfile.tempdir = folder
    # Registered first, run last: the parent may be gone by then.
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    if prepare is not None:
        prepare()
    with contextlib.suppress(EOFError, BrokenPipeError):
        pipe.send_bytes(_READY)
        while True:
            pipe.send_bytes(_answered(pipe.recv_bytes()))


def _answered(payload: bytes) -> bytes:
    try:
        function, arguments = pickle.loads(payload)  # noqa: S301 - comes from our own process
        answer = _Answer(function(*arguments), None, _memory())
        return pickle.dumps(answer)
    except Exception as error:  # noqa: BLE001 - any error of a job is the job's answer
        return _failure(error)


def _failure(error: Exception) -> bytes:
    error.add_note("".join(traceback.format_exception(error)))
    try:
        answer = pickle.dumps(_Answer(None, error, _memory()))
        pickle.loads(answer)  # noqa: S301 - some errors can be pickled and not be read back
    except Exception:  # noqa: BLE001 - whatever hinders the error, the job must be answered
        described = JobError(f"{type(error).__name__} : {error}")
        return pickle.dumps(_Answer(None, described, _memory()))
    return answer


def _memory() -> int:
    import psutil

    return int(psutil.Process().memory_info().rss)
