"""What the buttons of the simulator's own page do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chorus_simulator.clock import ClockRefusedError, start_of
from chorus_simulator.faults import draws, orders
from chorus_simulator.faults.kinds import KINDS
from chorus_simulator.pages.frame import Visit, back_to
from chorus_simulator.pages.home import home_page
from chorus_simulator.settings import SettingsRefusedError

if TYPE_CHECKING:
    from starlette.responses import Response

_HOME = "/simulator/"
_NUMBERS = {"count": int, "probability": float, "seconds": float}


def change_clock(visit: Visit) -> Response:
    """Put the clock forward, or change its mode and speed."""
    simulator = visit.simulator
    try:
        if visit.given("mode"):
            simulator.turn_clock(visit.given("mode"), _number(visit.given("speed")))
        if visit.given("advance"):
            simulator.advance(_number(visit.given("advance")) or 0.0)
        if visit.given("to"):
            simulator.advance(_moment(visit.given("to")) - simulator.clock.now())
    except (ClockRefusedError, ValueError) as error:
        return home_page(visit, 400, str(error), "horloge")
    return back_to(f"{_HOME}?fait=horloge#horloge")


def _number(text: str) -> float | None:
    try:
        return float(text) if text else None
    except ValueError as error:
        raise ClockRefusedError("Un nombre de secondes est attendu.") from error


def _moment(text: str) -> float:
    try:
        return start_of(text)
    except (ValueError, OverflowError) as error:
        raise ClockRefusedError("Cette date ne peut pas être lue.") from error


def order_fault(visit: Visit) -> Response:
    """Order the fault that the form describes."""
    simulator = visit.simulator
    try:
        wish = _wish(visit)
        with simulator.store.transaction() as db:
            now = simulator.clock.now()
            orders.order(db, wish, now)
            simulator.faulty = draws.alive(db, now)
    except orders.FaultRefusedError as error:
        return home_page(visit, 400, str(error), "pannes")
    return back_to(f"{_HOME}?fait=panne#pannes")


def _wish(visit: Visit) -> dict[str, Any]:
    """Read the form; what is left empty is as usual for the kind."""
    wish: dict[str, Any] = {"kind": visit.given("kind")}
    for name in ("operation", "value", "from", "to"):
        if visit.given(name):
            wish[name] = visit.given(name)
    for name, read in _NUMBERS.items():
        text = visit.given(name).replace(",", ".")
        try:
            wish |= {name: read(text)} if text else {}
        except ValueError as error:
            raise orders.FaultRefusedError(f"« {text[:20]} » n'est pas un nombre.") from error
    kind = KINDS.get(wish["kind"])
    if kind is not None and not kind.seconds:
        wish.pop("seconds", None)
    return wish


def cancel_fault(visit: Visit) -> Response:
    """Cancel one fault, or all."""
    text = visit.given("id")
    simulator = visit.simulator
    with simulator.store.transaction() as db:
        chosen = int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else None  # noqa: PLR2004  SQLite's whole numbers
        if chosen is not None or text == "all":
            orders.cancel(db, chosen)
        simulator.faulty = draws.alive(db, simulator.clock.now())
    return back_to(f"{_HOME}?fait=annulation#pannes")


def change_settings(visit: Visit) -> Response:
    """Change the two settings that one plays with."""
    values: dict[str, Any] = {
        "lives": visit.given("lives"),
        "recycling_withdrawn": visit.given("recycling") != "alive",
    }
    try:
        visit.simulator.change_settings(values)
    except SettingsRefusedError as error:
        return home_page(visit, 400, str(error), "reglages")
    return back_to(f"{_HOME}?fait=reglages#reglages")
