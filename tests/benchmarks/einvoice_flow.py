"""Invoices with lines: a check of a thousand, then a flow of two hundred Factur-X of ten lines."""

from __future__ import annotations

import resource
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Self

import psutil
from django.utils import timezone

from support.deposits import built_flows
from support.records import a_detailed_invoice, a_structure, a_whole_company
from wochorus.billing.documents import attach_annex
from wochorus.billing.models import Invoice
from wochorus.deposits.candidates import check_invoices
from wochorus.deposits.judging import VERDICTS
from wochorus.deposits.workshop import Workshop
from wochorus.einvoice.formats import Format

if TYPE_CHECKING:
    from collections.abc import Callable

    from wochorus.accounts.models import Company

INVOICES, IN_FLOW, LINES = 1000, 200, 10
ANNEX_BYTES = 50_000


def main() -> None:
    """Print times, and the memory of this process and of its workers."""
    company = a_whole_company()
    a_structure()
    ids = [
        a_detailed_invoice(company, f"FA-{rank:05d}", lines=LINES).pk for rank in range(INVOICES)
    ]
    with tempfile.TemporaryDirectory() as folder:
        _give_annexes(ids[:IN_FLOW], Path(folder))
    with Workshop() as workshop:
        _time(
            f"contrôle de {INVOICES} factures de {LINES} lignes", lambda: _check(company, workshop)
        )
        _time("le même, verdicts connus", lambda: _check(company, workshop))
        known = f"flux de {IN_FLOW} Factur-X de {LINES} lignes, une annexe, verdicts connus"
        _time(known, lambda: _pack(company, ids[:IN_FLOW], workshop))
        VERDICTS.by_invoice.clear()
        _time("  jugées à nouveau", lambda: _pack(company, ids[IN_FLOW : 2 * IN_FLOW], workshop))
    unit = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6
    print(f"mémoire du processus, au plus : {peak:.0f} Mo")


def _check(company: Company, workshop: Workshop) -> str:
    invoices = Invoice.objects.filter(company=company)
    report = check_invoices(company, invoices, timezone.localdate(), workshop=workshop)
    return f"{len(report.anomalies)} anomalies, {len(report.ready)} prêtes"


def _pack(company: Company, ids: list[int], workshop: Workshop) -> str:
    invoices = [Invoice.objects.get(pk=pk) for pk in ids]
    flows, _ = built_flows(company, invoices, Format.FACTURX, workshop=workshop)
    return f"{sum(flow.file_size or 0 for flow in flows) / 1e6:.1f} Mo, {len(flows)} flux"


def _give_annexes(ids: list[int], folder: Path) -> None:
    for invoice in Invoice.objects.filter(pk__in=ids):
        path = folder / f"{invoice.pk}.csv"
        path.write_bytes(b"heures;prix\n" * (ANNEX_BYTES // 12))
        attach_annex(invoice, path, "releve.csv")


def _time(label: str, work: Callable[[], str]) -> None:
    with _Peak() as peak:
        start = time.perf_counter()
        told = work()
        seconds = time.perf_counter() - start
    print(f"{label} : {seconds:.2f} s, {told} ; mémoire de tous : {peak.megabytes:.0f} Mo")


class _Peak:
    """The most memory that this process and its workers held together, looked at often."""

    def __init__(self) -> None:
        self.megabytes = 0.0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _look(self) -> None:
        here = psutil.Process()
        while not self._done.wait(0.1):
            held = sum(_resident(each) for each in (here, *_workers(here)))
            self.megabytes = max(self.megabytes, held / 1e6)


def _workers(here: psutil.Process) -> list[psutil.Process]:
    return [each for each in here.children(recursive=True) if "python" in each.name()]


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0
