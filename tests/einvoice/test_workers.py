"""The worker pool, with real processes that are really killed."""

from __future__ import annotations

import contextlib
import functools
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from einvoice import worker_jobs
from wochorus.einvoice.workers import JobError, WorkerDiedError, WorkerPool, WorkerTimeoutError

TESTS = Path(__file__).parents[1]


def test_results_come_in_the_order_of_the_items() -> None:
    with WorkerPool(processes=2) as pool:
        assert list(pool.map(worker_jobs.slow_first, range(6))) == list(range(6))


def test_progress_counts_the_results_given() -> None:
    counts: list[int] = []
    with WorkerPool(processes=1) as pool:
        assert sum(pool.map(worker_jobs.square, range(3), progress=counts.append)) == 5
    assert counts == [1, 2, 3]


def test_items_are_taken_as_processes_get_free_never_all_at_once() -> None:
    taken: list[int] = []

    def endless() -> object:
        while True:
            taken.append(len(taken))
            yield taken[-1]

    with WorkerPool(processes=1) as pool:
        results = pool.map(worker_jobs.square, endless())  # type: ignore[arg-type]
        assert [next(results) for _ in range(3)] == [0, 1, 4]
        results.close()  # type: ignore[attr-defined]
    assert len(taken) < 12


def test_a_process_is_replaced_after_its_number_of_jobs() -> None:
    with WorkerPool(processes=1, jobs_per_worker=2) as pool:
        ids = list(pool.map(worker_jobs.process_id, range(5)))
        assert ids[0] == ids[1] != ids[2] == ids[3] != ids[4]
        assert pool.started_processes == 3
    assert not [pid for pid in ids if psutil.pid_exists(pid)]


@pytest.mark.parametrize("ending", ["answer", "die", "sleep"])
def test_a_process_leaves_no_temporary_file_however_it_ends(
    ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with WorkerPool(processes=1, seconds_per_job=1) as pool:
        job = pool.submit(worker_jobs.leave_a_file, ending)
        if ending == "answer":
            assert tmp_path in Path(job.result()).parents
        else:
            with pytest.raises((WorkerDiedError, WorkerTimeoutError)):
                job.result()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("processes", [0, -1])
def test_a_pool_without_processes_is_refused_rather_than_waited_for(processes: int) -> None:
    with pytest.raises(ValueError, match="one process"):
        WorkerPool(processes=processes)


def test_a_process_that_has_grown_too_large_is_replaced() -> None:
    with WorkerPool(processes=1, largest_memory=200_000_000) as pool:
        ids = list(pool.map(worker_jobs.hoard, [1024, 1024, 250_000_000, 1024]))
    assert ids[0] == ids[1] == ids[2] != ids[3]


def test_the_error_of_a_job_comes_back_with_its_trace_and_the_process_goes_on() -> None:
    with WorkerPool(processes=1) as pool:
        failing = pool.submit(worker_jobs.refuse, 7)
        with pytest.raises(ValueError, match="no 7") as caught:
            failing.result()
        assert "worker_jobs.py" in "".join(caught.value.__notes__)
        assert pool.submit(worker_jobs.square, 3).result() == 9
        assert pool.started_processes == 1


def test_an_error_that_cannot_be_brought_back_is_described() -> None:
    with WorkerPool(processes=1) as pool, pytest.raises(JobError, match="PickyError : 4-4"):
        pool.submit(worker_jobs.refuse_pickily, 4).result()


def test_a_job_whose_process_is_killed_is_tried_once_more(tmp_path: Path) -> None:
    with WorkerPool(processes=1) as pool:
        assert pool.submit(worker_jobs.die_once, str(tmp_path / "mark")).result() == "done"
        assert pool.started_processes == 2


def test_a_job_that_kills_its_process_twice_fails_alone() -> None:
    with WorkerPool(processes=1) as pool:
        deadly = pool.submit(worker_jobs.die_always, 0)
        after = pool.submit(worker_jobs.square, 5)
        with pytest.raises(WorkerDiedError, match="arrêté brutalement"):
            deadly.result()
        assert after.result() == 25


def test_a_process_killed_while_idle_costs_no_job() -> None:
    with WorkerPool(processes=1) as pool:
        os.kill(pool.submit(worker_jobs.process_id, 0).result(), signal.SIGKILL)
        assert pool.submit(worker_jobs.square, 6).result() == 36


def test_a_job_that_never_ends_is_stopped() -> None:
    with WorkerPool(processes=1, seconds_per_job=1.5) as pool:
        stuck = pool.submit(worker_jobs.never_end, 0)
        with pytest.raises(WorkerTimeoutError, match="au bout de 1,5 s"):
            stuck.result()
        assert pool.submit(worker_jobs.square, 2).result() == 4


def test_what_cannot_be_pickled_is_refused_when_it_is_submitted() -> None:
    with WorkerPool(processes=1) as pool, pytest.raises(Exception, match="pickle"):
        pool.submit(lambda: None)


def test_each_new_process_is_prepared_first(tmp_path: Path) -> None:
    mark = str(tmp_path / "ready")
    with WorkerPool(processes=1, prepare=functools.partial(worker_jobs.leave_mark, mark)) as pool:
        pool.submit(worker_jobs.square, 1).result()
    assert Path(mark).exists()


def test_an_error_of_the_caller_stops_the_processes_at_once() -> None:
    started = time.monotonic()

    def fail_midway() -> None:
        with WorkerPool(processes=2) as pool:
            pool.submit(worker_jobs.never_end, 0)
            pool.submit(worker_jobs.square, 0).result()
            raise LookupError

    with pytest.raises(LookupError):
        fail_midway()
    assert time.monotonic() - started < 60
    children = psutil.Process().children(recursive=True)
    assert not any("spawn_main" in " ".join(child.cmdline()) for child in children)


_INTERRUPTED = """
import sys
from einvoice import worker_jobs
from wochorus.einvoice.workers import WorkerPool

if __name__ == "__main__":
    with WorkerPool(processes=2) as pool:
        print(pool.submit(worker_jobs.process_id, 0).result(), flush=True)
        list(pool.map(worker_jobs.never_end, range(4)))
"""


def test_ctrl_c_ends_the_program_and_its_processes(tmp_path: Path) -> None:
    script = tmp_path / "work.py"
    script.write_text(_INTERRUPTED)
    program = subprocess.Popen(
        [sys.executable, script],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(TESTS)},
        start_new_session=True,
    )
    try:
        assert program.stdout is not None
        worker = int(program.stdout.readline())
        os.killpg(program.pid, signal.SIGINT)  # as a terminal does: to the whole group
        _, errors = program.communicate(timeout=60)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(program.pid, signal.SIGKILL)
        program.communicate()
    assert program.returncode != 0
    assert not psutil.pid_exists(worker)
    assert errors.count("Traceback") <= errors.count("KeyboardInterrupt") <= 1
