"""The deposit engine under load: many companies, four workers, one portal.

20 companies leave 500 invoices each to four workers; each account is paced at 20 ms. The portal's
ledger tells the pace that was kept; the processes tell what they worked. ``ENGINE_BENCH=4x25``
makes it shorter.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections import defaultdict
from contextlib import contextmanager
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import psutil
from django.conf import settings
from django.db.models import Count
from django.utils import timezone

from simulator.running import a_simulator
from support.forked import start_forked
from support.portal import keys_of
from support.records import (
    UNDEMANDING,
    a_customer,
    a_pdf,
    a_siret,
    a_structure,
    a_whole_company,
    an_invoice,
)
from wochorus.accounts.services import AccessForm, store_access
from wochorus.billing.documents import attach_main
from wochorus.billing.models import DepositState, Invoice
from wochorus.deposits.asking import DepositRequest
from wochorus.deposits.models import DepositOrder, Event
from wochorus.deposits.orders.placing import place_order
from wochorus.deposits.states import DepositMode, OrderState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.context import ForkServerProcess

    from simulator.running import Simulator
    from wochorus.accounts.models import Company

COMPANIES, INVOICES = (int(part) for part in os.environ.get("ENGINE_BENCH", "20x500").split("x"))
WORKERS = 4
PACE_MS = 20
TARGET_MS = 10
_ENDED = (OrderState.DONE, OrderState.CANCELLED, OrderState.PAUSED)


def main() -> None:
    """Print the time of the whole, the pace kept, and what the engine adds to each invoice."""
    a_structure(UNDEMANDING)
    with (
        tempfile.TemporaryDirectory() as name,
        a_simulator(Path(name), integration_delay=0, routing_delay=0) as simulator,
    ):
        companies = [_company(rank, simulator, Path(name)) for rank in range(COMPANIES)]
        for company in companies:
            _leave(company)
        with _workers(simulator) as workers:
            worked = _cpu_seconds(workers)
            seconds = _wait_for_orders()
            worked = _cpu_seconds(workers) - worked
        _tell(seconds, worked, simulator)


def _company(rank: int, simulator: Simulator, folder: Path) -> Company:
    company = a_whole_company(f"banc-{rank}", a_siret(rank), call_interval_ms=PACE_MS)
    keys = simulator.admin.register_supplier(company.siret, company.name)
    store_access(company, "simulator", AccessForm(**keys_of(keys)))
    a_customer(company)
    path = folder / "facture.pdf"
    path.write_bytes(a_pdf())
    for number in range(INVOICES):
        attach_main(an_invoice(company, f"B{rank:02d}-{number:05d}"), path)
    return company


def _leave(company: Company) -> None:
    request = DepositRequest(DepositMode.SEQUENTIAL, "banc", timezone.localdate())
    ids = Invoice.objects.filter(company=company).order_by("pk").values_list("pk", flat=True)
    place_order(company, request, list(ids), unattended=True)


@contextmanager
def _workers(simulator: Simulator) -> Iterator[list[ForkServerProcess]]:
    variables = {"WOCHORUS_SIMULATOR_URL": simulator.url}
    place = {"home": settings.ENVIRONMENT.home, "variables": variables}
    workers = [start_forked("worker", **place) for _ in range(WORKERS)]  # type: ignore[arg-type]
    try:
        yield workers
    finally:
        for worker in workers:
            worker.terminate()
            worker.join()


def _wait_for_orders() -> float:
    begun = time.monotonic()
    while DepositOrder.objects.exclude(state__in=_ENDED).exists():
        time.sleep(0.1)
    return time.monotonic() - begun


def _cpu_seconds(workers: list[ForkServerProcess]) -> float:
    times = [psutil.Process(worker.pid).cpu_times() for worker in workers]
    return float(sum(each.user + each.system for each in times))


def _tell(seconds: float, worked: float, simulator: Simulator) -> None:
    sent = COMPANIES * INVOICES
    print(f"{COMPANIES} sociétés de {INVOICES} factures, une par flux, {WORKERS} services")
    print(f"  en tout : {seconds:.1f} s, {sent / seconds:.0f} factures par seconde")
    on_portal = {DepositState.DEPOSITED, DepositState.INTEGRATED}
    states = Invoice.objects.values_list("deposit_state").annotate(count=Count("pk"))
    arrived = sum(count for state, count in states if state in on_portal)
    again = len(simulator.admin.witness(at_least=2))
    print(f"  déposées : {arrived} sur {sent} ; reçues à nouveau : {again} (cible 0)")
    print(f"  travail des services : {1000 * worked / sent:.1f} ms de processeur par facture")
    _tell_pace(simulator)
    print(f"  entre la réponse et l'envoi suivant : {_between():.1f} ms (cible {TARGET_MS} ms)")


def _tell_pace(simulator: Simulator) -> None:
    """Tell the usual time between two calls of one account, and the shortest over ten in a row.

    Calls leave at their moment and arrive with the jitter of a busy machine: ten even it out.
    """
    starts = defaultdict[str, list[float]](list)
    for call in simulator.admin.ledger("*/v1/*"):
        starts[call["account"]].append(1000 * datetime.fromisoformat(call["at"]).timestamp())
    gaps, tens = [], []
    for moments in map(sorted, starts.values()):
        gaps += [after - before for before, after in pairwise(moments)]
        tens += [
            (after - before) / 10 for before, after in zip(moments, moments[10:], strict=False)
        ]
    shortest = min(tens, default=0.0)
    print(
        f"  rythme demandé {PACE_MS} ms : médiane {median(gaps):.1f} ms, au plus vite "
        f"{shortest:.1f} ms sur dix appels (cible {0.95 * PACE_MS:.0f} ms au moins)"
    )


def _between() -> float:
    """Give the usual time (ms) from an answer noted to the next flow ready to leave.

    The wait for the account's turn comes after; what is measured is the engine's own.
    """
    moments: dict[int, datetime] = {}
    gaps = []
    events = Event.objects.filter(kind__in=("deposited", "sending")).order_by("order", "pk")
    for order, kind, at in events.values_list("order", "kind", "at"):
        if kind == "deposited":
            moments[order] = at
        elif order in moments:
            gaps.append(1000 * (at - moments.pop(order)).total_seconds())
    return median(gaps) if gaps else 0.0


if __name__ == "__main__":
    main()
