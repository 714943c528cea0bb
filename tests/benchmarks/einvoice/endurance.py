"""Throughput on one core and on two, memory over thousands of invoices, time to import."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median

import psutil

from benchmarks.einvoice.samples import an_invoice_of
from wochorus.einvoice.building import Page, build
from wochorus.einvoice.dialects import Circuit
from wochorus.einvoice.formats import Format
from wochorus.einvoice.workers import WorkerPool

CREATED = datetime(2026, 11, 24, tzinfo=UTC)
INVOICES, SAMPLES = 600, 10
ENDURANCE = 5_000


@dataclass(frozen=True, slots=True)
class Endurance:
    """The largest memory of all processes together, in bytes, by tenth of the run."""

    memory: list[int]
    seconds: float


def build_one(number: int) -> int:
    """Build and validate one Factur-X of ten lines; give its size."""
    built = build(
        an_invoice_of(10, number), Format.FACTURX, Circuit.CHORUS, page=Page(created=CREATED)
    )
    if not built.may_leave or built.content is None:
        raise AssertionError(built.report.findings)
    return len(built.content)


def throughput(processes: int) -> float:
    """Invoices a second with ``processes`` processes, their start left aside."""
    with WorkerPool(processes=processes) as pool:
        list(pool.map(build_one, range(40)))
        start = time.perf_counter()
        list(pool.map(build_one, range(100, 100 + INVOICES)))
        return INVOICES / (time.perf_counter() - start)


def endurance() -> Endurance:
    """Build thousands of invoices in recycled processes and watch the memory."""
    peaks = [0] * SAMPLES
    me = psutil.Process()
    start = time.perf_counter()
    with WorkerPool(processes=2) as pool:
        for done, _ in enumerate(pool.map(build_one, range(ENDURANCE))):
            if done % 25 == 0:
                slot = done * SAMPLES // ENDURANCE
                peaks[slot] = max(peaks[slot], _memory(me))
    return Endurance(peaks, time.perf_counter() - start)


def _memory(me: psutil.Process) -> int:
    total: int = me.memory_info().rss
    for child in me.children(recursive=True):
        try:
            total += child.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total


def import_milliseconds() -> float:
    """Time to import the engine, a bare interpreter's start taken off; median of eleven."""
    return median(_start("import wochorus.einvoice") for _ in range(11)) - median(
        _start("pass") for _ in range(11)
    )


def _start(program: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", program], check=True)
    return (time.perf_counter() - start) * 1000
