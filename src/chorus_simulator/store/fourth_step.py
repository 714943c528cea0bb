"""The fourth step: what each received flow contained, and ways to ask the ledger.

``flow_invoices`` names every invoice found in a kept flow file, recorded or refused: it is read
from the file and not from what was integrated.
"""

from __future__ import annotations

TABLES = """
CREATE TABLE flow_invoices (
  id INTEGER PRIMARY KEY,
  flow_id INTEGER NOT NULL REFERENCES flows (id),
  number TEXT NOT NULL,
  siren TEXT NOT NULL,
  issue_year INTEGER NOT NULL
);
CREATE INDEX flow_invoices_by_name ON flow_invoices (number, siren, issue_year, flow_id);
CREATE INDEX flow_invoices_by_flow ON flow_invoices (flow_id);
ALTER TABLE flows ADD COLUMN witnessed INTEGER NOT NULL DEFAULT 0;
CREATE INDEX flows_not_witnessed ON flows (id) WHERE witnessed = 0;
CREATE INDEX flows_by_file ON flows (sha256);

CREATE INDEX ledger_by_operation ON ledger (operation);
CREATE INDEX ledger_by_account ON ledger (account);
CREATE INDEX ledger_by_file ON ledger (sha256) WHERE sha256 IS NOT NULL;
CREATE INDEX ledger_by_flow ON ledger (flow_number) WHERE flow_number IS NOT NULL;
"""
