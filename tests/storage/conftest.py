"""Data folders with a private server of their own."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from support.database import scratch_folder
from support.holders import Holder, server_processes
from wochorus.storage.server import running_database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def made_home() -> Iterator[Path]:
    """Make a data folder whose cluster exists and whose server is stopped."""
    folder = scratch_folder("made")
    with running_database(folder / "home", None, durable=False):
        pass
    yield folder / "home"
    shutil.rmtree(folder)


@pytest.fixture
def empty_home() -> Iterator[Path]:
    """Name a data folder that does not exist yet, in a folder closed to all others."""
    folder = scratch_folder("home")
    home = folder / "home"
    yield home
    left = server_processes(home) if home.exists() else []
    for process in left:
        process.kill()
    shutil.rmtree(folder)
    assert not left, "a server outlived its test"


@pytest.fixture
def home(made_home: Path) -> Iterator[Path]:
    """Lend a data folder whose server is stopped, to be left in good order."""
    yield made_home
    left = server_processes(made_home)
    for process in left:
        process.kill()
    assert not left, "a server outlived its test"


@pytest.fixture
def spoiled_home(made_home: Path, empty_home: Path) -> Path:
    """Copy a data folder, for a test that damages it. Root's copy belongs to root."""
    shutil.copytree(made_home, empty_home, ignore=shutil.ignore_patterns("*.lock"))
    return empty_home


@pytest.fixture
def holder() -> Iterator[Callable[[Path], Holder]]:
    """Give a function that starts a process using the server of a data folder."""
    started: list[Holder] = []

    def start(home: Path) -> Holder:
        started.append(Holder(home))
        return started[-1]

    yield start
    for each in started:
        if each.process.poll() is None:
            each.kill()
        for stream in (each.process.stdin, each.process.stdout, each.process.stderr):
            if stream is not None and not stream.closed:
                stream.close()
