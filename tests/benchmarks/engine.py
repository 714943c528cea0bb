"""The deposit engine under load: many companies, four workers, one portal.

20 companies leave 500 invoices each to four workers; each account is paced at 20 ms, and the
journal holds 100,000 invoices more. The portal's ledger tells the pace that was kept; the
processes tell what they worked. ``ENGINE_BENCH=4x25`` makes it shorter, ``ENGINE_PAST=1000`` the
journal; ``ENGINE_PACE=400`` asks for a pace, in milliseconds, that the machine can hold. Before
that, one order is taken apart: see `engine_cost`.
"""

from __future__ import annotations

import logging
import os
import tempfile
import time
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import psutil
import structlog
from django.conf import settings
from django.db import connection
from django.db.models import Count
from django.utils import timezone

from benchmarks import engine_cost
from benchmarks.full_journal import give_a_past, tidy_up
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
PAST = int(os.environ.get("ENGINE_PAST", "100000"))
WORKERS = 4
PACE_MS = int(os.environ.get("ENGINE_PACE", "20"))
TARGET_MS = 10
TEN = 10
MOST_EARLY_PERCENT = 5
_ENDED = (OrderState.DONE, OrderState.CANCELLED, OrderState.PAUSED)


def main() -> None:
    """Print what one order costs, then the time of the whole and the pace kept."""
    a_structure(UNDEMANDING)
    with (
        tempfile.TemporaryDirectory() as name,
        a_simulator(Path(name), integration_delay=0, routing_delay=0) as simulator,
    ):
        here = replace(settings.ENVIRONMENT, simulator_url=simulator.url)
        settings.ENVIRONMENT = here
        alone = _company(COMPANIES, simulator, Path(name), engine_cost.INVOICES, call_interval_ms=0)
        companies = [_company(rank, simulator, Path(name)) for rank in range(COMPANIES)]
        for company in companies:
            model = Invoice.objects.filter(company=company)[0]
            give_a_past(company, model, PAST // COMPANIES)
        tidy_up()
        print(f"journal de {Invoice.objects.count()} factures")
        with without_logs():
            engine_cost.measure(alone)
        for company in companies:
            _leave(company)
        before, sent_again = _deadlocks(), len(simulator.admin.witness(at_least=2))
        begun = timezone.now()
        with _workers(simulator) as workers:
            worked = _cpu_seconds(workers), _database_seconds()
            seconds = _wait_for_orders()
            worked = _cpu_seconds(workers) - worked[0], _database_seconds() - worked[1]
        _tell(seconds, worked)
        doubled = len(simulator.admin.witness(at_least=2)) - sent_again
        print(f"  reçues à nouveau : {doubled} (cible 0)")
        _tell_pace(simulator, begun)
        print(f"  interblocages dans la base : {_deadlocks() - before} (cible 0)")


@contextmanager
def without_logs() -> Iterator[None]:
    """Keep the log of this process quiet: a worker's goes to a file."""
    quiet = structlog.make_filtering_bound_logger(logging.ERROR)
    structlog.configure(wrapper_class=quiet)
    try:
        yield
    finally:
        structlog.reset_defaults()


def _company(
    rank: int,
    simulator: Simulator,
    folder: Path,
    invoices: int = INVOICES,
    call_interval_ms: int = PACE_MS,
) -> Company:
    company = a_whole_company(f"banc-{rank}", a_siret(rank), call_interval_ms=call_interval_ms)
    keys = simulator.admin.register_supplier(company.siret, company.name)
    store_access(company, "simulator", AccessForm(**keys_of(keys)))
    a_customer(company)
    path = folder / "facture.pdf"
    path.write_bytes(a_pdf())
    for number in range(invoices):
        attach_main(an_invoice(company, f"B{rank:02d}-{number:05d}"), path)
    return company


def _leave(company: Company) -> None:
    request = DepositRequest(DepositMode.SEQUENTIAL, "banc", timezone.localdate())
    free = Invoice.objects.filter(company=company, lines=None)
    ids = free.order_by("pk").values_list("pk", flat=True)
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


def _database_seconds() -> float:
    """Give what the processes of the database have worked, those that have ended left out."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity")
        pids = [pid for (pid,) in cursor.fetchall()]
    times = [psutil.Process(pid).cpu_times() for pid in pids if psutil.pid_exists(pid)]
    return float(sum(each.user + each.system for each in times))


def _deadlocks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


def _tell(seconds: float, worked: tuple[float, float]) -> None:
    sent = COMPANIES * INVOICES
    print(f"{COMPANIES} sociétés de {INVOICES} factures, une par flux, {WORKERS} services")
    print(f"  en tout : {seconds:.1f} s, {sent / seconds:.0f} factures par seconde")
    on_portal = {DepositState.DEPOSITED, DepositState.INTEGRATED}
    ours = Invoice.objects.filter(number__startswith="B", order_items__order__name="banc")
    states = ours.values_list("deposit_state").annotate(count=Count("pk"))
    arrived = sum(count for state, count in states if state in on_portal)
    print(f"  déposées : {arrived} sur {sent}")
    services, database = (1000 * each / sent for each in worked)
    print(
        f"  travail par facture, préparation et suivi compris : {services:.1f} ms de processeur "
        f"des services, {database:.1f} ms de la base"
    )
    print(f"  entre la réponse et l'envoi suivant : {_between():.1f} ms (cible {TARGET_MS} ms)")


def _tell_pace(simulator: Simulator, begun: datetime) -> None:
    """Tell the pace of each account, and the shortest time over ten calls in a row.

    Calls leave at their moment and arrive with the jitter of a busy machine: ten even it out. An
    account that calls slower than it may has had more to do than the machine allows.
    """
    starts = defaultdict[str, list[float]](list)
    for call in simulator.admin.ledger("*/v1/*"):
        moment = datetime.fromisoformat(call["at"])
        if moment > begun:
            starts[call["account"]].append(1000 * moment.timestamp())
    paced = [sorted(moments) for moments in starts.values() if len(moments) > TEN]
    shortest = [min(_over_ten(moments)) for moments in paced]
    usual = [_usual_gap(moments) for moments in paced]
    early = [100 * (1 - gap / PACE_MS) for gap in shortest]
    kept = sum(each <= MOST_EARLY_PERCENT for each in early)
    print(
        f"  rythme demandé {PACE_MS} ms : de {min(usual):.1f} à {max(usual):.1f} ms selon le "
        f"compte (médiane de chacun) ; au plus vite {min(shortest):.1f} ms sur dix appels, "
        f"soit {max(early):.1f} % trop tôt (cible {MOST_EARLY_PERCENT} %) ; "
        f"{kept} comptes sur {len(paced)} dans la cible"
    )


def _usual_gap(moments: list[float]) -> float:
    return median(after - before for before, after in pairwise(moments))


def _over_ten(moments: list[float]) -> list[float]:
    return [(after - before) / TEN for before, after in zip(moments, moments[TEN:], strict=False)]


def _between() -> float:
    """Give the usual time (ms) from an answer noted to the next flow ready to leave.

    The wait for the account's turn comes after; what is measured is the engine's own.
    """
    moments: dict[int, datetime] = {}
    gaps = []
    events = Event.objects.filter(kind__in=("deposited", "sending"), order__name="banc")
    events = events.order_by("order", "pk")
    for order, kind, at in events.values_list("order", "kind", "at"):
        if kind == "deposited":
            moments[order] = at
        elif order in moments:
            gaps.append(1000 * (at - moments.pop(order)).total_seconds())
    return median(gaps) if gaps else 0.0


if __name__ == "__main__":
    main()
