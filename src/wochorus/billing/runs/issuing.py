"""Issuing a run: every invoice, every number and every next period in one transaction.

What was proposed is reckoned anew under a lock of the contracts. A period whose amount is no longer
the one that was shown, or that another run has billed meanwhile, is refused and told; the others
are issued. So nobody is billed what nobody looked at, and nothing twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby, zip_longest
from operator import attrgetter
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils import timezone

from wochorus.billing.bulk import overwrite_rows
from wochorus.billing.issuing.content import amounts_of
from wochorus.billing.issuing.issue import issue_invoices
from wochorus.billing.runs.choosing import locked_run
from wochorus.billing.runs.contracts import contracts_locked
from wochorus.billing.runs.models import BillingRunItem, ItemState, RunState
from wochorus.billing.runs.proposing import bills_and_contents
from wochorus.contracts.spans import ONE_DAY
from wochorus.core.errors import InvalidInput, Permanent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from wochorus.billing.issuing.content import InvoiceContent
    from wochorus.billing.issuing.issue import Issued
    from wochorus.billing.runs.models import BillingRun
    from wochorus.contracts.due import PeriodBill
    from wochorus.contracts.models import Contract

    Progress = Callable[[str, int, int], None]
    Owed = list[tuple[PeriodBill, InvoiceContent]]

BILLED_MEANWHILE = "déjà facturée par ailleurs depuis la proposition"
EARLIER_LEFT_OUT = "une période précédente du contrat n'est pas facturée"
CHANGED = "le contrat a changé depuis la proposition : proposez-le de nouveau"


@dataclass(slots=True)
class RunOutcome:
    """What became of a run: what was issued, what owed nothing, what was refused and why."""

    run: BillingRun
    issued: list[Issued] = field(default_factory=list)
    skipped: list[BillingRunItem] = field(default_factory=list)
    refused: list[BillingRunItem] = field(default_factory=list)


def _untold(_step: str, _done: int, _total: int) -> None:
    """Tell nobody."""


@transaction.atomic
def issue_run(run: BillingRun, *, actor: str, progress: Progress = _untold) -> RunOutcome:
    """Issue the proposed items of ``run``: all that still stands, or nothing when an error is met.

    Raises `InvalidInput` when the run is not open, when nothing is proposed in it, and as
    `issue_invoices`.
    """
    run = locked_run(run, RunState.OPEN, to="émise")
    items = list(run.items.filter(state=ItemState.PROPOSED).order_by("position"))
    if not items:
        raise InvalidInput(
            "Rien n'est à émettre dans cette facturation",
            where=f"facturation n° {run.pk}",
            remedy=f"Voyez ce qui est écarté ou refusé : wochorus billing run show {run.pk}",
        )
    outcome = RunOutcome(run)
    chosen = _still_owed(run, items, outcome, progress)
    to_issue = [(item, content) for item, bill, content in chosen if not bill.is_suspended]
    progress("Émission", 0, len(to_issue))
    contents = [content for _, content in to_issue]
    outcome.issued = issue_invoices(run.company, contents, run.issue_date, actor=actor)
    _settle(chosen, outcome, [item for item, _ in to_issue])
    _move_contracts(chosen)
    run.state, run.issued_by, run.issued_at = RunState.ISSUED, actor, timezone.now()
    run.save(update_fields=["state", "issued_by", "issued_at"])
    progress("Émission", len(to_issue), len(to_issue))
    return outcome


Chosen = tuple[BillingRunItem, "PeriodBill", "InvoiceContent"]


def _still_owed(
    run: BillingRun, items: Sequence[BillingRunItem], outcome: RunOutcome, progress: Progress
) -> list[Chosen]:
    """Keep the items that the contracts, now locked, still owe as they were proposed."""
    contracts = contracts_locked(run.company, (item.contract_id for item in items))
    owed = _owed(contracts, items, run.until, progress)
    chosen: list[Chosen] = []
    for contract_id, group in groupby(items, key=attrgetter("contract_id")):
        contract = contracts[contract_id]
        reason = ""
        for item, now in zip_longest(group, owed[contract_id]):
            if item is None:
                break
            reason = reason or _objection(item, now, contract)
            if reason or now is None:
                item.reason = reason or CHANGED
                outcome.refused.append(item)
                reason = reason or CHANGED
            else:
                chosen.append((item, *now))
    return chosen


def _owed(
    contracts: Mapping[int, Contract],
    items: Iterable[BillingRunItem],
    until: date,
    progress: Progress,
) -> dict[int, Owed]:
    """Reckon what each contract owes now, in the order of the items."""
    in_order = [contracts[pk] for pk in dict.fromkeys(item.contract_id for item in items)]
    owed: dict[int, Owed] = {pk: [] for pk in contracts}
    position = {contract.pk: place for place, contract in enumerate(in_order, start=1)}
    for bill, content in bills_and_contents(in_order, until):
        owed[bill.contract.pk].append((bill, content))
        progress("Contrats", position[bill.contract.pk], len(in_order))
    return owed


def _objection(
    item: BillingRunItem, now: tuple[PeriodBill, InvoiceContent] | None, contract: Contract
) -> str:
    """Say why ``item`` cannot be billed as it was proposed, or nothing."""
    if contract.next_start > item.period_start:
        return BILLED_MEANWHILE
    if now is None:
        return CHANGED
    bill, content = now
    if bill.period.billed.start < item.period_start:
        return EARLIER_LEFT_OUT
    amounts = amounts_of(content)
    same = (
        bill.period.billed.start == item.period_start
        and bill.period.billed.end == item.period_end
        and amounts.without_tax == item.without_tax
        and amounts.with_tax == item.with_tax
    )
    return "" if same else CHANGED


def _settle(
    chosen: Sequence[Chosen], outcome: RunOutcome, issued_items: Sequence[BillingRunItem]
) -> None:
    """Write what became of each item."""
    for item, issued in zip(issued_items, outcome.issued, strict=True):
        item.state, item.invoice_id = ItemState.ISSUED, issued.invoice_id
    for item, bill, _ in chosen:
        if bill.is_suspended:
            item.state = ItemState.SKIPPED
            outcome.skipped.append(item)
    for item in outcome.refused:
        item.state = ItemState.REFUSED
    overwrite_rows(
        BillingRunItem,
        ["state", "reason", "invoice_id"],
        (
            {
                "id": item.pk,
                "state": str(item.state),
                "reason": item.reason,
                "invoice_id": item.invoice_id,
            }
            for item in (*(each[0] for each in chosen), *outcome.refused)
        ),
    )


def _move_contracts(chosen: Sequence[Chosen]) -> None:
    """Move the next period of each contract past what is billed, from where it stood."""
    moves: dict[int, tuple[date, date]] = {}
    for _, bill, _ in chosen:
        billed = bill.period.billed
        start, _end = moves.get(bill.contract.pk, (billed.start, billed.end))
        moves[bill.contract.pk] = (start, billed.end + ONE_DAY)
    moved = move_next_periods(moves)
    if moved != len(moves):
        raise Permanent(
            f"{len(moves) - moved} contrat(s) ont avancé pendant l'émission",
            remedy="Relancez ; rien n'a été émis.",
        )


def move_next_periods(moves: Mapping[int, tuple[date, date]]) -> int:
    """Move contracts from a first day to another, those that stand there; give how many moved.

    The billing alone moves them from now on (`Contract.is_billed_here`).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE contracts_contract AS contract"
            " SET next_start = wanted.after,"
            " is_billed_here = TRUE, updated_at = now()"
            " FROM unnest(%s::bigint[], %s::date[], %s::date[]) AS wanted (id, before, after)"
            " WHERE contract.id = wanted.id AND contract.next_start = wanted.before",
            [
                list(moves),
                [before for before, _ in moves.values()],
                [after for _, after in moves.values()],
            ],
        )
        return int(cursor.rowcount)
