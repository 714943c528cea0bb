"""Giving orders to the simulator: faults, settings, clock, back to the start."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from chorus_simulator.admin.asked import Asked, WrongRequestError
from chorus_simulator.clock import ClockRefusedError, stamp, start_of
from chorus_simulator.faults import draws, kinds, orders
from chorus_simulator.rules.sheets import RulesMissingError
from chorus_simulator.settings import SettingsRefusedError

_ADVANCE_MAXIMUM = 10 * 366 * 86_400


def order_fault(asked: Asked) -> dict[str, Any]:
    """Order a fault, as `faults.orders` reads it."""
    content, simulator = asked.content(), asked.simulator
    try:
        with simulator.store.transaction() as db:
            now = simulator.clock.now()
            found = {"id": orders.order(db, content, now)}
            simulator.faulty = draws.alive(db, now)
            return found
    except orders.FaultRefusedError as error:
        raise WrongRequestError(str(error)) from error


def list_faults(asked: Asked) -> dict[str, Any]:
    """List the faults, with how often each fired."""
    with asked.simulator.store.transaction() as db:
        return {"faults": orders.listing(db)}


def list_kinds(asked: Asked) -> dict[str, Any]:
    """List the kinds of faults, with what each does."""
    del asked
    return {"kinds": kinds.listing()}


def cancel_faults(asked: Asked) -> dict[str, Any]:
    """Cancel one fault by its id, or all of them."""
    with asked.simulator.store.transaction() as db:
        return {"cancelled": orders.cancel(db, asked.path.get("fault_id"))}


def show_settings(asked: Asked) -> dict[str, Any]:
    """Show the settings."""
    return asdict(asked.simulator.settings)


def change_settings(asked: Asked) -> dict[str, Any]:
    """Change some settings."""
    try:
        return asdict(asked.simulator.change_settings(asked.content()))
    except (SettingsRefusedError, RulesMissingError) as error:
        raise WrongRequestError(str(error)) from error


def show_clock(asked: Asked) -> dict[str, Any]:
    """Show the moment, the mode and the speed of the clock."""
    clock = asked.simulator.clock
    return {"now": stamp(clock.now()), "mode": clock.mode, "speed": clock.speed}


def change_clock(asked: Asked) -> dict[str, Any]:
    """Set the clock: ``{mode, speed, advance: seconds, to: moment}``, each optional."""
    content = asked.content()
    if unknown := sorted(set(content) - {"mode", "speed", "advance", "to"}):
        raise WrongRequestError(f"Champ inconnu : {', '.join(unknown)}.")
    try:
        _set_clock(asked, content)
    except ClockRefusedError as error:
        raise WrongRequestError(str(error)) from error
    return show_clock(asked)


def _set_clock(asked: Asked, content: dict[str, Any]) -> None:
    simulator = asked.simulator
    mode, speed, advance = content.get("mode"), content.get("speed"), content.get("advance", 0)
    if mode is not None and not isinstance(mode, str):
        raise WrongRequestError("« mode » doit être un texte : real, fast ou manual.")
    if speed is not None and not _is_number(speed):
        raise WrongRequestError("« speed » doit être un nombre de secondes par seconde.")
    if not _is_number(advance):
        raise WrongRequestError("« advance » doit être un nombre de secondes.")
    if not 0 <= advance <= _ADVANCE_MAXIMUM:
        raise WrongRequestError("« advance » doit être positif, dix ans au plus.")
    if mode is not None or speed is not None:
        simulator.turn_clock(mode, speed)
    if content.get("to") is not None:
        simulator.advance(_seconds_to(content["to"], simulator.clock.now()))
    if advance:
        simulator.advance(float(advance))


def _seconds_to(text: object, now: float) -> float:
    try:
        moment = start_of(text) if isinstance(text, str) else None
    except (ValueError, OverflowError):
        moment = None
    if moment is None:
        raise WrongRequestError("« to » doit s'écrire AAAA-MM-JJ ou AAAA-MM-JJTHH:MM.")
    return moment - now


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def reset(asked: Asked) -> dict[str, Any]:
    """Come back to the first start: ``{keep_suppliers, keep_directory}``, both false."""
    content = asked.content()
    asked.simulator.reset(
        keep_suppliers=bool(content.get("keep_suppliers", False)),
        keep_directory=bool(content.get("keep_directory", False)),
    )
    return {"reset": True}
