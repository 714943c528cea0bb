"""What is alive while the simulator runs: its state, its clock and its settings."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from chorus_simulator import faults, seeds
from chorus_simulator.clock import Clock
from chorus_simulator.settings import Settings, changed

if TYPE_CHECKING:
    import sqlite3

    from chorus_simulator.store import Store

_CLOCK = "clock_ahead"


class Simulator:
    """One portal: every request is answered from here.

    ``overrides`` are the settings given on the command line: they win over those of the state
    file, which win over the defaults.
    """

    def __init__(self, store: Store, overrides: dict[str, Any] | None = None) -> None:
        self.store = store
        self._overrides = overrides or {}
        with store.transaction() as db:
            if db.execute("SELECT count(*) FROM structures").fetchone()[0] == 0:
                seeds.plant(db)
            saved = _saved(db)
            self.clock = Clock(ahead=saved.pop(_CLOCK, 0.0))
            self.settings = changed(Settings(), saved | self._overrides)
            _save(db, asdict(self.settings))
            self.faulty = faults.alive(db)
            """Whether any fault is waiting to strike; spares a look at each call."""

    def change_settings(self, values: dict[str, Any]) -> Settings:
        """Apply and keep new settings (SettingsRefusedError)."""
        found = changed(self.settings, values)
        with self.store.transaction() as db:
            _save(db, asdict(found))
        self.settings = found
        return found

    def advance(self, seconds: float) -> float:
        """Put the clock forward by ``seconds``; give the new moment."""
        with self.store.transaction() as db:
            _save(db, {_CLOCK: self.clock.ahead + seconds})
        self.clock.ahead += seconds
        return self.clock.now()

    def reset(self, *, keep_suppliers: bool, keep_directory: bool) -> None:
        """Forget deposits, ledger, faults and settings; flow numbers are never given twice."""
        with self.store.transaction() as db:
            seeds.forget(db, keep_suppliers=keep_suppliers, keep_directory=keep_directory)
            self.settings = changed(Settings(), self._overrides)
            db.execute("DELETE FROM settings")
            _save(db, asdict(self.settings))
        self.clock.ahead = 0.0
        self.faulty = False

    def close(self) -> None:
        """Close the state file."""
        self.store.close()


def _saved(db: sqlite3.Connection) -> dict[str, Any]:
    rows = db.execute("SELECT name, value FROM settings")
    return {row["name"]: json.loads(row["value"]) for row in rows}


def _save(db: sqlite3.Connection, values: dict[str, Any]) -> None:
    db.executemany(
        "INSERT INTO settings (name, value) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        [(name, json.dumps(value)) for name, value in values.items()],
    )
