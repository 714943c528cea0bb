"""The process that reads: jobs come in by its standard input, readings go out by its output.

It ends with its input, so it never outlives the simulator, however that one dies.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from functools import cache
from typing import TYPE_CHECKING

from chorus_simulator.formats import FlowUnreadableError, read_flow
from chorus_simulator.reading import Broken, Job, Read, Reading, Unreadable, frames

if TYPE_CHECKING:
    from chorus_simulator.rules.judge import Judge


def read(job: Job) -> Reading:
    """Read a flow, whatever it is."""
    try:
        judge = _judge(job) if job.rules else None
        judged = None if judge is None else judge.judge
        return Read(read_flow(job.syntax, job.file_name, job.content, job.limits, judged))
    except FlowUnreadableError as error:
        return Unreadable(error.as_report())
    except Exception:  # noqa: BLE001  a flow that breaks the reading is one incident, no more
        return Broken(traceback.format_exc())


def _judge(job: Job) -> Judge | None:
    """Give the judge of a syntax that has rules; Saxon is started by the first that needs it."""
    from chorus_simulator.rules import JUDGED

    return _the_judge() if job.syntax in JUDGED else None


@cache
def _the_judge() -> Judge:
    from chorus_simulator.rules.judge import Judge

    return Judge()


def main() -> None:
    """Read until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches the whole group; we end with it
    # What a library prints must not go among the readings.
    with os.fdopen(os.dup(1), "wb") as out, os.fdopen(os.dup(0), "rb") as jobs:
        os.dup2(2, 1)
        while True:
            try:
                job = frames.receive(jobs)
                frames.send(out, read(job))
            except (EOFError, OSError):
                sys.exit()


if __name__ == "__main__":
    main()
