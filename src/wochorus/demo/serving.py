"""Keeping a database and a simulator open together, for commands typed in another terminal."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wochorus.demo.folder import demo_folder, exclusive, require_made
from wochorus.demo.interruption import all_interruptions_alike
from wochorus.demo.simulator_process import (
    RunningSimulator,
    SimulatorFiles,
    end_left_over,
    running_simulator,
)
from wochorus.storage.server import running_database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Served:
    """What is open: the data folder, and the simulator with its files."""

    home: Path
    simulator: RunningSimulator
    files: SimulatorFiles


@contextmanager
def serving(home: Path, database_url: str | None, port: int) -> Iterator[Served]:
    """Keep the database of ``home`` and its simulator running for as long as the block lasts.

    Raises `Transient` when another `wochorus serve` does, `Permanent` when one does not start.
    """
    with ExitStack() as stack:
        stack.enter_context(all_interruptions_alike())
        stack.enter_context(
            exclusive(home / "serve.lock", "Un autre « wochorus serve » sert déjà ce dossier", home)
        )
        yield _open(stack, home, database_url, port)


@contextmanager
def serving_demo(data_folder: Path, port: int) -> Iterator[Served]:
    """Do the same for the folder of the demonstration, which must have been made."""
    folder = demo_folder(data_folder)
    require_made(folder)
    with ExitStack() as stack:
        stack.enter_context(all_interruptions_alike())
        stack.enter_context(folder.held())
        yield _open(stack, folder.home, None, port)


def _open(stack: ExitStack, home: Path, database_url: str | None, port: int) -> Served:
    files = SimulatorFiles(home)
    end_left_over(files)
    stack.enter_context(running_database(home, database_url))
    simulator = stack.enter_context(running_simulator(files, port=port))
    return Served(home, simulator, files)
