"""Putting a made-up directory into the state."""

from __future__ import annotations

from itertools import islice
from random import Random
from typing import TYPE_CHECKING

from chorus_simulator.generator import directory, sirets
from chorus_simulator.store.directory import add_services, add_structures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chorus_simulator.store import Store

COUNT_MAXIMUM = 300_000


def generate(
    store: Store, count: int, seed: int, given: Sequence[str] | None = None
) -> dict[str, int]:
    """Add ``count`` structures with their services, in one transaction.

    ``given`` are the SIRETs to use instead of drawn ones. A structure that is there already stays
    as it is. Gives how many structures and services were added, and how many structures were kept.
    """
    # Drawn outside the transaction: other calls are answered meanwhile.
    wanted = list(islice(given or sirets.draw(Random(seed)), count))  # noqa: S311  a game
    drawn = list(directory.draw(wanted, seed))
    with store.transaction() as db:
        rows = db.execute("SELECT identifier FROM structures WHERE identifier_type = 'SIRET'")
        known = {row["identifier"] for row in rows}
        new = [(body, services) for body, services in drawn if body.identifier not in known]
        add_structures(db, (body for body, _ in new))
        added = add_services(db, [service for _, services in new for service in services])
    return {"structures": len(new), "services": added, "kept": len(drawn) - len(new)}
