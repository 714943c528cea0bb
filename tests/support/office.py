"""A company at work on its own data folder, with real commands and a real portal beside it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from support.forked import run_forked
from support.month import set_up

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    from simulator.running import Simulator
    from support.month import Month


@dataclass(frozen=True, slots=True)
class Office:
    """A data folder, its database, and the portal that its company deposits on."""

    home: Path
    database_url: str
    simulator: Simulator

    def open(self, month: Month) -> Callable[..., subprocess.CompletedProcess[str]]:
        """Register the company, import its month; give what runs a command."""
        variables = set_up(self.home, self.database_url, month, self.simulator.url)
        return partial(
            run_forked, home=self.home, database_url=self.database_url, variables=variables
        )
