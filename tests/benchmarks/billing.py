"""A month of 10,000 contracts: proposed, issued, undone.

Target on two cores: the records of the run in 60 s, its proposal apart.
"""

from __future__ import annotations

import resource
import time
from datetime import date
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, TypeVar

from wochorus.accounts.services import register_company
from wochorus.billing.bulk import copy_rows
from wochorus.billing.models import Invoice, InvoiceLine
from wochorus.billing.runs.issuing import issue_run
from wochorus.billing.runs.proposing import RunWish, propose
from wochorus.billing.runs.undoing import undo_run
from wochorus.contracts.models import Contract, ContractLine, ContractReferences
from wochorus.customers.models import Customer

if TYPE_CHECKING:
    from collections.abc import Callable

    from wochorus.accounts.models import Company

T = TypeVar("T")
CONTRACTS = 10_000
CUSTOMERS = 2_000
START = date(2026, 1, 1)
END = date(2026, 1, 31)


def main() -> None:
    """Print how long each step of a run takes."""
    company = register_company("bench", "Bench SARL", "73282932000074")
    lines = make_contracts(company)
    print(f"{CONTRACTS:,} contracts, {lines:,} lines, {CUSTOMERS:,} customers")
    run, seconds = timed(lambda: propose(company, RunWish(END, END), actor="bench"))
    told(f"proposed: {run.items.count():,} periods", seconds)
    outcome, seconds = timed(lambda: issue_run(run, actor="bench"))
    told(f"issued: {len(outcome.issued):,} invoices", seconds)
    print(f"  {InvoiceLine.objects.count():,} lines, last number {outcome.issued[-1].number}")
    again, seconds = timed(lambda: propose(company, RunWish(END, END), actor="bench"))
    told(f"proposed again: {again.items.count():,} periods", seconds)
    count, seconds = timed(lambda: undo_run(run, actor="bench"))
    told(f"undone: {count:,} invoices", seconds)
    assert not Invoice.objects.exists()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:,.0f} MB")


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """Do ``work``, and tell how many seconds it took."""
    start = time.perf_counter()
    return work(), time.perf_counter() - start


def told(what: str, seconds: float) -> None:
    """Print a step with its speed."""
    print(f"{what} in {seconds:.1f} s, {CONTRACTS / seconds:,.0f} contracts/s")


def make_contracts(company: Company, seed: int = 1) -> int:
    """Record contracts of one to five lines; one in ten begins inside the month."""
    random = Random(seed)  # noqa: S311 - made-up contracts
    copy_rows(Customer, (_customer(company, n) for n in range(CUSTOMERS)))
    customers = list(Customer.objects.filter(company=company).values_list("pk", flat=True))
    copy_rows(
        Contract,
        (
            {
                "company_id": company.pk,
                "customer_id": customers[n % CUSTOMERS],
                "number": f"C{n:06}",
                "subject": f"Entretien des locaux n° {n}",
                "sector": f"Secteur {n % 7}",
                "starts_on": START.replace(day=1 if n % 10 else 12),
                "anchor": START,
                "anchor_day": 1,
                "next_start": START.replace(day=1 if n % 10 else 12),
                "returned_on": START,
            }
            for n in range(CONTRACTS)
        ),
    )
    rows = list(Contract.objects.filter(company=company).values_list("pk", "starts_on"))
    copy_rows(
        ContractReferences,
        (
            {"contract_id": pk, "starts_on": start, "engagement": f"ENG{pk}", "marche": f"M{pk}"}
            for pk, start in rows
        ),
    )
    lines = [
        {
            "contract_id": pk,
            "position": position,
            "name": f"Prestation {position}",
            "quantity": Decimal(random.randrange(1, 2000)) / 10,
            "price": (price := Decimal(random.randrange(100, 9000)) / 100),
            "tax_rate": Decimal(20 if position % 4 else 10),
            "starts_on": start,
            "base_price": price,
            "base_on": start,
        }
        for pk, start in rows
        for position in range(1, random.randrange(2, 7))
    ]
    copy_rows(ContractLine, lines)
    return len(lines)


def _customer(company: Company, n: int) -> dict[str, object]:
    return {
        "company_id": company.pk,
        "code": f"C{n:05}",
        "name": f"Commune fictive n° {n}",
        "siret": f"{20000000000000 + n * 1003}",
        "kind": "public",
    }
