"""The journal on screen with a million invoices: blocks of rows, deep places, counts, sums.

Targets on two cores: a page for any saved filter in 30 ms on the server at the 95th percentile,
529 of 16,464 in 25 ms; in the browser, first rows in 300 ms, a step of scrolling in 50 ms. What is
measured on the server is the whole answer: session, role, query, JSON.
"""

from __future__ import annotations

import os
import re
import statistics
import time
from functools import partial
from secrets import token_hex
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection
from django.test import Client

from benchmarks.large_journal import write_customers, write_invoices
from wochorus.accounts.models import Company
from wochorus.accounts.users.models import Membership, Role, User
from wochorus.billing.journal_places import forget_places

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

LARGE = int(os.environ.get("WOCHORUS_BENCH_INVOICES", "1000000"))
USUAL = 16_464
TIMES = 12
PASSWORD = "Balai-brosse-2026"
FILTERS = {
    "tout": "",
    "ce mois": "du=2026-11-01",
    "mois dernier, public": "du=2026-10-01&au=2026-10-31&nature=public",
    "public à déposer": "nature=public&etat=to_deposit",
    "refusées": "etat=refused",
    "suspendues": "statut=SUSPENDUE",
    "rejetées d'un client": "statut=REJETEE&client=fictive+17",
    "un client": "client=C0042",
    "un groupe": "groupe=groupe+2",
    "public": "nature=public",
    "privé, avoirs": "nature=private&type=381",
    "un secteur": "secteur=secteur+3",
    "un chantier, ce mois": "chantier=chantier+5&du=2026-11-01",
    "TC": "origine=extra_work",
    "n° de à": "numero_de=FA-1500001&numero_a=FA-1500529",
    "un n°": "recherche=FA-1500000",
    "deux mots": "recherche=fictive+42",
    "à régler": "paiement=unpaid",
    "en partie": "paiement=partly",
    "échues d'un client": "paiement=late&client=C0042",
    "chèques": "reglement=20",
    "mot absent": "recherche=vitrerie",
}


def main() -> None:
    """Print the figures; the database goes away with its folder."""
    person = User.objects.create_superuser("banc@example.fr", PASSWORD)
    large, usual = _company(person, LARGE), _company(person, USUAL)
    client = Client(SERVER_NAME="localhost")
    client.force_login(person)
    _print_filters(client, large)
    _print_places(client, large)
    _print_usual(client, usual)
    _print_browser(large)


def _company(person: User, count: int) -> Company:
    company = Company.objects.create(code=f"banc-{token_hex(4)}", name=f"Banc d'essai, {count}")
    Membership.objects.create(user=person, company=company, role=Role.CLERK)
    write_customers(company)
    start = time.perf_counter()
    write_invoices(company, count)
    print(f"{count} factures écrites en {time.perf_counter() - start:.0f} s")
    return company


def _print_filters(client: Client, company: Company) -> None:
    print(f"Une page du journal, {LARGE} factures (médiane, 95 % ; décompte et sommes à part)")
    every: list[float] = []
    for name, query in FILTERS.items():
        client.get(_address(company, "lignes", query))  # the first reads its pages from the disk
        taken = [_milliseconds(partial(_fresh, client, company, query)) for _ in range(TIMES)]
        every += taken
        counted = _milliseconds(partial(client.get, _address(company, "decompte", query)))
        added = _milliseconds(partial(client.get, _address(company, "totaux", query)))
        print(f"  {name:<24} {_spread(taken)}   {counted:7.0f} ms  {added:7.0f} ms")
    print(f"  {'tous ces filtres':<24} {_spread(every)}   la requête nue {_bare(company):.1f} ms")


def _fresh(client: Client, company: Company, query: str) -> None:
    """Read a page as the first to ask for it."""
    forget_places()
    answer = client.get(_address(company, "lignes", query))
    if answer.status_code != 200:
        raise AssertionError(answer.content)


def _bare(company: Company) -> float:
    def read() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT * FROM billing_invoice WHERE company_id = %s "
                "ORDER BY issue_date DESC, number DESC LIMIT 100",
                [company.pk],
            )
            cursor.fetchall()

    return min(_milliseconds(read) for _ in range(TIMES))


def _print_places(client: Client, company: Company) -> None:
    client.get(_address(company, "decompte", ""))
    for name, offsets in {
        "un bond n'importe où": range(0, LARGE - 100, max(1, LARGE // 13)),
        "un pas plus loin": range(LARGE // 2, LARGE // 2 + 4000, 100),
        "la fin": [LARGE - 100] * 5,
    }.items():
        client.get(_address(company, "lignes", f"offset={offsets[0]}"))
        taken = [
            _milliseconds(partial(client.get, _address(company, "lignes", f"offset={offset}")))
            for offset in offsets
        ]
        print(f"  {name:<24} {_spread(taken)}")


def _print_usual(client: Client, company: Company) -> None:
    query = "numero_de=FA-1007001&numero_a=FA-1007529"
    for limit in (100, 529):
        asked = f"{query}&limit={limit}"
        taken = [_milliseconds(partial(_fresh, client, company, asked)) for _ in range(TIMES)]
        print(f"  529 de {USUAL}, {limit} lignes    {_spread(taken)}")


def _print_browser(company: Company) -> None:
    """Open the journal in a browser, when there is one: first rows, then steps of a view."""
    from playwright.sync_api import sync_playwright

    from browser.chromium import launch, missing_message
    from browser.opening import open_screens

    with sync_playwright() as playwright:
        browser = launch(playwright)
        if browser is None:
            print(missing_message())
            return
        with open_screens(settings.ENVIRONMENT.home, None, {}) as url:
            page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
            page.goto(f"{url}/compte/login/")
            page.fill("input[name=login]", "banc@example.fr")
            page.fill("input[name=password]", PASSWORD)
            page.press("input[name=password]", "Enter")
            page.wait_for_url(lambda address: "login" not in address)
            first = []
            for _ in range(TIMES):
                page.goto(f"{url}/societe/{company.code}/journal/")
                first.append(float(page.evaluate(_FIRST)))
            page.get_by_text(re.compile(r"/ .* affichés en")).wait_for()
            steps = [float(each) for each in page.evaluate(_STEPS)]
            print(f"  premières lignes peintes {_spread(first)}")
            print(f"  un pas de défilement     {_spread(steps)}")
        browser.close()


_FIRST = """() => new Promise((done) => {
  const seen = () => document.querySelector(".grid-body .grid-row:not(.grid-waits):not([hidden])")
    ? requestAnimationFrame(() => done(performance.now())) : requestAnimationFrame(seen);
  seen();
})"""
"""Milliseconds from the start of the navigation."""

_STEPS = """async () => {
  const root = document.querySelector(".grid-root");
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const waits = () => [...root.querySelectorAll(".grid-body > .grid-row.grid-waits")]
    .some((row) => !row.hidden && row.getBoundingClientRect().top < innerHeight);
  const taken = [];
  for (let step = 0; step < 60; step += 1) {
    const start = performance.now();
    root.scrollTop += root.clientHeight - 60;
    await frame();
    while (waits()) await frame();
    await frame();
    taken.push(performance.now() - start);
  }
  return taken;
}"""


def _address(company: Company, what: str, query: str) -> str:
    return f"/societe/{company.code}/journal/{what}/?{query}"


def _milliseconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def _spread(taken: Iterable[float]) -> str:
    ordered = sorted(taken)
    late = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return f"{statistics.median(ordered):7.1f} ms {late:7.1f} ms"
