"""Ordering the lives of invoices to come."""

from __future__ import annotations

from typing import Any

from chorus_simulator.admin.asked import Asked, WrongRequestError
from chorus_simulator.lives import ordered


def order_life(asked: Asked) -> dict[str, Any]:
    """Order a life: ``{recipient, number, deposits, steps}``, as `lives.ordered` reads it."""
    content = asked.content()
    try:
        with asked.simulator.store.transaction() as db:
            return {"id": ordered.order(db, content)}
    except ordered.LifeRefusedError as error:
        raise WrongRequestError(str(error)) from error


def list_lives(asked: Asked) -> dict[str, Any]:
    """List the lives ordered."""
    with asked.simulator.store.transaction() as db:
        return {"lives": ordered.listing(db)}


def cancel_lives(asked: Asked) -> dict[str, Any]:
    """Cancel one order by its id, or all of them."""
    with asked.simulator.store.transaction() as db:
        return {"cancelled": ordered.cancel(db, asked.path.get("life_id"))}
