"""Proposing a run: all that is due, with its amount and what is known to be wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from psycopg.types.json import Jsonb

from wochorus.billing.bulk import copy_rows
from wochorus.billing.issuing.content import amounts_of
from wochorus.billing.issuing.defects import content_defects
from wochorus.billing.issuing.issue import check_day
from wochorus.billing.runs.anomalies import bill_anomalies, knowledge_of
from wochorus.billing.runs.contents import content_of
from wochorus.billing.runs.contracts import (
    EVERY_CONTRACT,
    RunFilter,
    already_billed_here,
    contracts_wanted,
)
from wochorus.billing.runs.models import BillingRun, BillingRunItem, ItemState
from wochorus.contracts.due import due_bills
from wochorus.core.dates import format_date
from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from wochorus.accounts.models import Company
    from wochorus.billing.issuing.content import InvoiceContent
    from wochorus.contracts.due import PeriodBill
    from wochorus.contracts.models import Contract

    Progress = Callable[[str, int, int], None]

LONGEST_REASON = 255
FURTHEST_UNTIL = 366
"""Days beyond the date of the invoices: a contract without an end would fill centuries."""


def _untold(_step: str, _done: int, _total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class RunWish:
    """What to bill: the date of the invoices, the last day of what is due, which contracts."""

    issue_date: date
    until: date
    wanted: RunFilter = EVERY_CONTRACT


@transaction.atomic
def propose(
    company: Company, wish: RunWish, *, actor: str, progress: Progress = _untold
) -> BillingRun:
    """Propose what the contracts of ``company`` owe: one item for each period, in order.

    Nothing is billed: `issue_run` does, after somebody looked. Raises `InvalidInput` when a date is
    too far ahead.
    """
    check_day(wish.issue_date)
    _check_until(wish)
    contracts = contracts_wanted(company, wish.until, wish.wanted)
    found = list(bills_and_contents(contracts, wish.until))
    known = knowledge_of(found)
    run = BillingRun.objects.create(
        company=company,
        issue_date=wish.issue_date,
        until=wish.until,
        wanted=wish.wanted.as_json(),
        created_by=actor,
    )
    items = []
    for position, (bill, content) in enumerate(found, start=1):
        anomalies = bill_anomalies(bill, content, known, wish.issue_date)
        items.append(_item(run, position, bill, content, anomalies))
        progress("Périodes", position, len(found))
    copy_rows(BillingRunItem, items)
    return run


def _check_until(wish: RunWish) -> None:
    if (wish.until - wish.issue_date).days > FURTHEST_UNTIL:
        raise InvalidInput(
            f"Facturer jusqu'au {format_date(wish.until)} sur des factures du "
            f"{format_date(wish.issue_date)} est une erreur de frappe",
            remedy="Donnez un jour d'un an plus tard au plus : --until.",
        )


def bills_and_contents(
    contracts: Iterable[Contract], until: date
) -> Iterator[tuple[PeriodBill, InvoiceContent]]:
    """Reckon what each contract owes by ``until``, its periods in order, as invoices."""
    loaded = list(contracts)
    billed = already_billed_here(contract.pk for contract in loaded)
    for contract in loaded:
        for bill in due_bills(contract, until):
            yield bill, content_of(bill, is_first=contract.pk not in billed)
            if not bill.is_suspended:
                billed.add(contract.pk)


def _item(
    run: BillingRun,
    position: int,
    bill: PeriodBill,
    content: InvoiceContent,
    anomalies: list[str],
) -> dict[str, object]:
    amounts = amounts_of(content)
    defects = [] if bill.is_suspended else content_defects(run.company, content)
    return {
        "run_id": run.pk,
        "position": position,
        "contract_id": bill.contract.pk,
        "period_start": bill.period.billed.start,
        "period_end": bill.period.billed.end,
        "without_tax": amounts.without_tax,
        "with_tax": amounts.with_tax,
        "anomalies": Jsonb(anomalies),
        "state": (ItemState.REFUSED if defects else ItemState.PROPOSED).value,
        "reason": " ; ".join(defects)[:LONGEST_REASON],
    }
