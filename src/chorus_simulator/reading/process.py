"""The simulator's end of the reading process: started when needed, ended when it takes too long."""

from __future__ import annotations

import subprocess
import sys
import threading
from contextlib import suppress
from typing import IO

from chorus_simulator.reading import Broken, Job, Reading, frames

SECONDS_MAXIMUM = 300
"""The longest that one flow may be read; the largest honest batches take about a minute."""
_ENDING = 5


class ReadingProcess:
    """Reads one flow at a time; to be used by one thread."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._ending = False

    def read(self, job: Job) -> Reading:
        """Read a flow; a process that dies or is too slow makes it `Broken`."""
        process = self._running()
        if self._ending:
            process.kill()
        watch = threading.Timer(SECONDS_MAXIMUM, process.kill)
        watch.start()
        try:
            frames.send(_pipe(process.stdin), job)
            found: Reading = frames.receive(_pipe(process.stdout))
        except (EOFError, OSError):
            code = process.wait()
            self.close()
            return Broken(f"le processus de lecture s'est arrêté (code {code})")
        finally:
            watch.cancel()
        return found

    def close(self) -> None:
        """End the process, now if it works, else as soon as it sees its input closed."""
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(OSError):  # it died with a job half sent
            _pipe(process.stdin).close()
        try:
            process.wait(_ENDING)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        _pipe(process.stdout).close()

    def kill(self) -> None:
        """End the process at once, and any that is started later; for another thread."""
        self._ending = True
        process = self._process
        if process is not None:
            process.kill()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "chorus_simulator.reading.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
        return self._process


def _pipe(end: IO[bytes] | None) -> IO[bytes]:
    if end is None:
        raise EOFError
    return end
