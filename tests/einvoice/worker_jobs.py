"""Jobs that the tests of the worker pool give to processes: functions of a module, as it asks."""

from __future__ import annotations

import os
import signal
import tempfile
import time
from pathlib import Path

_hoard: list[bytes] = []


def square(number: int) -> int:
    return number * number


def process_id(_number: int) -> int:
    return os.getpid()


def slow_first(number: int) -> int:
    time.sleep(0.2 if number == 0 else 0)
    return number


def refuse(number: int) -> int:
    raise ValueError(f"no {number}")


class PickyError(Exception):
    """An error that can be pickled and not be read back."""

    def __init__(self, first: int, second: int) -> None:
        super().__init__(f"{first}-{second}")


def refuse_pickily(number: int) -> int:
    raise PickyError(number, number)


def die_always(_number: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


def die_once(place: str) -> str:
    """Die the first time, leaving a mark at ``place``; answer the second."""
    mark = Path(place)
    if mark.exists():
        return "done"
    mark.touch()
    os.kill(os.getpid(), signal.SIGKILL)
    return "never"


def leave_a_file(kind: str) -> str:
    """Leave a temporary file; then die, sleep or answer, as ``kind`` says."""
    _, name = tempfile.mkstemp()
    if kind == "die":
        die_always(0)
    if kind == "sleep":
        time.sleep(60)
    return name


def hoard(size: int) -> int:
    _hoard.append(os.urandom(1024) * (size // 1024))
    return os.getpid()


def never_end(_number: int) -> int:
    while True:
        time.sleep(1)


def leave_mark(place: str) -> None:
    Path(place).touch()
