"""A quick way to see that an invoice has not changed since its file was made.

One statement has the database sum up every row from which a file may be made. The same sum means
that nothing has changed; another one proves nothing (a column that no file tells may have
changed): then the `fingerprints`, which cost ten times more, have the word. So whole rows are
summed up, a column to come included, but for those that the deposit itself writes.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import connection

from wochorus.accounts.page_template import template_of
from wochorus.deposits.fingerprints import state_of

if TYPE_CHECKING:
    from collections.abc import Iterable

_CHUNK = 500


def stamps(invoice_ids: Iterable[int]) -> dict[int, str]:
    """Give the stamp of each invoice as it is now, by its id; one that is gone has none."""
    ids = list(invoice_ids)
    found: dict[int, str] = {}
    looks: dict[str, str] = {}
    for start in range(0, len(ids), _CHUNK):
        with connection.cursor() as cursor:
            cursor.execute(_SUM_UP, {"ids": ids[start : start + _CHUNK]})
            rows = cursor.fetchall()
        for invoice_id, code, rows_summed_up in rows:
            if code not in looks:
                looks[code] = state_of(template_of(code))
            found[invoice_id] = _sum(rows_summed_up, looks[code])
    return found


def _sum(rows: str, look: str) -> str:
    return hashlib.sha256(f"{rows} {look}".encode()).hexdigest()


_SUM_UP = """\
SELECT invoice.id, company.code, encode(sha256(convert_to(jsonb_build_array(
  to_jsonb(invoice) - ARRAY['deposit_state', 'flow_number', 'deposited_at', 'chorus_id',
    'chorus_status', 'chorus_status_at', 'chorus_comment', 'refusal', 'updated_at'],
  to_jsonb(customer) - 'updated_at',
  to_jsonb(company),
  (SELECT jsonb_agg(to_jsonb(line) ORDER BY line.id)
   FROM billing_invoiceline line WHERE line.invoice_id = invoice.id),
  (SELECT jsonb_agg(to_jsonb(tax) ORDER BY tax.id)
   FROM billing_taxbreakdown tax WHERE tax.invoice_id = invoice.id),
  (SELECT jsonb_agg(jsonb_build_array(to_jsonb(use), to_jsonb(document)) ORDER BY use.id)
   FROM billing_invoicedocument use JOIN billing_document document
     ON document.sha256 = use.document_id
   WHERE use.invoice_id = invoice.id),
  (SELECT jsonb_agg(origin.issue_date ORDER BY origin.id)
   FROM billing_invoice origin
   WHERE invoice.preceding_invoice <> '' AND origin.company_id = invoice.company_id
     AND origin.number = invoice.preceding_invoice)
)::text, 'UTF8')), 'hex')
FROM billing_invoice invoice
JOIN customers_customer customer ON customer.id = invoice.customer_id
JOIN accounts_company company ON company.id = invoice.company_id
WHERE invoice.id = ANY(%(ids)s)
"""
