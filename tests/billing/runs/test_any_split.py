"""A run billed in any split, by any number of programs, gives the same invoices once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.db import connections, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from support.contracts import ME, a_line, an_empty_contract
from support.records import a_company
from wochorus.billing.models import Invoice
from wochorus.billing.numbering.models import IssuedInvoice, NumberSeries
from wochorus.billing.runs.choosing import exclude
from wochorus.billing.runs.contracts import RunFilter
from wochorus.billing.runs.issuing import issue_run
from wochorus.billing.runs.proposing import RunWish, propose
from wochorus.contracts.life import suspend_contract, terminate_contract
from wochorus.contracts.models import Contract
from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from wochorus.accounts.models import Company

D = Decimal
LAST = date(2024, 6, 30)
ISSUED_ON = date(2024, 12, 31)
Bill = tuple[str, date | None, date | None, Decimal, Decimal]


def some_contracts(company: Company) -> None:
    """Contracts of every rhythm over a leap February, with a cut, a hole and an odd anchor."""
    monthly = an_empty_contract(company, "MOIS", starts_on=date(2024, 1, 10))
    a_line(monthly, "999.99", quantity=D("1.5"))
    a_line(monthly, "100", name="Remise", quantity=D("-0.333"))
    quarterly = an_empty_contract(
        company, "TRIM", starts_on=date(2024, 1, 31), every_months=3, timing="advance"
    )
    a_line(quarterly, "1200", basis="year", starts_on=date(2024, 2, 29))
    suspend_contract(quarterly, date(2024, 3, 5), date(2024, 3, 20), actor=ME)
    ended = an_empty_contract(company, "FINI", starts_on=date(2024, 1, 1))
    a_line(ended, "77.77", tax_rate=D(10))
    terminate_contract(ended, date(2024, 4, 17), actor=ME)
    closed = an_empty_contract(company, "CLOS", starts_on=date(2024, 1, 1))
    a_line(closed, "50")
    suspend_contract(closed, date(2024, 2, 1), date(2024, 3, 31), actor=ME)


def bill(company: Company, until: date, *numbers: str) -> None:
    """Bill what is due on a day, of these contracts or of all."""
    run = propose(company, RunWish(ISSUED_ON, until, RunFilter(numbers)), actor=ME)
    try:
        issue_run(run, actor=ME)
    except InvalidInput as error:
        assert "Rien n'est à émettre" in error.what  # noqa: PT017 - nothing was due


def bills(company: Company) -> list[Bill]:
    rows = Invoice.objects.filter(company=company).order_by("subject", "period_start")
    return list(
        rows.values_list(
            "subject", "period_start", "period_end", "total_without_tax", "total_with_tax"
        )
    )


def assert_unbroken(company: Company) -> None:
    series = NumberSeries.objects.get(company=company)
    ranks = IssuedInvoice.objects.filter(series=series).order_by("rank")
    assert list(ranks.values_list("rank", flat=True)) == list(range(1, series.next_rank))


CONTRACTS = ["MOIS", "TRIM", "FINI", "CLOS"]
TURNS = st.lists(
    st.tuples(st.integers(0, 200), st.sets(st.sampled_from(CONTRACTS), min_size=1)), max_size=6
)


@pytest.mark.django_db
@settings(max_examples=15)
@given(TURNS, st.sets(st.sampled_from(CONTRACTS)))
def test_any_split_of_days_and_contracts_gives_the_invoices_of_one_run(
    turns: list[tuple[int, set[str]]], left_out: set[str]
) -> None:
    with transaction.atomic():
        whole, split = a_company("entier", ""), a_company("morceaux", "")
        for company in (whole, split):
            some_contracts(company)
        bill(whole, LAST)
        for days, numbers in turns:
            until = min(date(2024, 1, 1) + timedelta(days), LAST)
            bill(split, until, *sorted(numbers))
        run = propose(split, RunWish(ISSUED_ON, LAST), actor=ME)
        still = {item.contract.number for item in run.items.select_related("contract")}
        exclude(run, sorted(left_out & still))
        if still - left_out:
            issue_run(run, actor=ME)
        bill(split, LAST)
        assert bills(split) == bills(whole)
        assert len(bills(whole)) == 15
        assert_unbroken(split)
        nexts = [
            list(
                Contract.objects.filter(company=company)
                .order_by("number")
                .values_list("number", "next_start")
            )
            for company in (whole, split)
        ]
        assert nexts[0] == nexts[1]
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_programs_that_bill_at_once_bill_each_period_once() -> None:
    whole, shared = a_company("entier", ""), a_company("partage", "")
    for company in (whole, shared):
        some_contracts(company)
    bill(whole, LAST)
    start = threading.Barrier(3)

    def work(until: date) -> None:
        try:
            run = propose(shared, RunWish(ISSUED_ON, until), actor=ME)
            start.wait()
            issue_run(run, actor=ME)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(work, (LAST, LAST, date(2024, 3, 31))))
    bill(shared, LAST)
    assert bills(shared) == bills(whole)
    assert_unbroken(shared)
