"""Which flow is read next, and what was read of those that are not recorded yet.

Flows are read in the order in which they came, ahead of the moment when they are due; those that
somebody waits for go first. What was read is kept in memory only, and for a bounded number of
flows: it is read again when it is needed and no longer there.
"""

from __future__ import annotations

import threading
import traceback
from typing import TYPE_CHECKING

from chorus_simulator.reading import Broken, Job, Read
from chorus_simulator.reading.process import ReadingProcess

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from chorus_simulator.reading import Reading
    from chorus_simulator.settings import Settings
    from chorus_simulator.store import Store

AHEAD_MAXIMUM = 10_000
"""Invoices read and not yet recorded, beyond which reading ahead stops."""


class ReadingDesk:
    """Shared by the threads that answer calls, and the one that has flows read."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._settings: Settings | None = None
        self._process = ReadingProcess()
        self._changed = threading.Condition()
        self._expected: dict[int, None] = {}
        self._awaited: dict[int, None] = {}
        self._done: dict[int, Reading] = {}
        self._ahead = 0
        self._current: int | None = None
        self._outdated = False
        self._closed = False
        self._thread: threading.Thread | None = None

    def apply(self, settings: Settings) -> None:
        """Read from now on by these settings; what was read by others is forgotten."""
        with self._changed:
            self._settings = settings
            self._expected.clear()
            self._awaited.clear()
            self._done.clear()
            self._ahead = 0
            self._outdated = self._current is not None
            self._changed.notify_all()

    def expect(self, flow_id: int) -> None:
        """Have a flow read when there is time."""
        with self._changed:
            self._expected[flow_id] = None
            self._wake()

    def take(self, flow_id: int) -> Reading | None:
        """Take what was read of a flow; None if it is not read yet."""
        with self._changed:
            found = self._done.pop(flow_id, None)
            self._ahead -= _weight(found)
            self._changed.notify_all()
            return found

    def look_at(self, flow_id: int, *, keep: bool) -> Reading | None:
        """Look at what was read of a flow, and keep it if it is to be taken later."""
        with self._changed:
            return self._done.get(flow_id) if keep else self.take(flow_id)

    def wait_for(self, flow_ids: Iterable[int]) -> bool:
        """Wait until these flows are read; False when the simulator ends before."""
        with self._changed:
            wanted = [each for each in flow_ids if each not in self._done]
            self._awaited |= dict.fromkeys(each for each in wanted if each != self._current)
            self._wake()
            self._changed.wait_for(lambda: self._closed or not any(map(self._pending, wanted)))
            return not self._closed

    def close(self) -> None:
        """End the thread and the process."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._process.kill()
        if self._thread is not None:
            self._thread.join()
        self._process.close()

    def _pending(self, flow_id: int) -> bool:
        return flow_id in self._awaited or flow_id == self._current

    def _wake(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._read_all, name="lecture", daemon=True)
            self._thread.start()
        self._changed.notify_all()

    def _read_all(self) -> None:
        while (flow_id := self._next()) is not None:
            try:
                found = self._read(flow_id)
            except Exception:  # noqa: BLE001  whoever waits for this flow must not wait for ever
                found = Broken(traceback.format_exc())
            with self._changed:
                if found is not None and not self._outdated and not self._closed:
                    self._done[flow_id] = found
                    self._ahead += _weight(found)
                self._current, self._outdated = None, False
                self._changed.notify_all()

    def _next(self) -> int | None:
        """Wait for a flow to read; None when the simulator ends."""
        with self._changed:
            self._changed.wait_for(self._has_work)
            if self._closed:
                return None
            self._current = next(iter(self._awaited or self._expected))
            self._awaited.pop(self._current, None)
            self._expected.pop(self._current, None)
            return self._current

    def _has_work(self) -> bool:
        ahead = bool(self._expected) and self._ahead < AHEAD_MAXIMUM
        return self._closed or bool(self._awaited) or ahead

    def _read(self, flow_id: int) -> Reading | None:
        """Have a flow read; None if it is gone."""
        row, settings = self._flow(flow_id), self._settings
        if row is None or settings is None:
            return None
        if row["content"] is None:
            return Broken("son fichier a été perdu")
        rules, limits = settings.format_rules, settings.limits
        return self._process.read(
            Job(row["syntax"], row["file_name"], row["content"], limits, rules)
        )

    def _flow(self, flow_id: int) -> sqlite3.Row | None:
        with self._store.transaction() as db:
            row: sqlite3.Row | None = db.execute(
                "SELECT f.syntax, f.file_name, c.content FROM flows f"
                " LEFT JOIN flow_files c ON c.flow_id = f.id WHERE f.id = ?",
                (flow_id,),
            ).fetchone()
        return row


def _weight(reading: Reading | None) -> int:
    """Count the invoices of a flow, and one for the flow itself."""
    if reading is None:
        return 0
    return 1 + (len(reading.invoices) if isinstance(reading, Read) else 0)
