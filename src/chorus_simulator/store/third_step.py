"""The third step: lives that are ordered or drawn, and faults that know the clock.

``lives`` holds the lives that somebody ordered for invoices to come; ``life_sequels`` what an
invoice will go through once a person has given it a certain status. A fault may carry a value and
strike during a window of the portal's time alone.
"""

from __future__ import annotations

TABLES = """
CREATE TABLE lives (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  recipient TEXT,
  number TEXT,
  deposits INTEGER,
  after_flow INTEGER NOT NULL,
  last_deposit TEXT,
  steps TEXT NOT NULL,
  used INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE life_sequels (
  invoice_id INTEGER NOT NULL REFERENCES invoices (id),
  awaits TEXT NOT NULL,
  steps TEXT NOT NULL,
  PRIMARY KEY (invoice_id, awaits)
) WITHOUT ROWID;
ALTER TABLE invoice_plans ADD COLUMN mandate TEXT;
ALTER TABLE flows ADD COLUMN disordered INTEGER NOT NULL DEFAULT 0;

ALTER TABLE faults ADD COLUMN value TEXT;
ALTER TABLE faults ADD COLUMN starts_at REAL;
ALTER TABLE faults ADD COLUMN ends_at REAL;
ALTER TABLE faults ADD COLUMN at_start INTEGER NOT NULL DEFAULT 0;
"""
