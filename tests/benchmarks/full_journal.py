"""A journal with a long past: integrated invoices, their flows, their events, by the thousand.

They are copied from one invoice inside the database: 100,000 take some ten seconds.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils import timezone

from wochorus.billing.models import DepositState, Invoice
from wochorus.deposits.models import PortalReading, ReadingKind
from wochorus.deposits.states import FlowState, LineState

if TYPE_CHECKING:
    from wochorus.accounts.models import Company

EVENTS_PER_FLOW = 6


def give_a_past(company: Company, model: Invoice, count: int) -> None:
    """Write ``count`` integrated invoices like ``model``, each in a flow with its feed."""
    columns = [
        field.column
        for field in Invoice._meta.concrete_fields  # noqa: SLF001 - Django's documented API
        if not field.generated and field.column not in {"id", "number", "deposit_state"}
    ]
    names = ", ".join(f'"{column}"' for column in columns)
    given: dict[str, Any] = {
        "company": company.pk,
        "model": model.pk,
        "count": count,
        "integrated": DepositState.INTEGRATED.value,
        "line": LineState.INTEGRATED.value,
        "flow": FlowState.INTEGRATED.value,
        "events": EVENTS_PER_FLOW,
        "owner": uuid.uuid4(),
    }
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO billing_invoice ({names}, number, deposit_state) "  # noqa: S608 - our columns
            f"SELECT {names}, 'P' || rank, %(integrated)s FROM billing_invoice, "
            "generate_series(1, %(count)s) AS rank WHERE id = %(model)s",
            given,
        )
        # Statuses and comparison were read just now: the bench is about deposits.
        for kind in (ReadingKind.STATUSES, ReadingKind.COMPARISON):
            PortalReading.objects.create(
                company=company,
                environment=company.environment,
                kind=kind,
                asked_at=timezone.now(),
                read_at=timezone.now(),
                read_to=timezone.now(),
            )
        for statement in (_FLOWS, _LINES, _EVENTS, _IDS, _LIVES):
            cursor.execute(statement, given)


def tidy_up() -> None:
    """Do what the autovacuum does in time: statistics and visibility."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


_PAST = "WHERE company_id = %(company)s AND deposit_state = %(integrated)s"

_FLOWS = f"""
INSERT INTO deposits_flow (company_id, rank, environment, name, mode, way_in, syntax, deposit_date,
  state, owner, file_name, file_sha256, created_at, flow_number, chorus_state, is_adopted, message)
SELECT company_id, 0, 'simulator', 'past', 'sequential', 'xml', 'IN_DP_E1_CPP_MINIMAL', issue_date,
  %(flow)s, %(owner)s, 'f.xml', 'x', now() - interval '90 days', '', 'IN_INTEGRE', false, id::text
FROM billing_invoice {_PAST}
"""  # noqa: S608 - a text of this module

_LINES = """
INSERT INTO deposits_flowline (flow_id, invoice_id, position, state, message, fingerprint, stamp)
SELECT id, message::bigint, 1, %(line)s, '', '', '' FROM deposits_flow
WHERE company_id = %(company)s AND name = 'past'
"""

_EVENTS = """
INSERT INTO deposits_event (company_id, flow_id, kind, message, payload, actor, at)
SELECT company_id, id, 'read', '', '{}', 'past', now() - interval '90 days'
FROM deposits_flow, generate_series(1, %(events)s)
WHERE company_id = %(company)s AND name = 'past'
"""

_IDS = f"""
UPDATE billing_invoice SET chorus_id = id, chorus_status = 'MISE_EN_PAIEMENT',
  deposited_at = now() - interval '90 days'
{_PAST}
"""  # noqa: S608 - same

_LIVES = f"""
INSERT INTO deposits_invoicelife (invoice_id, environment, chorus_id, status, status_at, comment,
  who, seen_at, "end")
SELECT id, 'simulator', id, chorus_status, deposited_at, '', '', deposited_at, 'final'
FROM billing_invoice {_PAST}
"""  # noqa: S608 - same
