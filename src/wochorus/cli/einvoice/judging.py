"""Many files through every layer of the validation, on all the processors of the machine.

A file that cannot be read, or that brings its process down, gets a report that says so: the others
are checked all the same.
"""

from __future__ import annotations

import contextlib
import os
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING

from wochorus.cli.einvoice.files import STANDARD_STREAM, content_of
from wochorus.core.errors import WoChorusError
from wochorus.core.system_reasons import system_reason
from wochorus.einvoice.checking import check
from wochorus.einvoice.findings import Finding, Layer, Report, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from wochorus.einvoice.dialects import Circuit

SECONDS_PER_FILE, SECONDS_PER_MEGABYTE = 0.006, 0.17
"""Measured on one core: 7 ms for an invoice of 12 kB, 100 ms for one of 570 kB."""

SECONDS_WORTH_PROCESSES = 1.5
"""Measured on two processors: for less work, the start of the processes costs what they gain."""

MOST_PROCESSES = 8
"""Each holds some 200 MB with the official rules."""

_LONGEST_CHECK_SECONDS = 300.0


def judged(
    names: Sequence[str], circuit: Circuit | None, progress: Callable[[int], object]
) -> list[Report]:
    """Check each file and report on it, in the order of ``names``; tell how many are done."""
    processes = min(usable_cores(), MOST_PROCESSES)
    if processes == 1 or expected_seconds(names) < SECONDS_WORTH_PROCESSES:
        return _counted((judge(name, circuit) for name in names), progress)
    return _judged_in_processes(names, circuit, progress, processes)


def expected_seconds(names: Iterable[str]) -> float:
    """Guess from the number of files and their sizes how long one process would work."""
    return sum(SECONDS_PER_FILE + SECONDS_PER_MEGABYTE * _megabytes(name) for name in names)


def judge(name: str, circuit: Circuit | None) -> Report:
    """Check a file; one that cannot be read is reported as any other."""
    try:
        return check(content_of(name), circuit=circuit)
    except WoChorusError as error:
        return _refusal(error)
    except OSError as error:
        return _report(f"Le fichier ne peut pas être lu : {system_reason(error)}.", "")


def _judged_in_processes(
    names: Sequence[str],
    circuit: Circuit | None,
    progress: Callable[[int], object],
    processes: int,
) -> list[Report]:
    from wochorus.einvoice.workers import WorkerPool

    with WorkerPool(processes=processes, seconds_per_job=_LONGEST_CHECK_SECONDS) as pool:
        futures = [
            # Standard input is this process's own: it is read here, the files over there.
            _settled(judge(name, circuit))
            if name == STANDARD_STREAM
            else pool.submit(judge, name, circuit)
            for name in names
        ]
        return _counted(map(_outcome, futures), progress)


def _settled(report: Report) -> Future[Report]:
    future: Future[Report] = Future()
    future.set_result(report)
    return future


def _outcome(future: Future[Report]) -> Report:
    from wochorus.einvoice.workers import result_of

    try:
        return result_of(future)
    except WoChorusError as error:
        return _refusal(error)


def _counted(reports: Iterable[Report], progress: Callable[[int], object]) -> list[Report]:
    counted: list[Report] = []
    for report in reports:
        counted.append(report)
        progress(len(counted))
    return counted


def _refusal(error: WoChorusError) -> Report:
    return _report(f"{error.what}.", error.remedy)


def _report(message: str, remedy: str) -> Report:
    finding = Finding(
        layer=Layer.LIMITS,
        rule="WO-FICHIER",
        severity=Severity.ERROR,
        message=message,
        remedy=remedy or "Vérifiez le chemin et les droits.",
    )
    return Report(document_format="", profile="", rule_sets=(), findings=(finding,))


def _megabytes(name: str) -> float:
    with contextlib.suppress(OSError):
        return Path(name).stat().st_size / 1_000_000
    return 0.0


def usable_cores() -> int:
    """Count the processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
