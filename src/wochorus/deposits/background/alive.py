"""Whether a worker is there to carry out what is left to it."""

from __future__ import annotations

from datetime import timedelta

from procrastinate.contrib.django.models import ProcrastinateWorker

from wochorus.deposits.heartbeats import database_now
from wochorus.deposits.tasks import SECONDS_BEFORE_A_WORKER_IS_DEAD


def is_a_worker_alive() -> bool:
    """Tell whether a worker gave a sign of life lately, on this machine or another one."""
    oldest = database_now() - timedelta(seconds=SECONDS_BEFORE_A_WORKER_IS_DEAD)
    return ProcrastinateWorker.objects.filter(last_heartbeat__gt=oldest).exists()
