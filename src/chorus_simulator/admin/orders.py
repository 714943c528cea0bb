"""Giving orders to the simulator: faults, settings, clock, back to the start."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from chorus_simulator import faults
from chorus_simulator.admin.asked import Asked, WrongRequestError
from chorus_simulator.clock import stamp
from chorus_simulator.settings import SettingsRefusedError


def order_fault(asked: Asked) -> dict[str, Any]:
    """Order a fault: ``{kind, operation, count | probability, seed, seconds, recorded}``."""
    content = asked.content()
    try:
        with asked.simulator.store.transaction() as db:
            found = {"id": faults.order(db, content)}
            asked.simulator.faulty = True
            return found
    except (faults.FaultRefusedError, ValueError, TypeError) as error:
        raise WrongRequestError(str(error)) from error


def list_faults(asked: Asked) -> dict[str, Any]:
    """List the faults, with how often each fired."""
    with asked.simulator.store.transaction() as db:
        return {"faults": faults.listing(db)}


def cancel_faults(asked: Asked) -> dict[str, Any]:
    """Cancel one fault by its id, or all of them."""
    with asked.simulator.store.transaction() as db:
        return {"cancelled": faults.cancel(db, asked.path.get("fault_id"))}


def show_settings(asked: Asked) -> dict[str, Any]:
    """Show the settings."""
    return asdict(asked.simulator.settings)


def change_settings(asked: Asked) -> dict[str, Any]:
    """Change some settings."""
    try:
        return asdict(asked.simulator.change_settings(asked.content()))
    except SettingsRefusedError as error:
        raise WrongRequestError(str(error)) from error


def advance_clock(asked: Asked) -> dict[str, Any]:
    """Put the clock forward: ``{advance: seconds}``."""
    seconds = asked.content().get("advance")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise WrongRequestError("« advance » doit être un nombre de secondes.")
    if not 0 <= seconds <= 10 * 366 * 86_400:
        raise WrongRequestError("« advance » doit être positif, dix ans au plus.")
    return {"now": stamp(asked.simulator.advance(float(seconds)))}


def reset(asked: Asked) -> dict[str, Any]:
    """Come back to the first start: ``{keep_suppliers, keep_directory}``, both false."""
    content = asked.content()
    asked.simulator.reset(
        keep_suppliers=bool(content.get("keep_suppliers", False)),
        keep_directory=bool(content.get("keep_directory", False)),
    )
    return {"reset": True}
