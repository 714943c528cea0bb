"""Data folders of real commands with a private server, closed to all others."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from support.database import scratch_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def data_folder() -> Iterator[Path]:
    """Give a fresh data folder."""
    folder = scratch_folder("data")
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """Give one data folder to all the tests of a file: making a database takes seconds."""
    folder = scratch_folder("home")
    yield folder
    shutil.rmtree(folder)
