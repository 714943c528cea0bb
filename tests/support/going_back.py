"""Our side as an older backup would have it: it knows nothing of the deposits made since."""

from __future__ import annotations

from django.db import connection

from wochorus.billing.models import DepositState, Invoice
from wochorus.deposits.models import DepositOrder, Event, Flow, FlowLine, OrderItem


def forget_all_deposits() -> None:
    """Put our tables back to the day before the first deposit; the portal keeps what it has."""
    models = (Event, FlowLine, OrderItem, Flow, DepositOrder)
    tables = ", ".join(model._meta.db_table for model in models)  # noqa: SLF001 - Django's documented API
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(f"TRUNCATE {tables} CASCADE")
        cursor.execute("SET session_replication_role = DEFAULT")
    Invoice.objects.update(
        deposit_state=DepositState.TO_DEPOSIT,
        flow_number="",
        deposited_at=None,
        chorus_id=None,
        chorus_status="",
        chorus_status_at=None,
        chorus_comment="",
        refusal="",
    )
