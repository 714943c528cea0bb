"""The life of an invoice once it is recorded: ordered by somebody, drawn, or the plain one.

An ordered life (`ordered`) goes first, for an invoice that was never here before; then, by the
setting ``lives``, one drawn at random from what public bodies do (`drawn`), or the plain one,
which stops when the recipient has the invoice.
An invoice of a subcontractor or a co-contractor passes by its validator (`validation`).

A life is planned whole, when the invoice is recorded: the same seed and the same deposits give
the same lives, whatever is asked in between.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chorus_simulator.lives import drawn, ordered, validation
from chorus_simulator.lives.circumstances import circumstances_of
from chorus_simulator.store import statuses
from chorus_simulator.store.statuses import AVAILABLE, RECIPIENT, ROUTED, Stage

if TYPE_CHECKING:
    import sqlite3

    from chorus_simulator.settings import Settings
    from chorus_simulator.store.statuses import Life

DISORDER = (
    *(AVAILABLE, "MISE_EN_PAIEMENT", "SERVICE_FAIT", "SUSPENDUE", "COMPTABILISEE", "MANDATEE"),
    *("REJETEE", AVAILABLE),
)
"""What the fault "statuses out of order" makes of a life."""


def begin(
    db: sqlite3.Connection,
    settings: Settings,
    invoice_id: int,
    since: float,
    *,
    disordered: bool = False,
) -> None:
    """Plan the life of an invoice recorded at ``since``, unless its former life foresaw it."""
    if statuses.has_plan(db, invoice_id):
        return
    statuses.live(db, invoice_id, since, _life(db, settings, invoice_id, disordered=disordered))


def _life(db: sqlite3.Connection, settings: Settings, invoice_id: int, *, disordered: bool) -> Life:
    circumstances = circumstances_of(db, invoice_id)
    if disordered:
        delay = settings.routing_delay
        return tuple(Stage(after=delay, status=name, actor=RECIPIENT) for name in DISORDER)
    found = ordered.life_for(db, circumstances) if circumstances.attempt == 1 else None
    if found is not None:
        return found
    if settings.lives == "drawn":
        return drawn.life_for(circumstances, settings)
    if circumstances.validated and circumstances.validator_named:
        return validation.silent(routing_after(settings.routing_delay), settings.routing_delay)
    return routing_after(settings.routing_delay)


def routing_after(delay: float) -> Life:
    """Give the way of every invoice to its recipient."""
    return (
        Stage(after=delay / 2, status=ROUTED),
        Stage(after=delay / 2, status=AVAILABLE),
    )
