"""Counts of invoices and orders in French, singular and plural."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from wochorus.deposits.states import OrderState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_ORDERS = {
    OrderState.DRAFT: "en préparation",
    OrderState.PLANNED: "prêts à partir",
    OrderState.RUNNING: "en cours",
    OrderState.PAUSED: "en pause",
    OrderState.DONE: "terminés",
    OrderState.CANCELLED: "annulés",
}


def told_invoices(counts: Mapping[str, int]) -> str:
    """Write ``38 intégrées, 1 refusée``: the labels of the states agree with « facture »."""
    return ", ".join(
        f"{count} {label}{'s' if count > 1 else ''}" for label, count in counts.items()
    )


def told_orders(states: Iterable[str]) -> str:
    """Write ``2 ordres : 1 en cours, 1 terminé``."""
    counts = Counter(OrderState(state) for state in states)
    told = ", ".join(
        f"{counts[state]} {plural if counts[state] > 1 else state.label}"
        for state, plural in _ORDERS.items()
        if counts[state]
    )
    total = counts.total()
    return f"{total} ordre{'s' if total > 1 else ''}{told and f' : {told}'}"
