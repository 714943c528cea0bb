"""The workers that `wochorus serve` keeps alive."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from wochorus.demo.keeping import Keeper

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path


@contextmanager
def running_workers(
    home: Path, variables: Mapping[str, str], count: int, tell: Callable[[str], None]
) -> Iterator[list[Path]]:
    """Keep ``count`` workers running for as long as the block lasts; give where they write.

    ``variables`` is their whole environment. ``tell`` is given a French sentence, from a thread,
    when one of them dies.
    """
    logs = home / "logs"
    logs.mkdir(parents=True, exist_ok=True, mode=0o700)
    paths = [logs / f"service-{rank}.log" for rank in range(1, count + 1)]
    keepers = [Keeper("Le service", ["worker"], path, variables, tell) for path in paths]
    try:
        for keeper in keepers:
            keeper.begin()
        yield paths
    finally:
        for keeper in keepers:
            keeper.ask_to_stop()
        for keeper in keepers:
            keeper.finish()
