"""Doors in the engine's way, that a trial closes to stop a program between two commits.

A trigger has each move of a flow pass a door: an advisory lock named after the company and the
step. While the trial holds a door, the program stands before it with its move not committed. What
is killed there has committed all that comes before that move, and nothing of it.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import psycopg

    Connect = Callable[[], psycopg.Connection]

POLL_SECONDS = 0.004
TRIAL = "trial"
"""What the sessions are called for which every door is open: the trial's own commands."""

_DOOR = "hashtextextended('trial ' || {company} || ' ' || {step}, 0)"

_INSTALL = f"""
CREATE OR REPLACE FUNCTION trial_door() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE step text;
BEGIN
  step := CASE WHEN NEW.state <> OLD.state THEN NEW.state
               WHEN NEW.sent_at IS DISTINCT FROM OLD.sent_at THEN 'claim' END;
  IF step IS NOT NULL AND current_setting('application_name') <> '{TRIAL}' THEN
    PERFORM pg_advisory_xact_lock_shared({_DOOR.format(company="NEW.company_id", step="step")});
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER trial_door BEFORE UPDATE ON deposits_flow
  FOR EACH ROW EXECUTE FUNCTION trial_door();

CREATE TABLE IF NOT EXISTS trial_workers (id bigint PRIMARY KEY, name text NOT NULL);
CREATE OR REPLACE FUNCTION trial_register() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO trial_workers VALUES (NEW.id, current_setting('application_name'));
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER trial_register AFTER INSERT ON procrastinate_workers
  FOR EACH ROW EXECUTE FUNCTION trial_register();
"""  # noqa: S608 - our own words

_CLOSE = f"SELECT pg_advisory_lock({_DOOR.format(company='%s', step='%s')})"

_WAITING = """
SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
WHERE l.locktype = 'advisory' AND NOT l.granted AND l.mode = 'ShareLock'
  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def install(connect: Connect) -> None:
    """Put the doors in the database, all open; have the queue's workers noted by their names."""
    with connect() as database:
        database.execute(_INSTALL)


@contextmanager
def closed(connect: Connect, company_id: int, *steps: str) -> Iterator[psycopg.Connection]:
    """Keep the doors before ``steps`` closed to the programs of a company; they open at the end.

    The session given may ask `who_waits`. A database killed meanwhile has opened them already.
    """
    database = connect()
    try:
        database.autocommit = True
        for step in steps:
            database.execute(_CLOSE, (company_id, step))
        yield database
    finally:
        database.close()


def who_waits(database: psycopg.Connection) -> str | None:
    """Name the program that stands before a closed door: its `application_name`."""
    row = database.execute(_WAITING).fetchone()
    return None if row is None else str(row[0])


def wait_for_somebody(database: psycopg.Connection, is_hopeless: Callable[[], bool]) -> str | None:
    """Wait until a program stands before a closed door; None when there is no hope of it."""
    while True:
        if found := who_waits(database):
            return found
        if is_hopeless():
            return None
        time.sleep(POLL_SECONDS)
