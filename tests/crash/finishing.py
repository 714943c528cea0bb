"""What the killed commands of a trial have in common: when to kill them, how the rest is done."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from multiprocessing.context import ForkServerProcess

    from simulator.running import Simulator


def wait_for_calls(
    simulator: Simulator, command: ForkServerProcess, operation: str, count: int = 1
) -> None:
    """Wait until the portal received ``count`` more calls, or the command ended."""
    wanted = len(simulator.admin.ledger(operation)) + count
    while command.is_alive() and len(simulator.admin.ledger(operation)) < wanted:
        time.sleep(0.01)


def finish(run: Callable[..., subprocess.CompletedProcess[str]], *deposit: str) -> None:
    """Follow, then deposit what is free, until both say that all is done."""
    for _ in range(10):
        followed = run("follow", "--patience", "1", "--for", "30")
        deposited = run("deposit", *deposit)
        if followed.returncode == 0 and deposited.returncode == 0:
            return
    raise AssertionError(followed.stdout + followed.stderr + deposited.stdout + deposited.stderr)
