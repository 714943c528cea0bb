"""The second step: invoices without a flow, whole histories, lives planned ahead, attachments.

An invoice that was submitted by itself has no flow. ``invoice_plans`` holds the statuses that an
invoice will take by itself, each with its moment. ``invoice_contents`` holds in JSON what the
portal shows of an invoice and never searches by. An attachment without content stands in the kept
flow of its invoice, where ``invoice_attachments.place`` is its place among the documents.
"""

from __future__ import annotations

TABLES = """
CREATE TABLE invoices_anew (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  flow_id INTEGER REFERENCES flows (id),
  position INTEGER NOT NULL,
  deposit_mode TEXT NOT NULL DEFAULT 'UPLOAD_API',
  number TEXT NOT NULL,
  kind TEXT NOT NULL,
  cadre TEXT NOT NULL,
  issue_date TEXT NOT NULL,
  issue_year INTEGER NOT NULL,
  siren TEXT NOT NULL,
  supplier_id INTEGER NOT NULL REFERENCES structures (id),
  recipient_id INTEGER NOT NULL REFERENCES structures (id),
  service_id INTEGER REFERENCES services (id),
  validator_id INTEGER REFERENCES structures (id),
  engagement TEXT,
  marche TEXT,
  origin_number TEXT,
  payment_mode TEXT,
  vat_kind TEXT,
  due_date TEXT,
  comment TEXT,
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
  mandate_number TEXT,
  rejection_handled INTEGER NOT NULL DEFAULT 0,
  UNIQUE (number, siren, issue_year)
);
INSERT INTO invoices_anew (
  id, flow_id, position, number, kind, cadre, issue_date, issue_year, siren, supplier_id,
  recipient_id, service_id, engagement, marche, origin_number, payment_mode, currency, net, gross,
  payable, size, deposited_at, deposit_day, visible_at, status, status_at, status_comment
) SELECT
  id, flow_id, position, number, kind, cadre, issue_date, issue_year, siren, supplier_id,
  recipient_id, service_id, engagement, marche, origin_number, payment_mode, currency, net, gross,
  payable, size, deposited_at, deposit_day, visible_at, status, status_at, status_comment
FROM invoices;

CREATE TABLE invoice_plans (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  invoice_id INTEGER NOT NULL REFERENCES invoices_anew (id),
  at REAL NOT NULL,
  status TEXT NOT NULL,
  actor TEXT NOT NULL,
  reason TEXT,
  comment TEXT
);
INSERT INTO invoice_plans (invoice_id, at, status, actor)
  SELECT id, next_at, next_status, 'CHORUS' FROM invoices WHERE next_at IS NOT NULL;
INSERT INTO invoice_plans (invoice_id, at, status, actor)
  SELECT id, 2 * next_at - status_at, 'MISE_A_DISPOSITION', 'CHORUS' FROM invoices
  WHERE next_status = 'EN_COURS_ACHEMINEMENT';

CREATE TABLE statuses_anew (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  invoice_id INTEGER NOT NULL REFERENCES invoices_anew (id),
  status TEXT NOT NULL,
  at REAL NOT NULL,
  actor TEXT NOT NULL DEFAULT 'CHORUS',
  reason TEXT,
  comment TEXT
);
INSERT INTO statuses_anew (id, invoice_id, status, at, comment)
  SELECT id, invoice_id, status, at, comment FROM invoice_statuses;
DROP TABLE invoice_statuses;
DROP TABLE invoices;
ALTER TABLE invoices_anew RENAME TO invoices;
ALTER TABLE statuses_anew RENAME TO invoice_statuses;
UPDATE sqlite_sequence SET seq = max(seq, 40000000) WHERE name = 'invoices';
INSERT INTO sqlite_sequence (name, seq)
  SELECT 'invoices', 40000000 WHERE NOT EXISTS (
    SELECT 1 FROM sqlite_sequence WHERE name = 'invoices');

CREATE INDEX invoices_by_flow ON invoices (flow_id);
CREATE INDEX invoices_by_supplier ON invoices (supplier_id, deposited_at);
CREATE INDEX invoices_by_recipient ON invoices (recipient_id, deposited_at);
CREATE INDEX invoices_by_status_moment ON invoices (supplier_id, status_at);
CREATE INDEX invoices_by_origin ON invoices (supplier_id, origin_number)
  WHERE origin_number IS NOT NULL;
CREATE INDEX plans_by_moment ON invoice_plans (at);
CREATE INDEX plans_by_invoice ON invoice_plans (invoice_id);
CREATE INDEX statuses_by_invoice ON invoice_statuses (invoice_id);

CREATE TABLE invoice_contents (
  invoice_id INTEGER PRIMARY KEY REFERENCES invoices (id),
  content TEXT NOT NULL
);
CREATE TABLE invoice_actions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  invoice_id INTEGER NOT NULL REFERENCES invoices (id),
  code TEXT NOT NULL,
  at REAL NOT NULL,
  actor TEXT NOT NULL
);
CREATE INDEX actions_by_invoice ON invoice_actions (invoice_id);

CREATE TABLE attachments (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  login TEXT NOT NULL,
  name TEXT NOT NULL,
  extension TEXT NOT NULL,
  mime TEXT NOT NULL,
  content BLOB,
  sha256 TEXT NOT NULL,
  size INTEGER NOT NULL,
  created_at REAL NOT NULL
);
INSERT INTO sqlite_sequence (name, seq) VALUES ('attachments', 50000000);
CREATE TABLE invoice_attachments (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  invoice_id INTEGER NOT NULL REFERENCES invoices (id),
  attachment_id INTEGER NOT NULL REFERENCES attachments (id),
  is_main INTEGER NOT NULL,
  kind TEXT NOT NULL DEFAULT '',
  designation TEXT NOT NULL DEFAULT '',
  line_number INTEGER,
  place INTEGER,
  added_at REAL NOT NULL,
  UNIQUE (invoice_id, attachment_id)
);

CREATE INDEX attachments_by_login ON attachments (login);
CREATE INDEX links_by_attachment ON invoice_attachments (attachment_id);

CREATE TABLE bank_accounts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  structure_id INTEGER NOT NULL REFERENCES structures (id),
  name TEXT NOT NULL,
  iban TEXT NOT NULL,
  UNIQUE (structure_id, name)
);
CREATE TABLE state_orders (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  number TEXT NOT NULL UNIQUE,
  supplier_id INTEGER NOT NULL REFERENCES structures (id),
  state TEXT NOT NULL DEFAULT 'COMMANDE'
);
"""
