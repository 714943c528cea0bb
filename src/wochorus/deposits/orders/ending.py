"""How an order ends, in one sentence, and what is to be done next."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from django.db.models import F, Q

from wochorus.billing.models import FREE_STATES
from wochorus.deposits.models import FlowLine
from wochorus.deposits.states import ItemState, LineState, OrderState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wochorus.deposits.models import DepositOrder
    from wochorus.deposits.orders.fates import Progress


class NextStep(Enum):
    """What its user does next."""

    NOTHING = "nothing"
    WAIT = "wait"
    """Chorus Pro was given everything: its follow-up goes on by itself."""
    CORRECT = "correct"
    """Refused or blocked invoices are to be mended."""
    SETTLE = "settle"
    """The answer to some was lost: Chorus Pro is asked, or a person looks."""
    SEND_AGAIN = "send_again"
    """Some never left, and nothing is wrong with them."""


@dataclass(frozen=True, slots=True)
class Ending:
    """One sentence, and the next steps, the most urgent first."""

    sentence: str
    steps: tuple[NextStep, ...]


def ending_of(order: DepositOrder, progress: Progress) -> Ending | None:
    """Sum up an order that has ended; None while it goes on."""
    if order.state not in (OrderState.DONE, OrderState.CANCELLED):
        return None
    told = ", ".join(_told(progress)) or "Rien n'est parti"
    cancelled = "Dépôt annulé : " if order.state == OrderState.CANCELLED else ""
    sentence = f"{cancelled}{told}."
    return Ending(sentence[0].upper() + sentence[1:], tuple(_steps(progress)))


def _told(progress: Progress) -> Iterator[str]:
    elsewhere = progress.waiting - progress.blocked - progress.left
    parts = (
        (progress.deposited, "facture déposée sur Chorus Pro", "factures déposées sur Chorus Pro"),
        (progress.refused, "refusée", "refusées"),
        (progress.uncertain, "incertaine", "incertaines"),
        (progress.blocked, "retenue par une anomalie", "retenues par une anomalie"),
        (progress.left, "non envoyée", "non envoyées"),
        (elsewhere, "laissée à un autre dépôt", "laissées à un autre dépôt"),
    )
    for count, one, many in parts:
        if count:
            yield f"{count} {many if count > 1 else one}"


def _steps(progress: Progress) -> Iterator[NextStep]:
    if progress.uncertain:
        yield NextStep.SETTLE
    if progress.refused or progress.blocked:
        yield NextStep.CORRECT
    if progress.left:
        yield NextStep.SEND_AGAIN
    if progress.deposited:
        yield NextStep.WAIT
    elif not progress.total - progress.waiting and not (progress.blocked or progress.left):
        yield NextStep.NOTHING


def to_correct(order: DepositOrder) -> list[int]:
    """List the invoices of ``order`` that were refused or blocked, and are still to be mended."""
    refused = _in_flow(order, LineState.REFUSED)
    return _free(order, Q(state=ItemState.BLOCKED) | refused)


def to_send_again(order: DepositOrder) -> list[int]:
    """List the invoices of ``order`` that never left, or were given back, and are still free."""
    back = _in_flow(order, LineState.RELEASED)
    return _free(order, Q(state=ItemState.LEFT) | back)


def _in_flow(order: DepositOrder, state: LineState) -> Q:
    same = FlowLine.objects.filter(
        flow__order=order, state=state, flow__items__invoice=F("invoice")
    )
    return Q(state=ItemState.IN_FLOW, invoice__in=same.values("invoice"))


def _free(order: DepositOrder, kept: Q) -> list[int]:
    items = order.items.filter(kept, invoice__deposit_state__in=FREE_STATES)
    return list(dict.fromkeys(items.order_by("position").values_list("invoice_id", flat=True)))
