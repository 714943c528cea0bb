"""What live listeners cost everybody else: a page of the journal, with and without them.

An order of 1,500 invoices, one flow each, is led by one worker at 60 ms a call while a page of the
journal is asked for again and again, one request at a time: first with nobody watching the order,
then with fifty browsers on it. Before that the page is asked for with nothing else going on.
``LISTENERS=200`` asks for more of them.
"""

from __future__ import annotations

import multiprocessing
import os
import re
import tempfile
import time
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING

import httpx2
from django.conf import settings
from django.utils import timezone

from benchmarks.full_journal import give_a_past, tidy_up
from benchmarks.listening import listen
from browser.opening import open_screens
from simulator.running import NO_TLS, a_simulator
from support.forked import start_forked
from support.portal import keys_of
from support.records import SUPPLIER, UNDEMANDING, a_pdf, a_structure, a_whole_company, an_invoice
from wochorus.accounts.services import AccessForm, store_access
from wochorus.accounts.users.models import Membership, Role, User
from wochorus.billing.documents import attach_main
from wochorus.billing.models import Invoice
from wochorus.deposits.asking import DepositRequest
from wochorus.deposits.models import DepositOrder, OrderItem
from wochorus.deposits.orders.ordering import order_deposit
from wochorus.deposits.states import DepositMode, FlowState, OrderState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.queues import SimpleQueue

    from simulator.running import Simulator
    from wochorus.accounts.models import Company

LISTENERS = int(os.environ.get("LISTENERS", "50"))
INVOICES, PAST, PACE_MS = 1_500, 10_000, 60
PAGES = 100
ADDRESS, PASSWORD = "banc@propre.example", "Balai-brosse-2026"
PAGE = "journal/lignes/?offset=0&limit=100"


def main() -> None:
    """Print the time of the page alone, beside a deposit, and beside a deposit that is watched."""
    with (
        tempfile.TemporaryDirectory() as name,
        a_simulator(Path(name), integration_delay=0, routing_delay=0) as simulator,
    ):
        settings.ENVIRONMENT = replace(settings.ENVIRONMENT, simulator_url=simulator.url)
        company = _company(simulator, Path(name))
        variables = {"WOCHORUS_SIMULATOR_URL": simulator.url}
        home = settings.ENVIRONMENT.home
        with open_screens(home, None, variables) as url, _signed_in(url) as client:
            address = f"{url}/societe/{company.code}/"
            _measure("page du journal, rien d'autre", client, address + PAGE)
            order = _order(company)
            with _worker(variables):
                _wait_for_the_first(order)
                _measure("pendant un dépôt, sans écoute", client, address + PAGE)
                with _listening(client, f"{address}depot/ordres/{order.pk}/direct/") as told:
                    _measure(f"pendant un dépôt, {LISTENERS} à l'écoute", client, address + PAGE)
                _tell_listeners(told)
            order.refresh_from_db()
            print(f"  l'ordre à la fin des mesures : {order.get_state_display()}")


def _company(simulator: Simulator, folder: Path) -> Company:
    a_structure(UNDEMANDING)
    company = a_whole_company("banc", SUPPLIER, call_interval_ms=PACE_MS)
    keys = simulator.admin.register_supplier(company.siret, company.name)
    store_access(company, "simulator", AccessForm(**keys_of(keys)))
    path = folder / "facture.pdf"
    path.write_bytes(a_pdf())
    for rank in range(INVOICES):
        attach_main(an_invoice(company, f"B-{rank:05d}"), path)
    give_a_past(company, Invoice.objects.filter(company=company)[0], PAST)
    tidy_up()
    person = User.objects.create_user(ADDRESS, PASSWORD)
    Membership.objects.create(user=person, company=company, role=Role.CLERK)
    return company


def _order(company: Company) -> DepositOrder:
    request = DepositRequest(DepositMode.SEQUENTIAL, "banc", timezone.localdate())
    free = Invoice.objects.filter(company=company, number__startswith="B-")
    placed = order_deposit(company, request, list(free.values_list("pk", flat=True))).order
    assert placed is not None
    return placed


@contextmanager
def _worker(variables: dict[str, str]) -> Iterator[None]:
    process = start_forked("worker", home=settings.ENVIRONMENT.home, variables=variables)
    try:
        yield
    finally:
        process.terminate()
        process.join()


def _wait_for_the_first(order: DepositOrder) -> None:
    sent = OrderItem.objects.filter(order=order).exclude(flow=None)
    while not sent.exclude(flow__state=FlowState.BUILT).exists():
        time.sleep(0.2)
    order.refresh_from_db()
    assert order.state == OrderState.RUNNING


@contextmanager
def _signed_in(url: str) -> Iterator[httpx2.Client]:
    with httpx2.Client(follow_redirects=True, timeout=60, trust_env=False, verify=NO_TLS) as client:
        page = client.get(f"{url}/compte/login/").text
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token
        given = {"login": ADDRESS, "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
        answer = client.post(f"{url}/compte/login/", data=given, headers={"Referer": url})
        assert "/societe/" in str(answer.url), answer.text
        yield client


def _measure(what: str, client: httpx2.Client, address: str) -> None:
    client.get(address).raise_for_status()
    taken = []
    for _ in range(PAGES):
        begun = time.perf_counter()
        client.get(address).raise_for_status()
        taken.append(1000 * (time.perf_counter() - begun))
    p95 = quantiles(taken, n=20)[-1]
    print(f"  {what} : médiane {median(taken):.0f} ms, p95 {p95:.0f} ms ({PAGES} pages)")


@contextmanager
def _listening(client: httpx2.Client, address: str) -> Iterator[SimpleQueue[tuple[int, int]]]:
    """Open the streams in a process of their own, so that they take nothing from the measure."""
    spawn = multiprocessing.get_context("spawn")
    told: SimpleQueue[tuple[int, int]] = spawn.SimpleQueue()
    ready, over = spawn.Event(), spawn.Event()
    cookies = dict(client.cookies)
    process = spawn.Process(target=listen, args=(address, cookies, LISTENERS, ready, over, told))
    process.start()
    assert ready.wait(120), "the listeners do not come up"
    try:
        yield told
    finally:
        over.set()
        process.join()


def _tell_listeners(told: SimpleQueue[tuple[int, int]]) -> None:
    fewest, rows = told.get()
    print(f"  chacun a reçu au moins {fewest} messages, {rows} lignes en tout")
