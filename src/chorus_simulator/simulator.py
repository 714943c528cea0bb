"""What is alive while the simulator runs: its state, its clock, its settings, its reading desk."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from chorus_simulator import life, seeds
from chorus_simulator.clock import Clock
from chorus_simulator.faults import draws, orders
from chorus_simulator.generator.loading import generate
from chorus_simulator.reading.desk import ReadingDesk
from chorus_simulator.rules.sheets import check_installed
from chorus_simulator.settings import Settings, changed
from chorus_simulator.store.snapshots import Snapshots

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path

    from chorus_simulator.store import Store

_SETTLED_AT_ONCE = 100
_CLOCK = "clock"
_AHEAD = "clock_ahead"
"""What the first states kept instead: the seconds that the clock was ahead."""


@dataclass(frozen=True, slots=True)
class AtStart:
    """What the command line says.

    The settings win over those of the state file, which win over the defaults; the mode and speed
    of the clock likewise; the faults are ordered anew at each start, and those of the former start
    are cancelled.
    """

    settings: dict[str, Any] = field(default_factory=dict)
    clock_mode: str | None = None
    clock_speed: float | None = None
    faults: tuple[dict[str, Any], ...] = ()
    snapshot_folder: Path | None = None
    """Where snapshots lie; in memory without it."""
    directory_size: int | None = None
    directory_seed: int = 1


class Simulator:
    """One portal: every request is answered from here."""

    def __init__(self, store: Store, at_start: AtStart | None = None) -> None:
        self.store = store
        self._at_start = at_start or AtStart()
        self.snapshots = Snapshots(store, self._at_start.snapshot_folder)
        self.desk = ReadingDesk(store)
        self.clock = Clock()
        self.settings = Settings()
        self.faulty = False
        """Whether any fault is waiting to strike; spares a look at each call."""
        with store.transaction() as db:
            if db.execute("SELECT count(*) FROM structures").fetchone()[0] == 0:
                seeds.plant(db)
            orders.order_at_start(db, self._at_start.faults, self._load(db, self._at_start))
            self.faulty = draws.alive(db, self.clock.now())
        if self.settings.format_rules:
            check_installed()
        self._complete_directory()

    def _complete_directory(self) -> None:
        """Make up the structures that the command line wants and the directory lacks."""
        wanted = self._at_start.directory_size
        if wanted is None:
            return
        with self.store.transaction() as db:
            query = "SELECT count(*) FROM structures WHERE is_public"
            there = db.execute(query).fetchone()[0]
        if there < wanted:
            generate(self.store, wanted, self._at_start.directory_seed)

    def _load(self, db: sqlite3.Connection, over: AtStart) -> float:
        """Take clock and settings from the state, under what ``over`` says; give the moment."""
        saved = _saved(db)
        ahead = saved.pop(_AHEAD, 0.0)
        self.clock = Clock(saved.pop(_CLOCK, None), _latest(db))
        self.clock.advance(ahead)
        self.clock.turn(over.clock_mode, over.clock_speed)
        self.settings = changed(Settings(), saved | over.settings)
        db.execute("DELETE FROM settings WHERE name = ?", (_AHEAD,))
        _save(db, asdict(self.settings) | {_CLOCK: self.clock.state()})
        self.desk.apply(self.settings)
        self.faulty = draws.alive(db, self.clock.now())
        return self.clock.now()

    def take_snapshot(self, name: str, *, replace: bool) -> dict[str, Any]:
        """Keep the present state, its clock included (SnapshotRefusedError)."""
        with self.store.alone():
            with self.store.transaction() as db:
                _save(db, {_CLOCK: self.clock.state()})
            return self.snapshots.take(name, replace=replace)

    def restore_snapshot(self, name: str) -> None:
        """Come back to a snapshot: data, settings, clock, faults (SnapshotRefusedError)."""
        with self.store.alone():
            self.snapshots.restore(name)
            with self.store.transaction() as db:
                self._load(db, AtStart())

    def catch_up(self) -> None:
        """Have the flows that are due read, and integrate them in small transactions.

        Done before a call that has to see them, so that no other call waits for the reading.
        """
        while True:
            with self.store.transaction() as db:
                due = life.due_flows(db, self.clock.now(), _SETTLED_AT_ONCE)
            if not due or not self.desk.wait_for(flow["id"] for flow in due):
                return
            with self.store.transaction() as db:
                self.settle(db, at_most=len(due))

    @contextmanager
    def settled(self) -> Iterator[sqlite3.Connection]:
        """Open a transaction in which all that is due has its state."""
        self.catch_up()
        with self.store.transaction() as db:
            self.settle(db)
            yield db

    def settle(
        self, db: sqlite3.Connection, settings: Settings | None = None, *, at_most: int = 1_000_000
    ) -> None:
        """Bring what is due, and read, to its state."""
        life.settle(db, settings or self.settings, self.clock.now(), self.desk, at_most=at_most)

    def change_settings(self, values: dict[str, Any]) -> Settings:
        """Apply and keep new settings (SettingsRefusedError)."""
        found = changed(self.settings, values)
        if found.format_rules:
            check_installed()
        with self.store.transaction() as db:
            _save(db, asdict(found))
        self.settings = found
        self.desk.apply(found)
        return found

    def turn_clock(self, mode: str | None = None, speed: float | None = None) -> None:
        """Change the mode or the speed of the clock, and keep it (ClockRefusedError)."""
        with self.store.transaction() as db:
            self.clock.turn(mode, speed)
            _save(db, {_CLOCK: self.clock.state()})

    def advance(self, seconds: float) -> float:
        """Put the clock forward by ``seconds``; give the new moment (ClockRefusedError)."""
        with self.store.transaction() as db:
            self.clock.advance(seconds)
            _save(db, {_CLOCK: self.clock.state()})
        return self.clock.now()

    def reset(self, *, keep_suppliers: bool, keep_directory: bool) -> None:
        """Forget deposits, ledger, faults and settings; flow numbers are never given twice."""
        with self.store.transaction() as db:
            seeds.forget(db, keep_suppliers=keep_suppliers, keep_directory=keep_directory)
            self.settings = changed(Settings(), self._at_start.settings)
            self.clock = Clock()
            self.clock.turn(self._at_start.clock_mode, self._at_start.clock_speed)
            db.execute("DELETE FROM settings")
            _save(db, asdict(self.settings) | {_CLOCK: self.clock.state()})
        self.desk.apply(self.settings)
        self.faulty = False

    def close(self) -> None:
        """End the reading process, keep the clock, and close the state file."""
        self.desk.close()
        with self.store.transaction() as db:
            _save(db, {_CLOCK: self.clock.state()})
        self.store.close()


def _latest(db: sqlite3.Connection) -> float:
    """Give the last moment that the state speaks of: a killed simulator could not keep its own."""
    row = db.execute(
        "SELECT max(coalesce((SELECT at FROM ledger ORDER BY id DESC LIMIT 1), 0),"
        " coalesce((SELECT at FROM invoice_statuses ORDER BY id DESC LIMIT 1), 0))"
    ).fetchone()
    return float(row[0])


def _saved(db: sqlite3.Connection) -> dict[str, Any]:
    rows = db.execute("SELECT name, value FROM settings")
    return {row["name"]: json.loads(row["value"]) for row in rows}


def _save(db: sqlite3.Connection, values: dict[str, Any]) -> None:
    db.executemany(
        "INSERT INTO settings (name, value) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        [(name, json.dumps(value)) for name, value in values.items()],
    )
