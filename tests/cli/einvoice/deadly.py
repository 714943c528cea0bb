"""A check that dies of empty files, for the tests of many files; processes import it."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

from wochorus.einvoice import check

if TYPE_CHECKING:
    from wochorus.einvoice import Circuit, Report


def judge(name: str, circuit: Circuit | None) -> Report:
    content = Path(name).read_bytes()
    if not content:
        os.kill(os.getpid(), signal.SIGKILL)
    return check(content, circuit=circuit)
