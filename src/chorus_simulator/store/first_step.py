"""The first tables: directory, suppliers, flows, invoices, faults, ledger."""

from __future__ import annotations

TABLES = """
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);

CREATE TABLE structures (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  identifier_type TEXT NOT NULL,
  identifier TEXT NOT NULL,
  name TEXT NOT NULL,
  is_public INTEGER NOT NULL,
  active INTEGER NOT NULL DEFAULT 1,
  engagement_required INTEGER NOT NULL DEFAULT 0,
  service_required INTEGER NOT NULL DEFAULT 0,
  service_or_engagement INTEGER NOT NULL DEFAULT 0,
  reports_payment INTEGER NOT NULL DEFAULT 0,
  works INTEGER NOT NULL DEFAULT 0,
  works_only INTEGER NOT NULL DEFAULT 0,
  edi_sender INTEGER NOT NULL DEFAULT 0,
  edi_receiver INTEGER NOT NULL DEFAULT 0,
  address TEXT NOT NULL DEFAULT '',
  address_2 TEXT NOT NULL DEFAULT '',
  address_3 TEXT NOT NULL DEFAULT '',
  postcode TEXT NOT NULL DEFAULT '',
  town TEXT NOT NULL DEFAULT '',
  telephone TEXT NOT NULL DEFAULT '',
  email TEXT NOT NULL DEFAULT '',
  country TEXT NOT NULL DEFAULT 'FR',
  UNIQUE (identifier, identifier_type)
);
INSERT INTO sqlite_sequence (name, seq) VALUES ('structures', 26000000);

CREATE TABLE services (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  structure_id INTEGER NOT NULL REFERENCES structures (id),
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  engagement_required INTEGER NOT NULL DEFAULT 0,
  active INTEGER NOT NULL DEFAULT 1,
  address TEXT NOT NULL DEFAULT '',
  postcode TEXT NOT NULL DEFAULT '',
  town TEXT NOT NULL DEFAULT '',
  country TEXT NOT NULL DEFAULT 'FR',
  UNIQUE (structure_id, code)
);
INSERT INTO sqlite_sequence (name, seq) VALUES ('services', 10000000);

CREATE TABLE suppliers (
  siret TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  structure_id INTEGER NOT NULL REFERENCES structures (id),
  client_id TEXT NOT NULL UNIQUE,
  client_secret TEXT NOT NULL,
  login TEXT NOT NULL UNIQUE,
  password TEXT NOT NULL,
  granted INTEGER NOT NULL DEFAULT 1,
  password_expires_at REAL NOT NULL
);
CREATE TABLE mandates (
  login TEXT NOT NULL,
  siret TEXT NOT NULL,
  PRIMARY KEY (login, siret)
) WITHOUT ROWID;
CREATE TABLE tokens (
  token TEXT PRIMARY KEY,
  client_id TEXT NOT NULL,
  expires_at REAL NOT NULL
) WITHOUT ROWID;
CREATE INDEX tokens_by_end ON tokens (expires_at);

CREATE TABLE flows (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  number TEXT NOT NULL UNIQUE,
  login TEXT NOT NULL,
  file_name TEXT NOT NULL,
  syntax TEXT NOT NULL,
  interface TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  size INTEGER NOT NULL,
  deposited_at REAL NOT NULL,
  due_at REAL NOT NULL,
  index_delay REAL NOT NULL DEFAULT 0,
  forced TEXT,
  outcome TEXT,
  business_errors TEXT NOT NULL DEFAULT '[]',
  technical_errors TEXT NOT NULL DEFAULT '[]',
  reports INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX flows_waiting ON flows (due_at, id) WHERE outcome IS NULL;
CREATE TABLE flow_files (
  flow_id INTEGER PRIMARY KEY REFERENCES flows (id),
  content BLOB NOT NULL
);

CREATE TABLE invoices (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  flow_id INTEGER NOT NULL REFERENCES flows (id),
  position INTEGER NOT NULL,
  number TEXT NOT NULL,
  kind TEXT NOT NULL,
  cadre TEXT NOT NULL,
  issue_date TEXT NOT NULL,
  issue_year INTEGER NOT NULL,
  siren TEXT NOT NULL,
  supplier_id INTEGER NOT NULL REFERENCES structures (id),
  recipient_id INTEGER NOT NULL REFERENCES structures (id),
  service_id INTEGER REFERENCES services (id),
  engagement TEXT,
  marche TEXT,
  origin_number TEXT,
  payment_mode TEXT,
  currency TEXT NOT NULL,
  net TEXT NOT NULL,
  gross TEXT NOT NULL,
  payable TEXT NOT NULL,
  size INTEGER NOT NULL,
  deposited_at REAL NOT NULL,
  deposit_day TEXT NOT NULL,
  visible_at REAL NOT NULL,
  status TEXT NOT NULL,
  status_at REAL NOT NULL,
  status_comment TEXT,
  next_status TEXT,
  next_at REAL,
  UNIQUE (number, siren, issue_year)
);
INSERT INTO sqlite_sequence (name, seq) VALUES ('invoices', 40000000);
CREATE INDEX invoices_by_flow ON invoices (flow_id);
CREATE INDEX invoices_by_supplier ON invoices (supplier_id, deposited_at);
CREATE INDEX invoices_moving ON invoices (next_at) WHERE next_at IS NOT NULL;
CREATE TABLE invoice_statuses (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  invoice_id INTEGER NOT NULL REFERENCES invoices (id),
  status TEXT NOT NULL,
  at REAL NOT NULL,
  comment TEXT
);
CREATE INDEX statuses_by_invoice ON invoice_statuses (invoice_id);

CREATE TABLE faults (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  operation TEXT NOT NULL,
  remaining INTEGER,
  probability REAL NOT NULL,
  seed INTEGER NOT NULL,
  seconds REAL NOT NULL,
  recorded INTEGER NOT NULL,
  drawn INTEGER NOT NULL DEFAULT 0,
  fired INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE ledger (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at REAL NOT NULL,
  method TEXT NOT NULL,
  operation TEXT NOT NULL,
  account TEXT,
  file_name TEXT,
  sha256 TEXT,
  size INTEGER,
  flow_number TEXT,
  http_status INTEGER,
  code_retour INTEGER,
  libelle TEXT,
  answer TEXT NOT NULL,
  fault TEXT
)
"""
