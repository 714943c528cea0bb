"""The portal of the trials of workers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from simulator.running import a_simulator

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from simulator.running import Simulator


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[Simulator]:
    """Give a portal that integrates at once."""
    with a_simulator(tmp_path / "portal", integration_delay=0, routing_delay=0) as running:
        yield running
