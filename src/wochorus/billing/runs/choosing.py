"""Looking at a proposed run: which contracts are left out of it, and which come back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from wochorus.billing.runs.models import BillingRun, ItemState, RunState
from wochorus.contracts.models import Contract
from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wochorus.accounts.models import Company
    from wochorus.billing.runs.models import BillingRunItem

LONGEST_REASON = 255


def run_by_number(company: Company, number: int | None = None) -> BillingRun:
    """Find a run of the company by its number, the latest when none is told."""
    runs = BillingRun.objects.filter(company=company).select_related("company")
    found = runs.order_by("pk").last() if number is None else runs.filter(pk=number).first()
    if found is None:
        raise InvalidInput(
            f"La facturation n° {number} n'existe pas" if number else "Aucune facturation n'existe",
            where=f"société {company.code}",
            remedy="Voyez-les : wochorus billing run list"
            if number
            else "Proposez-en une : wochorus billing run propose",
        )
    return found


def items_of(run: BillingRun) -> list[BillingRunItem]:
    """List the items of a run in order, with their contract, customer and invoice."""
    items = run.items.select_related("contract__customer", "invoice")
    return list(items.order_by("position"))


def locked_run(run: BillingRun, *states: RunState, to: str) -> BillingRun:
    """Lock a run; refuse it when it is in none of ``states``, ``to`` being what was asked."""
    locked = BillingRun.objects.select_for_update().get(pk=run.pk)
    locked.company = run.company
    if locked.state not in states:
        raise InvalidInput(
            f"La facturation n° {run.pk} est {RunState(locked.state).label.lower()} : elle ne peut "
            f"plus être {to}",
            where=f"société {run.company.code}",
            remedy="Proposez-en une autre : wochorus billing run propose. Elle ne reprendra que ce "
            "qui n'est pas facturé.",
        )
    return locked


@transaction.atomic
def exclude(run: BillingRun, numbers: Sequence[str], reason: str = "") -> int:
    """Leave every period of these contracts out of an open run; give how many changed.

    Raises `InvalidInput` when a contract is not in it.
    """
    return _move(run, numbers, ItemState.PROPOSED, ItemState.EXCLUDED, reason[:LONGEST_REASON])


@transaction.atomic
def include(run: BillingRun, numbers: Sequence[str]) -> int:
    """Take back into an open run the contracts that were left out; give how many periods changed.

    What was refused stays refused: correct it and propose again. Raises as `exclude`.
    """
    return _move(run, numbers, ItemState.EXCLUDED, ItemState.PROPOSED, "")


def _move(
    run: BillingRun, numbers: Sequence[str], before: ItemState, after: ItemState, reason: str
) -> int:
    locked_run(run, RunState.OPEN, to="modifiée")
    ids = _contracts_in(run, numbers)
    items = run.items.filter(contract__in=ids, state=before)
    return items.update(state=after, reason=reason)


def _contracts_in(run: BillingRun, numbers: Iterable[str]) -> list[int]:
    wanted = set(numbers)
    in_run = Contract.objects.filter(billing_items__run=run, number__in=wanted).distinct()
    found = dict(in_run.values_list("number", "pk"))
    if missing := sorted(wanted - set(found)):
        raise InvalidInput(
            f"Aucune période de {', '.join(missing)} n'est dans cette facturation",
            where=f"facturation n° {run.pk}",
            remedy=f"Voyez ses contrats : wochorus billing run show {run.pk}",
        )
    return list(found.values())


@transaction.atomic
def drop(run: BillingRun, *, actor: str) -> BillingRun:
    """Give up a run that was not issued: nothing of it is billed."""
    locked = locked_run(run, RunState.OPEN, to="abandonnée")
    locked.state, locked.closed_by, locked.closed_at = RunState.DROPPED, actor, timezone.now()
    locked.save(update_fields=["state", "closed_by", "closed_at"])
    return locked
