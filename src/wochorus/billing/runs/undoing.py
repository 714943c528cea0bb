"""Undoing a run, as long as its invoices have not begun to live: the numbers come back.

A series has no hole, so only its very last numbers can come back. An invoice that was deposited,
paid, credited or reissued stays, and is corrected by a credit note.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, ProtectedError
from django.utils import timezone

from wochorus.billing.models import DepositState, Invoice, InvoiceKind
from wochorus.billing.numbering.models import IssuedInvoice
from wochorus.billing.numbering.series import locked_series
from wochorus.billing.runs.choosing import locked_run
from wochorus.billing.runs.contracts import contracts_locked
from wochorus.billing.runs.issuing import move_next_periods
from wochorus.billing.runs.models import BILLED, BillingRunItem, ItemState, RunState
from wochorus.contracts.models import Contract, EngagementUse
from wochorus.contracts.spans import ONE_DAY
from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from wochorus.billing.runs.models import BillingRun

_CORRECT = "Corrigez par un avoir : wochorus billing credit N°"


@transaction.atomic
def undo_run(run: BillingRun, *, actor: str) -> int:
    """Undo an issued run: its invoices go, its numbers and its periods come back.

    Gives how many invoices went. Raises `InvalidInput` when one of them has been deposited, paid,
    credited or reissued, when later numbers were taken, or when a contract was billed further.
    """
    run = locked_run(run, RunState.ISSUED, to="défaite")
    items = list(run.items.filter(state__in=[state.value for state in BILLED]).order_by("position"))
    contracts_locked(run.company, (item.contract_id for item in items))
    invoice_ids = [item.invoice_id for item in items if item.invoice_id is not None]
    if invoice_ids:
        _take_back_numbers(run, invoice_ids)
    _move_back(items)
    run.items.filter(pk__in=[item.pk for item in items]).update(
        state=ItemState.UNDONE, invoice=None
    )
    _free_those_never_billed(items)
    _delete(invoice_ids)
    run.state, run.closed_by, run.closed_at = RunState.UNDONE, actor, timezone.now()
    run.save(update_fields=["state", "closed_by", "closed_at"])
    return len(invoice_ids)


def refusal_to_undo(run: BillingRun, *, actor: str) -> InvalidInput | None:
    """Say why ``run`` could not be undone now, or nothing: it is tried, then put back as it was."""
    try:
        with transaction.atomic():
            undo_run(run, actor=actor)
            transaction.set_rollback(True)
    except InvalidInput as refused:
        return refused
    return None


def _take_back_numbers(run: BillingRun, invoice_ids: Sequence[int]) -> None:
    series = locked_series(run.company, InvoiceKind.INVOICE, run.issue_date.year)
    _refuse_living(invoice_ids)
    places = IssuedInvoice.objects.filter(invoice__in=invoice_ids)
    ranks = sorted(places.values_list("rank", flat=True))
    if ranks[0] + len(ranks) != series.next_rank:
        raise InvalidInput(
            "D'autres factures ont été émises depuis : les numéros de cette facturation ne sont "
            "plus les derniers de leur série",
            where=f"facturation n° {run.pk}",
            remedy=_CORRECT,
        )
    EngagementUse.objects.filter(
        contract__in=places.values("contract"),
        document__in=Invoice.objects.filter(pk__in=invoice_ids).values("number"),
    ).exclude(document="").delete()
    places.delete()
    latest = IssuedInvoice.objects.filter(series=series).aggregate(day=Max("invoice__issue_date"))
    series.next_rank, series.last_day = ranks[0], latest["day"]
    series.save(update_fields=["next_rank", "last_day", "updated_at"])


def _refuse_living(invoice_ids: Sequence[int]) -> None:
    rows = Invoice.objects.select_for_update().filter(pk__in=invoice_ids).order_by("pk")
    for invoice in rows:
        state = DepositState(invoice.deposit_state)
        if state is not DepositState.TO_DEPOSIT:
            raise _lives(invoice.number, f"est à l'état « {state.label} »")
        if invoice.paid:
            raise _lives(invoice.number, "est payée, au moins en partie")


def _free_those_never_billed(items: Sequence[BillingRunItem]) -> None:
    """Let people type again the next period of contracts of which nothing is billed here."""
    contracts = Contract.objects.filter(pk__in=[item.contract_id for item in items])
    billed = BillingRunItem.objects.filter(
        contract=OuterRef("pk"), state__in=[state.value for state in BILLED]
    )
    contracts.filter(~Exists(billed)).update(is_billed_here=False)


def _delete(invoice_ids: Sequence[int]) -> None:
    try:
        with transaction.atomic():
            Invoice.objects.filter(pk__in=invoice_ids).delete()
    except ProtectedError as error:
        number = next(
            (
                owner.number
                for each in error.protected_objects
                for owner in (getattr(each, "invoice", None), getattr(each, "original", None))
                if isinstance(owner, Invoice)
            ),
            "Une facture",
        )
        raise _lives(
            number,
            "a un avoir, une réémission, un règlement, un ordre de dépôt ou une anomalie corrigée",
        ) from error


def _lives(number: str, why: str) -> InvalidInput:
    return InvalidInput(
        f"La facturation ne peut plus être défaite : {number} {why}", remedy=_CORRECT
    )


def _move_back(items: Sequence[BillingRunItem]) -> None:
    """Give the days of ``items`` back to their contracts, which must stand right after them."""
    spans: defaultdict[int, list[date]] = defaultdict(list)
    for item in items:
        spans[item.contract_id] += [item.period_start, item.period_end]
    moves = {pk: (max(days) + ONE_DAY, min(days)) for pk, days in spans.items()}
    moved = move_next_periods(moves)
    if moved != len(moves):
        raise InvalidInput(
            f"{len(moves) - moved} contrat(s) de cette facturation ont été facturés plus loin "
            "depuis",
            remedy="Défaites d'abord la facturation suivante.",
        )
