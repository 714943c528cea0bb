"""What a worker does every few seconds: look at what waits, whatever happened to the database."""

from __future__ import annotations

import pytest
from django.db import OperationalError, connection

from wochorus.deposits import tasks
from wochorus.deposits.models import DepositOrder


@pytest.mark.django_db(transaction=True)
def test_a_worker_looks_again_after_its_database_has_come_back() -> None:
    ours = connection.cursor().execute("SELECT pg_backend_pid()").fetchone()
    other = connection.copy()
    other.cursor().execute("SELECT pg_terminate_backend(%s)", ours)
    other.close()
    with pytest.raises(OperationalError):
        DepositOrder.objects.exists()
    assert tasks._missing() == []  # noqa: SLF001 - the rest of a look goes through the queue's own sessions
