"""Reading runs: each with its sums, and the items of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, DecimalField, Max, Min, Q, Sum
from django.db.models.functions import Coalesce

from wochorus.billing.models import Invoice
from wochorus.billing.runs.models import BillingRun, BillingRunItem, ItemState
from wochorus.core.money import ZERO

if TYPE_CHECKING:
    from decimal import Decimal

    from django.db.models import QuerySet

    from wochorus.accounts.models import Company

_MONEY = DecimalField(max_digits=19, decimal_places=2)


@dataclass(frozen=True, slots=True)
class StateSum:
    """What the items of a run in one state add up to; ``invoices`` counts those that owe something.

    Amounts in euros.
    """

    state: ItemState
    count: int
    invoices: int
    without_tax: Decimal
    with_tax: Decimal


def runs_of(company: Company) -> QuerySet[BillingRun]:
    """Give the runs of a company, the latest first, each with its ``periods`` and ``amount``."""
    counted = Q(items__state__in=(ItemState.PROPOSED, ItemState.ISSUED, ItemState.UNDONE))
    return (
        BillingRun.objects.filter(company=company)
        .annotate(
            periods=Count("items", filter=counted),
            amount=Coalesce(Sum("items__with_tax", filter=counted), ZERO, output_field=_MONEY),
        )
        .order_by("-pk")
    )


def sums_of(run: BillingRun) -> dict[ItemState, StateSum]:
    """Add up the items of a run by state; a state without items is not there."""
    rows = run.items.values("state").annotate(
        count=Count("pk"),
        invoices=Count("pk", filter=~Q(with_tax=0)),
        ht=Sum("without_tax"),
        ttc=Sum("with_tax"),
    )
    return {
        state: StateSum(state, row["count"], row["invoices"], row["ht"], row["ttc"])
        for row in rows.order_by("state")
        for state in [ItemState(row["state"])]
    }


def items_in_order(
    run: BillingRun, *, only_troubled: bool = False, text: str = ""
) -> QuerySet[BillingRunItem]:
    """Give the items of a run in order, with their contract, customer and invoice.

    ``only_troubled``: those that have an anomaly or a reason; ``text``: part of a name or number.
    """
    items = run.items.select_related("contract__customer", "invoice").order_by("position")
    if only_troubled:
        items = items.exclude(anomalies=[], reason="")
    if text:
        named = Q(contract__number__icontains=text) | Q(contract__customer__name__icontains=text)
        items = items.filter(named | Q(contract__customer__code__iexact=text))
    return items


def invoices_of_run(run: BillingRun) -> QuerySet[Invoice]:
    """Give the invoices that a run issued."""
    return Invoice.objects.filter(billing_item__run=run)


def numbers_of(run: BillingRun) -> tuple[str, str] | None:
    """Give the first and the last number that a run took, in the order of its series."""
    ranks = invoices_of_run(run).aggregate(
        first=Min("issued_as__rank"), last=Max("issued_as__rank")
    )
    if ranks["first"] is None:
        return None
    numbers = invoices_of_run(run).filter(issued_as__rank__in=(ranks["first"], ranks["last"]))
    found = list(numbers.order_by("issued_as__rank").values_list("number", flat=True))
    return found[0], found[-1]
