"""Two programs that want the same row: knowing when one of them waits for the other."""

from __future__ import annotations

import time

from django.db import connection


def wait_until_somebody_waits_for_a_lock() -> None:
    """Return once another session of this database waits; ten seconds without one is a failure."""
    with connection.cursor() as cursor:
        for _ in range(1000):
            # Else a transaction sees the same activity until its end.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT 1 FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone():
                return
            time.sleep(0.01)
    raise AssertionError("nobody waited")
