"""What one order costs, taken apart: preparation, engine, client, waiting; and its statements.

One order of invoices in CPP minimal, one by one, is carried out in this process without any pace,
then followed. ``ENGINE_COST=50`` takes another number of invoices. What is counted as overhead is
all that is neither the waiting for Chorus Pro's answers nor the client's own work: statements and
commits of the database included, as the clock on the wall shows them. The peer is the bare client,
which sends the very same files and stores nothing.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import connection
from django.utils import timezone

from wochorus.accounts.services import chorus_client
from wochorus.billing.models import Invoice
from wochorus.deposits.asking import DepositRequest
from wochorus.deposits.follow_up import follow_once
from wochorus.deposits.orders.placing import place_order, start
from wochorus.deposits.orders.preparing import prepare_order
from wochorus.deposits.orders.running import Runner
from wochorus.deposits.packing import packed_file
from wochorus.deposits.patience import patience_for
from wochorus.deposits.states import DepositMode
from wochorus.deposits.voice import voice
from wochorus.deposits.workshop import Workshop

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from wochorus.accounts.models import Company
    from wochorus.choruspro import ChorusClient, FlowDeposit, FlowReport
    from wochorus.deposits.models import DepositOrder

_Answer = TypeVar("_Answer")
INVOICES = int(os.environ.get("ENGINE_COST", "300"))


@dataclass(slots=True)
class Cost:
    """Seconds on the wall and of this processor, and statements."""

    wall: float
    processor: float
    statements: int
    in_statements: float = 0.0


@dataclass(slots=True)
class Timed:
    """A client that measures its calls, without what the engine does inside of them."""

    client: ChorusClient
    wall: float = 0.0
    processor: float = 0.0

    def with_correlation_id(self, _: str) -> Timed:
        return self

    def deposit_flow(
        self, name: str, path: Path, syntax: str, *, claim: Callable[[], None]
    ) -> FlowDeposit:
        def claimed() -> None:
            self._count(claim, -1)

        return self._count(lambda: self.client.deposit_flow(name, path, syntax, claim=claimed))

    def flow_report(self, *asked: Any) -> FlowReport:
        return self._count(lambda: self.client.flow_report(*asked))

    def search_invoices(self, *asked: Any) -> Any:
        return self._count(lambda: self.client.search_invoices(*asked))

    def _count(self, call: Callable[[], _Answer], sign: int = 1) -> _Answer:
        wall, processor = time.perf_counter(), time.thread_time()
        try:
            return call()
        finally:
            self.wall += sign * (time.perf_counter() - wall)
            self.processor += sign * (time.thread_time() - processor)


def measure(company: Company) -> None:
    """Carry out one order of ``company`` (its pace is zero), and print what each part costs."""
    ids = Invoice.objects.filter(company=company, lines=None).order_by("pk")[:INVOICES]
    request = DepositRequest(DepositMode.SEQUENTIAL, "mesure", timezone.localdate())
    order = place_order(company, request, list(ids.values_list("pk", flat=True)), unattended=True)
    print(f"un ordre de {INVOICES} factures, une par flux, sans attente, par facture :")
    with Workshop() as workshop, voice(company), chorus_client(company) as client:
        _tell("préparation", _cost(lambda: prepare_order(order, workshop)))
        start(order)
        timed = Timed(client)
        runner = Runner(order, timed, workshop, lambda _: None)  # type: ignore[arg-type]
        sent = _tell("dépôt", _cost(runner.run), timed)
        timed = Timed(client)
        patience = patience_for(company)
        followed = _cost(lambda: follow_once(company, timed, patience))  # type: ignore[arg-type]
        _tell("suivi", followed, timed)
        _tell_peer(order, client, sent)


def _cost(work: Callable[[], object]) -> Cost:
    took: list[float] = []

    def count(execute: Callable[..., Any], *statement: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(*statement)
        finally:
            took.append(time.perf_counter() - begun)

    wall, processor = time.perf_counter(), time.process_time()
    with connection.execute_wrapper(count):
        work()
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    return Cost(wall, processor, len(took), sum(took))


def _tell(name: str, cost: Cost, client: Timed | None = None) -> Cost:
    inside = Cost(client.wall, client.processor, 0) if client else Cost(0.0, 0.0, 0)
    print(
        f"  {name:12} moteur {_ms(cost.wall - inside.wall):5.1f} ms "
        f"(processeur {_ms(cost.processor - inside.processor):4.1f}), "
        f"client {_ms(inside.processor):4.1f} ms, "
        f"attente de Chorus Pro {_ms(inside.wall - inside.processor):5.1f} ms, "
        f"{cost.statements / INVOICES:.1f} requêtes SQL ({_ms(cost.in_statements):.1f} ms)"
    )
    return cost


def _tell_peer(order: DepositOrder, client: ChorusClient, sent: Cost) -> None:
    """Send the same files with the client alone."""
    files = [(packed_file(flow), flow.syntax) for flow in order.flows.exclude(file_sha256="")]

    def send_all() -> None:
        for packed, syntax in files:
            client.deposit_flow(packed.name, packed.path, syntax)

    bare = _cost(send_all)
    print(
        f"  les mêmes fichiers par le client seul, rien n'étant noté : {_ms(bare.wall):.1f} ms ; "
        f"le dépôt en prend {sent.wall / bare.wall:.1f} fois plus"
    )


def _ms(seconds: float) -> float:
    return 1000 * seconds / INVOICES
