"""Measure a call as the project's own benchmark does. Runs in the peers' environment."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def milliseconds(call: Callable[[int], object], rounds: int) -> float:
    """Median processor time of one call, in milliseconds, warm; each call gets its number."""
    for warm_up in range(3):
        call(-1 - warm_up)
    times = []
    for number in range(rounds):
        start = time.process_time()
        call(number)
        times.append(time.process_time() - start)
    return median(times) * 1000


def request() -> dict[str, Any]:
    """Read what is asked of this program: its first argument is a JSON file."""
    asked: dict[str, Any] = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    return asked


def answer(**figures: Any) -> None:
    """Print the figures for the program that asked."""
    sys.stdout.write(json.dumps(figures) + "\n")
