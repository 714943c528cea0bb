"""The simulator of Chorus Pro as a process of ours: started, waited for, stopped.

It is another program, beside ours; nothing of its code is used here. It runs apart from the
terminal, so that Ctrl-C reaches us alone and we stop it ourselves, by its own handle.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from wochorus.core.errors import Permanent

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAM = "wochorus-simulator"
START_SECONDS, STOP_SECONDS = 30.0, 10.0
_POLL_SECONDS = 0.02
_LAST_BYTES = 2000


@dataclass(frozen=True, slots=True)
class SimulatorFiles:
    """The files of the simulator in a data folder."""

    home: Path

    @property
    def state(self) -> Path:
        """All that it remembers."""
        return self.home / "simulateur.sqlite"

    @property
    def ready(self) -> Path:
        """Its address and process number, while it runs."""
        return self.home / "simulateur.json"

    @property
    def log(self) -> Path:
        """What it says."""
        return self.home / "simulateur.log"


@dataclass(frozen=True, slots=True)
class RunningSimulator:
    """A simulator that listens at `url`."""

    url: str
    process: subprocess.Popen[bytes]
    files: SimulatorFiles

    def wait(self) -> None:
        """Wait until it ends by itself, which it should not: raises `Permanent` then."""
        self.process.wait()
        raise Permanent(
            "Le simulateur de Chorus Pro s'est arrêté de lui-même",
            where=str(self.files.log),
            remedy="Lisez ce fichier, puis relancez : sa mémoire est gardée.",
        )


def our_program(name: str) -> str:
    """Find a command installed with ours. Raises `Permanent` when it is not there."""
    folder = Path(sys.executable).parent
    found = shutil.which(name, path=str(folder))
    if found is None:
        raise Permanent(
            f"La commande {name} est introuvable",
            where=str(folder),
            remedy="Réinstallez WO CHORUS dans cet environnement Python.",
        )
    return found


@contextmanager
def running_simulator(
    files: SimulatorFiles, *, port: int, integration_delay: float | None = None
) -> Iterator[RunningSimulator]:
    """Run the simulator for as long as the block lasts.

    ``port`` 0 takes any free port; ``integration_delay`` is in seconds. Raises `Permanent` with
    the simulator's own words when it does not start.
    """
    command = [our_program(PROGRAM), "--port", str(port), "--state", str(files.state)]
    command += ["--ready-file", str(files.ready)]
    if integration_delay is not None:
        command += ["--integration-delay", str(integration_delay)]
    files.ready.unlink(missing_ok=True)
    with files.log.open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - our own program, no shell
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield RunningSimulator(_address(process, files), process, files)
    finally:
        _stop(process)


def _address(process: subprocess.Popen[bytes], files: SimulatorFiles) -> str:
    deadline = time.monotonic() + START_SECONDS
    while not files.ready.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            raise Permanent(
                f"Le simulateur de Chorus Pro ne démarre pas : {_last_words(files)}",
                where=str(files.log),
                remedy="Si le port est pris, arrêtez l'autre simulateur ou choisissez un autre "
                "port ; sinon, lisez ce fichier.",
            )
        time.sleep(_POLL_SECONDS)
    return str(json.loads(files.ready.read_text("utf-8"))["url"])


def _last_words(files: SimulatorFiles) -> str:
    with files.log.open("rb") as log:
        log.seek(max(0, files.log.stat().st_size - _LAST_BYTES))
        said = log.read().decode("utf-8", errors="replace").strip().splitlines()
    return said[-1].removeprefix("Error: ") if said else "il n'a rien dit"


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        process.kill()
        process.wait()


def end_left_over(files: SimulatorFiles) -> None:
    """End the simulator of these files that outlived a command that was killed.

    Only to be called by who holds the lock of the folder. A process is ours when its own command
    line names our program and our state file: a number alone proves nothing.
    """
    with suppress(OSError, ValueError, KeyError, TypeError, psutil.Error):
        number = int(json.loads(files.ready.read_text("utf-8"))["pid"])
        process = psutil.Process(number)
        words = process.cmdline()
        if str(files.state) in words and any(PROGRAM in word for word in words):
            process.terminate()
            process.wait(STOP_SECONDS)
