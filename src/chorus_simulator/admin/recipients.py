"""Recipients that speak for themselves: a public structure gets a technical account too."""

from __future__ import annotations

from typing import Any

from chorus_simulator import accounts
from chorus_simulator.admin.asked import Asked, WrongRequestError, text_of
from chorus_simulator.admin.suppliers import shown
from chorus_simulator.store.directory import find_structure


def register(asked: Asked) -> dict[str, Any]:
    """Register a public structure ``{siret}``, as suppliers are; it gets the same keys again."""
    siret = text_of(asked.content(), "siret")
    with asked.simulator.store.transaction() as db:
        structure = find_structure(db, siret)
        if structure is None or not structure["is_public"]:
            raise WrongRequestError(f"Structure publique inconnue : {siret[:20]}.")
        return shown(accounts.register(db, siret, structure["name"], asked.simulator.clock.worn()))


def listing(asked: Asked) -> dict[str, Any]:
    """List the public structures that have an account, with their keys."""
    with asked.simulator.store.transaction() as db:
        rows = db.execute(
            "SELECT a.* FROM suppliers a JOIN structures s ON s.id = a.structure_id"
            " WHERE s.is_public ORDER BY a.siret"
        ).fetchall()
        return {"recipients": [shown(row) for row in rows]}
