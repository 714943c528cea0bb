"""Jobs for the tests of the workshop: functions of a module, as processes ask."""

from __future__ import annotations

import os
import signal

from wochorus.core.errors import InvalidInput


def process_id(_: int) -> int:
    return os.getpid()


def refuse_the_second(rank: int) -> int:
    if rank == 2:
        raise InvalidInput("Refusée", where=str(rank))
    return rank


def die_at_the_second(rank: int) -> int:
    if rank == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return rank
