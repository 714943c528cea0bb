"""The ground of a trial: a data folder with its private server, three companies, a portal.

One company deposits by commands that stay; the two others leave their orders to two workers. The
database is the product's own: when its postmaster is killed, nobody but the product starts it.
"""

from __future__ import annotations

import shutil
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg

from crash import gates
from simulator.running import a_simulator
from support.database import scratch_folder
from support.forked import Place, run_forked, start_forked
from support.month import KNOWN, Month
from wochorus.storage.connection import private_conninfo
from wochorus.storage.places import places_of
from wochorus.storage.processes import living_postmaster
from wochorus.storage.server import running_database

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from multiprocessing.context import ForkServerProcess
    from pathlib import Path

    from simulator.running import Simulator

BY_COMMAND = "comptoir"
BY_WORKERS = ("atelier", "entrepot")
COMPANIES = {
    BY_COMMAND: "73282932000074",
    "atelier": "55210001800019",
    "entrepot": "55210002600012",
}
INDEX_DELAY = 2.0
"""Seconds by which the portal's search may be late; every patience of the trial is longer."""
_STEADY_FAULTS: tuple[tuple[str, dict[str, float]], ...] = (
    ("cut_before_recording", {"probability": 0.04}),
    ("cut_after_recording", {"probability": 0.04}),
    ("html", {"probability": 0.03}),
    ("empty", {"probability": 0.03}),
    ("no_flow_number", {"probability": 0.03}),
    ("late_index", {"probability": 0.3, "seconds": INDEX_DELAY}),
)
LOSSES = {kind for kind, _ in _STEADY_FAULTS if kind != "late_index"}
"""After these the program does not know whether its flow was received."""
_SECONDS_TO_ANSWER = 120.0


class StuckError(Exception):
    """Something of the trial does not come to an end: a defect, told with what was seen."""


@dataclass(slots=True)
class Ground:
    """Where a trial takes place."""

    home: Path
    simulator: Simulator
    company_ids: dict[str, int]
    hurried: bool = False

    def place(self, name: str = gates.TRIAL) -> Place:
        """Say where a command works; its database sessions bear ``name``."""
        return {
            "home": self.home,
            "variables": {"WOCHORUS_SIMULATOR_URL": self.simulator.url, "PGAPPNAME": name},
            "hurried": self.hurried,
        }

    def run(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return run_forked(*words, **self.place())

    def start(self, name: str, *words: str, outputs: Path | None = None) -> ForkServerProcess:
        """Start a command that may be killed."""
        return start_forked(*words, outputs=outputs, **self.place(name))

    def connect(self) -> psycopg.Connection:
        """Open a session of the trial's own."""
        options: dict[str, Any] = {**private_conninfo(places_of(self.home))}
        return psycopg.connect(**options, application_name=gates.TRIAL)

    def read(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Read rows."""
        with self.connect() as database:
            return database.execute(query, values).fetchall()

    def write(self, query: str, *values: object) -> None:
        """Change rows; only to make time pass."""
        with self.connect() as database:
            database.execute(query, values)

    def postmaster(self) -> int:
        """Give the number of the private server's first process."""
        pid = living_postmaster(places_of(self.home).cluster)
        if pid is None:
            raise StuckError("the private server does not run")
        return pid

    def wake_database(self) -> None:
        """Have the product start its server again, as the next command of a user does."""
        end = time.monotonic() + _SECONDS_TO_ANSWER
        while (done := self.run("order", "list", "--company", BY_COMMAND)).returncode:
            if time.monotonic() > end:
                raise StuckError(f"the database does not come back: {done.stderr}")


@contextmanager
def a_ground(
    numbers: dict[str, list[str]], seed: int, *, hurried: bool = False
) -> Iterator[Ground]:
    """Prepare companies with these invoice numbers, and a portal that loses answers."""
    folder = scratch_folder("trial")
    try:
        home = folder / "home"
        home.mkdir(mode=0o700)
        with (
            running_database(home, None),
            a_simulator(folder / "portal", integration_delay=0.3, routing_delay=0) as simulator,
        ):
            ground = Ground(home, simulator, {}, hurried)
            _register(ground, folder, numbers)
            gates.install(ground.connect)
            for rank, (kind, details) in enumerate(_STEADY_FAULTS):
                simulator.admin.fault(kind, seed=seed + rank, **details)
            yield ground
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _register(ground: Ground, folder: Path, numbers: dict[str, list[str]]) -> None:
    for rank, (code, siret) in enumerate(COMPANIES.items()):
        files = folder / code
        files.mkdir()
        month = Month(files)
        for number in numbers[code]:
            month.invoice(number)
        name = f"{code.capitalize()} SARL"
        done(ground.run("company", "add", code, "--name", name, "--siret", siret, *KNOWN))
        done(ground.run("company", "simulator", code))
        if rank == 0:
            done(ground.run("directory", "import", month.structures, month.services))
        if month.rows:
            done(ground.run("journal", "import", *month.files, "--company", code))
    ground.company_ids.update(ground.read("SELECT code, id FROM accounts_company"))


def done(result: subprocess.CompletedProcess[str]) -> None:
    """Make sure that a command did what was asked."""
    if result.returncode:
        raise StuckError(f"{result.args}\n{result.stdout}\n{result.stderr}")
