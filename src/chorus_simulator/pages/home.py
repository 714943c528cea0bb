"""The simulator's own page: its clock, faults, settings, and what it received last."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from chorus_simulator.clock import DAY, MODES
from chorus_simulator.faults import orders
from chorus_simulator.faults.kinds import KINDS
from chorus_simulator.life import flow_state
from chorus_simulator.lives import ordered
from chorus_simulator.operations.catalogue import OPERATIONS
from chorus_simulator.operations.own_invoices import INVOICE
from chorus_simulator.pages.frame import Visit, page
from chorus_simulator.pages.setting_words import SETTINGS

if TYPE_CHECKING:
    import sqlite3

    from starlette.responses import Response

_LAST_FLOWS, _LAST_INVOICES, _LAST_CALLS = 10, 10, 20
MODE_WORDS = {
    "real": "réelle",
    "fast": "rapide",
    "manual": "figée, avancée à la main",
}
SPEEDS = {
    3600.0: "une heure par seconde",
    DAY: "un jour par seconde",
    7 * DAY: "une semaine par seconde",
    30 * DAY: "un mois par seconde",
}
STEPS = {3600: "1 heure", int(DAY): "1 jour", int(7 * DAY): "1 semaine", int(30 * DAY): "30 jours"}
DONE = {
    "horloge": "L'horloge est réglée.",
    "panne": "La panne est commandée.",
    "annulation": "C'est annulé.",
    "reglages": "Les réglages sont changés.",
}


def home(visit: Visit) -> Response:
    """Show the state of the simulator."""
    return home_page(visit)


def home_page(visit: Visit, status: int = 200, error: str = "", about: str = "") -> Response:
    """Show the state of the simulator; ``error`` says what was wrong with a form."""
    simulator = visit.simulator
    with simulator.settled() as db:
        now = simulator.clock.now()
        content = _state(db, now)
    return page(
        "home.html",
        status,
        **content,
        now=now,
        clock=simulator.clock,
        mode_words=MODE_WORDS,
        modes=MODES,
        speeds=SPEEDS,
        steps=STEPS,
        settings=_settings(asdict(simulator.settings)),
        plain_settings=simulator.settings,
        kinds=_by_family(),
        operations=sorted(OPERATIONS),
        done=DONE.get(visit.asked("fait"), ""),
        error=error,
        about=about,
        form=visit.form,
    )


def _state(db: sqlite3.Connection, now: float) -> dict[str, Any]:
    flows = db.execute("SELECT * FROM flows ORDER BY id DESC LIMIT ?", (_LAST_FLOWS,)).fetchall()
    return {
        "flow_count": _count(db, "flows"),
        "invoice_count": _count(db, "invoices"),
        "call_count": _count(db, "ledger"),
        "structure_count": _count(db, "structures"),
        "account_count": _count(db, "suppliers"),
        "flows": [(flow, flow_state(flow, now)[0]) for flow in flows],
        "invoices": db.execute(
            f"{INVOICE} ORDER BY i.id DESC LIMIT ?", (_LAST_INVOICES,)
        ).fetchall(),
        "calls": db.execute(
            "SELECT * FROM ledger ORDER BY id DESC LIMIT ?", (_LAST_CALLS,)
        ).fetchall(),
        "faults": orders.listing(db),
        "lives": ordered.listing(db),
        "statuses": db.execute(
            "SELECT status, count(*) AS many FROM invoices GROUP BY status ORDER BY many DESC"
        ).fetchall(),
    }


def _count(db: sqlite3.Connection, table: str) -> int:
    return int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608  our own names


def _settings(values: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Give each setting: its French words, its value, its name."""
    return [(SETTINGS.get(name, name), _shown(value), name) for name, value in values.items()]


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _by_family() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for name, kind in KINDS.items():
        found.setdefault(kind.family, {})[name] = kind
    return found
