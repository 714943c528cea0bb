"""Keeping a database, a simulator, workers and the screens open, until asked to stop."""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wochorus.demo.commands import naming, variables_of
from wochorus.demo.folder import demo_folder, exclusive, require_made
from wochorus.demo.interruption import all_interruptions_alike
from wochorus.demo.screens import DemoAccount, demo_account, running_screens
from wochorus.demo.simulator_process import (
    RunningSimulator,
    SimulatorFiles,
    end_left_over,
    running_simulator,
)
from wochorus.demo.workers import running_workers
from wochorus.storage.server import running_database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Served:
    """What is open: the data folder, the simulator with its files, what the workers write to.

    ``screens`` is their address, empty without them; ``account`` that of the demonstration.
    """

    home: Path
    simulator: RunningSimulator
    files: SimulatorFiles
    worker_logs: list[Path]
    screens: str
    account: DemoAccount | None


@dataclass(frozen=True, slots=True)
class Asked:
    """How many workers are kept alive, where the screens open, who is told when one dies.

    ``web_port`` 0: any free port; none: no screens.
    """

    workers: int
    web_port: int | None
    tell: Callable[[str], None]


@contextmanager
def serving(home: Path, database_url: str | None, port: int, asked: Asked) -> Iterator[Served]:
    """Keep the database of ``home``, its simulator and workers running while the block lasts.

    Raises `Transient` when another `wochorus serve` does, `Permanent` when one does not start.
    """
    with ExitStack() as stack:
        stack.enter_context(all_interruptions_alike())
        stack.enter_context(
            exclusive(home / "serve.lock", "Un autre « wochorus serve » sert déjà ce dossier", home)
        )
        yield _open(stack, home, database_url, port, asked, is_demo=False)


@contextmanager
def serving_demo(data_folder: Path, port: int, asked: Asked) -> Iterator[Served]:
    """Do the same for the folder of the demonstration, which must have been made."""
    folder = demo_folder(data_folder)
    require_made(folder)
    with ExitStack() as stack:
        stack.enter_context(all_interruptions_alike())
        stack.enter_context(folder.held())
        yield _open(stack, folder.home, None, port, asked, is_demo=True)


def _open(
    stack: ExitStack,
    home: Path,
    database_url: str | None,
    port: int,
    asked: Asked,
    *,
    is_demo: bool,
) -> Served:
    files = SimulatorFiles(home)
    end_left_over(files)
    stack.enter_context(running_database(home, database_url))
    simulator = stack.enter_context(running_simulator(files, port=port))
    if is_demo:
        variables = variables_of(home, simulator.url)
    else:
        variables = dict(os.environ) | naming(home, simulator.url)
    logs = stack.enter_context(running_workers(home, variables, asked.workers, asked.tell))
    if asked.web_port is None:
        return Served(home, simulator, files, logs, "", None)
    account = demo_account(home, variables) if is_demo else None
    screens = running_screens(home, variables, asked.web_port, asked.tell)
    return Served(home, simulator, files, logs, stack.enter_context(screens), account)
